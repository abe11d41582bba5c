import Support

/// A token as it was given, and the point in time until which it is used.
struct AccessToken: Sendable {
    var secret: Secret
    /// Counts the tokens of an authorization, so that a refused one is told from the one after it.
    var number: Int
    /// On the authorization's stopwatch; nil for one that does not expire.
    var usableUntil: Duration?

    func isUsable(at elapsed: Duration) -> Bool {
        usableUntil.map { elapsed < $0 } ?? true
    }
}

/// The token endpoint's answer (reference section 2.2).
struct TokenAnswer: Decodable {
    var accessToken: String
    /// Seconds; absent for a token that does not expire.
    var expiresIn: Double?

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case expiresIn = "expires_in"
    }

    /// How long the token is used: 300 s less than it lives, as in Dropbox's own clients, so that none
    /// expires on its way. Of a life so short that this would leave little, a tenth is given up.
    var usableFor: Duration? {
        expiresIn.map { .seconds($0 - min(300, $0 / 10)) }
    }
}
