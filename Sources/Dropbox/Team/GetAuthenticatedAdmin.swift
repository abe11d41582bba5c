/// `team/token/get_authenticated_admin`: the admin who authorized the app for the team.
///
/// Throws `wrongTokenKind` for an account's token, which is how one is told from a team's.
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team-token-get_authenticated_admin>
public struct GetAuthenticatedAdmin: DropboxEndpoint {
    public static let route = "team/token/get_authenticated_admin"
    public static let authentication = DropboxAuthentication.team
    public static let failureEnds = DropboxError.Scope.sync
    public typealias Arguments = NoArguments

    public struct Response: Decodable, Sendable {
        public var adminProfile: MemberProfile

        private enum CodingKeys: String, CodingKey {
            case adminProfile = "admin_profile"
        }
    }

    public init() {}
}
