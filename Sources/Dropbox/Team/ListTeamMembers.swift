/// `team/members/list_v2`: the members of the team, whatever their status (reference section 7.3).
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team-members-list>
public struct ListTeamMembers: DropboxPagedEndpoint, Encodable {
    public static let route = "team/members/list_v2"
    public static let authentication = DropboxAuthentication.team
    public typealias Response = MembersPage<TeamMember>

    /// Members per page, 1...1000.
    public var limit = 1000
    /// Also those who have left the team.
    public var includeRemoved = false

    public init() {}

    public func continuation(from cursor: String) -> ListTeamMembersContinue {
        ListTeamMembersContinue(cursor: cursor)
    }

    private enum CodingKeys: String, CodingKey {
        case limit
        case includeRemoved = "include_removed"
    }
}

/// `team/members/list/continue_v2`: the members after a cursor.
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team-members-list-continue>
public struct ListTeamMembersContinue: DropboxPagedEndpoint, Encodable {
    public static let route = "team/members/list/continue_v2"
    public static let authentication = DropboxAuthentication.team
    public typealias Response = MembersPage<TeamMember>

    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> ListTeamMembersContinue {
        ListTeamMembersContinue(cursor: cursor)
    }
}

/// A member of the team, as the listing of members tells.
public struct TeamMember: Sendable, Hashable, Decodable {
    public var profile: MemberProfile
}
