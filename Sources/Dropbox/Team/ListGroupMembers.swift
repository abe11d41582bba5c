/// `team/groups/members/list`: the members of a group of the team (reference section 7.4).
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team-groups-members-list>
public struct ListGroupMembers: DropboxPagedEndpoint, Encodable {
    public static let route = "team/groups/members/list"
    public static let authentication = DropboxAuthentication.team
    public typealias Response = MembersPage<GroupMember>

    /// `g:…`
    public var groupID: String
    /// Members per page, 1...1000.
    public var limit = 1000

    public init(groupID: String) {
        self.groupID = groupID
    }

    public var subject: String? { groupID }

    public func continuation(from cursor: String) -> ListGroupMembersContinue {
        ListGroupMembersContinue(cursor: cursor)
    }

    private enum CodingKeys: String, CodingKey { case group, limit }

    private enum SelectorKey: String, CodingKey {
        case tag = ".tag"
        case groupID = "group_id"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(limit, forKey: .limit)
        var group = container.nestedContainer(keyedBy: SelectorKey.self, forKey: .group)
        try group.encode("group_id", forKey: .tag)
        try group.encode(groupID, forKey: .groupID)
    }
}

/// `team/groups/members/list/continue`: the members after a cursor.
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team-groups-members-list-continue>
public struct ListGroupMembersContinue: DropboxPagedEndpoint, Encodable {
    public static let route = "team/groups/members/list/continue"
    public static let authentication = DropboxAuthentication.team
    public typealias Response = MembersPage<GroupMember>

    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> ListGroupMembersContinue {
        ListGroupMembersContinue(cursor: cursor)
    }
}

/// A member of a group.
public struct GroupMember: Sendable, Hashable, Decodable {
    public enum Access: String, Sendable { case member, owner }

    /// Without its groups and folders.
    public var profile: MemberProfile
    public var accessType: Open<Access>

    private enum CodingKeys: String, CodingKey {
        case profile
        case accessType = "access_type"
    }
}
