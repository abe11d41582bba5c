/// `check/user`: whether Dropbox answers and accepts the token. Echoes its query.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#check-user>
public struct CheckUser: DropboxEndpoint, Encodable {
    public static let route = "check/user"
    public static let failureEnds = DropboxError.Scope.sync

    public struct Response: Decodable, Sendable {
        public var result: String
    }

    public var query: String

    public init(query: String = "ping") {
        self.query = query
    }
}
