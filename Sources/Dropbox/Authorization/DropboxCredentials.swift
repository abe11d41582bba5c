public import Support

/// What an authorization is renewed with. A refresh token does not expire by age.
///
/// For a trial run, an access token may stand in the place of the refresh token: it is used as it is until it dies.
public struct DropboxCredentials: Sendable, Hashable {
    public var appKey: String
    /// Empty for a refresh token that was obtained by PKCE: such a one is used without the secret.
    public var appSecret: Secret
    public var refreshToken: Secret

    public init(appKey: String, appSecret: Secret, refreshToken: Secret) {
        self.appKey = appKey
        self.appSecret = appSecret
        self.refreshToken = refreshToken
    }
}

extension DropboxCredentials {
    /// With what access tokens begin that expire (reference section 2.2); refresh tokens do not.
    public static let accessTokenPrefix = "sl."

    /// Whether there is nothing to renew.
    var isTrial: Bool { refreshToken.reveal().hasPrefix(Self.accessTokenPrefix) }
}

extension DropboxCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says nothing of them: the app key, too, is a sensitive field of the connector's configuration.
    public var description: String { "DropboxCredentials(••••••)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
