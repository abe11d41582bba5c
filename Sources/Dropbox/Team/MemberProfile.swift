/// A member of a team (reference section 7.3).
public struct MemberProfile: Sendable, Hashable, Decodable {
    public enum Status: String, Sendable { case active, invited, suspended, removed }

    /// `dbmid:…`, the value of ``DropboxIdentity/member(_:)``.
    public var teamMemberID: String
    /// `dbid:…`
    public var accountID: String?
    public var email: String
    public var emailVerified: Bool
    public var status: Open<Status>
    public var name: AccountName
    public var joinedOn: String?
    /// Ids of all groups, `g:…`; nil in listings of a group's members.
    public var groups: [String]?
    /// The namespace of the member's own folder.
    public var memberFolderID: String?
    /// The namespace that shows everything the member can reach.
    public var rootFolderID: String?

    private enum CodingKeys: String, CodingKey {
        case teamMemberID = "team_member_id"
        case accountID = "account_id"
        case email, status, name, groups
        case emailVerified = "email_verified"
        case joinedOn = "joined_on"
        case memberFolderID = "member_folder_id"
        case rootFolderID = "root_folder_id"
    }
}
