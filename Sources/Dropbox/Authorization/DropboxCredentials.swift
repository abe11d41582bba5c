public import Support

/// What an authorization is renewed with. A refresh token does not expire by age.
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

extension DropboxCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says nothing of them: the app key, too, is a sensitive field of the connector's configuration.
    public var description: String { "DropboxCredentials(••••••)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
