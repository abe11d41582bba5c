/// `team/groups/list`: the groups of the team, without their members (reference section 7.4).
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team-groups-list>
public struct ListGroups: DropboxPagedEndpoint, Encodable {
    public static let route = "team/groups/list"
    public static let authentication = DropboxAuthentication.team
    public typealias Response = GroupsPage

    /// Groups per page, 1...1000.
    public var limit = 1000

    public init() {}

    public func continuation(from cursor: String) -> ListGroupsContinue {
        ListGroupsContinue(cursor: cursor)
    }
}

/// `team/groups/list/continue`: the groups after a cursor.
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team-groups-list-continue>
public struct ListGroupsContinue: DropboxPagedEndpoint, Encodable {
    public static let route = "team/groups/list/continue"
    public static let authentication = DropboxAuthentication.team
    public typealias Response = GroupsPage

    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> ListGroupsContinue {
        ListGroupsContinue(cursor: cursor)
    }
}

/// A page of groups.
public struct GroupsPage: DropboxPage {
    public var groups: [GroupSummary]
    public var cursor: String
    public var hasMore: Bool

    public var following: FollowingPage { hasMore ? .from(cursor: cursor) : .none }

    private enum CodingKeys: String, CodingKey {
        case groups, cursor
        case hasMore = "has_more"
    }
}

/// A group of the team.
public struct GroupSummary: Sendable, Hashable, Decodable {
    public enum Management: String, Sendable {
        case userManaged = "user_managed"
        case companyManaged = "company_managed"
        /// By Dropbox: everyone in the team, for example.
        case systemManaged = "system_managed"
    }

    /// `g:…`
    public var groupID: String
    public var groupName: String
    public var groupExternalID: String?
    public var memberCount: Int?
    public var management: Open<Management>

    private enum CodingKeys: String, CodingKey {
        case groupID = "group_id"
        case groupName = "group_name"
        case groupExternalID = "group_external_id"
        case memberCount = "member_count"
        case management = "group_management_type"
    }
}
