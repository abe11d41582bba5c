public import Foundation
public import Support
public import Transport

/// The way from an app to a refresh token: a person allows it on Dropbox's page and brings back a code.
///
/// With PKCE the code is worth nothing to anybody who sees it on its way: exchanging it takes the verifier, which
/// never leaves this process before. A refresh token that was obtained so is used without the app's secret.
///
/// Dropbox: <https://www.dropbox.com/developers/documentation/http/documentation#oauth2-authorize>
public struct AuthorizationCode: Sendable {
    /// What came of it.
    public struct Grant: Sendable {
        public var refreshToken: Secret
        /// As Dropbox granted them, which may be fewer than the app has.
        public var scopes: Set<String>
        /// `dbtid:…` when a whole team was authorized.
        public var teamID: String?
    }

    public var appKey: String
    /// Nil for PKCE.
    public var appSecret: Secret?
    /// Where Dropbox sends the browser with the code; nil for a code that is shown and copied.
    public var redirect: URL?
    /// What the redirect must bring back, so that nobody can slip in a code of theirs.
    public let state: String
    private let verifier: Secret

    public init(appKey: String, appSecret: Secret?, redirect: URL? = nil) {
        self.appKey = appKey
        self.appSecret = appSecret
        self.redirect = redirect
        state = Self.random(32)
        verifier = Secret(Self.random(96))
    }

    /// The page on which a person allows the app, and which gives the code.
    public var page: URL {
        var parameters = [
            ("client_id", appKey), ("response_type", "code"), ("token_access_type", "offline"),
        ]
        if appSecret == nil {
            parameters += [("code_challenge", challenge), ("code_challenge_method", "S256")]
        }
        if let redirect { parameters += [("redirect_uri", redirect.absoluteString), ("state", state)] }
        var components = URLComponents()
        components.scheme = "https"
        components.host = "www.dropbox.com"
        components.path = "/oauth2/authorize"
        components.percentEncodedQuery = Self.form(parameters)
        guard let url = components.url else { preconditionFailure("every part is encoded") }
        return url
    }

    /// Exchanges the code, which works once and within minutes.
    ///
    /// - Throws: ``DropboxError``: `refreshTokenRejected` for a code that Dropbox does not know any more,
    ///   `appCredentialsRejected`; `CancellationError`.
    public func exchange(
        _ code: Secret, options: DropboxOptions, transport: any HTTPTransport
    ) async throws -> Grant {
        var fields = [
            ("grant_type", "authorization_code"), ("code", code.reveal()), ("client_id", appKey),
        ]
        if let appSecret {
            fields.append(("client_secret", appSecret.reveal()))
        } else {
            fields.append(("code_verifier", verifier.reveal()))
        }
        if let redirect { fields.append(("redirect_uri", redirect.absoluteString)) }
        let token = TokenRequest(
            credentials: DropboxCredentials(appKey: appKey, appSecret: appSecret ?? verifier, refreshToken: code),
            options: options)
        do {
            return try token.grant(in: try await transport.send(token.request(Self.form(fields))))
        } catch let error as TransportError {
            throw DropboxError(error, operation: TokenRequest.route, ends: .sync)
        }
    }

    /// Base64url of the verifier's SHA-256, without padding (RFC 7636).
    private var challenge: String {
        Data(SHA256.hash(Data(verifier.reveal().utf8))).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0)=\(TokenRequest.escaped($1))" }.joined(separator: "&")
    }

    /// From the system's generator, which is a cryptographic one.
    private static func random(_ count: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var generator = SystemRandomNumberGenerator()
        return String((0..<count).map { _ in letters[Int.random(in: 0..<64, using: &generator)] })
    }
}
