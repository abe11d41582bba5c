/// `team/token/get_authenticated_admin`: the admin who authorized the app for the team.
///
/// An account's token is told from a team's by it: `wrongTokenKind`, or `missingScope` with `team_info.read`.
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
