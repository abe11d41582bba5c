/// `users/get_current_account`: whose account this is.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#users-get_current_account>
public struct GetCurrentAccount: DropboxEndpoint {
    public static let route = "users/get_current_account"
    public static let failureEnds = DropboxError.Scope.listing
    public typealias Arguments = NoArguments
    public typealias Response = FullAccount

    public init() {}
}
