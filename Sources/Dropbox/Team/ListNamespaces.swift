/// `team/namespaces/list`: every namespace of the team (reference section 7.6).
///
/// One namespace can be told more than once, also on different pages.
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team-namespaces-list>
public struct ListNamespaces: DropboxPagedEndpoint, Encodable {
    public static let route = "team/namespaces/list"
    public static let authentication = DropboxAuthentication.team
    public typealias Response = NamespacesPage

    /// Dropbox accepts it and does not heed it.
    public var limit = 1000

    public init() {}

    public func continuation(from cursor: String) -> ListNamespacesContinue {
        ListNamespacesContinue(cursor: cursor)
    }
}

/// `team/namespaces/list/continue`: the namespaces after a cursor.
///
/// <https://www.dropbox.com/developers/documentation/http/teams#team-namespaces-list-continue>
public struct ListNamespacesContinue: DropboxPagedEndpoint, Encodable {
    public static let route = "team/namespaces/list/continue"
    public static let authentication = DropboxAuthentication.team
    public typealias Response = NamespacesPage

    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> ListNamespacesContinue {
        ListNamespacesContinue(cursor: cursor)
    }
}

/// A page of namespaces.
public struct NamespacesPage: DropboxPage {
    public var namespaces: [NamespaceMetadata]
    public var cursor: String
    public var hasMore: Bool

    public var following: FollowingPage { hasMore ? .from(cursor: cursor) : .none }

    private enum CodingKeys: String, CodingKey {
        case namespaces, cursor
        case hasMore = "has_more"
    }
}

/// A namespace of the team.
public struct NamespaceMetadata: Sendable, Hashable, Decodable {
    public enum Kind: String, Sendable {
        case appFolder = "app_folder"
        /// Its owner may be outside the team.
        case sharedFolder = "shared_folder"
        case teamFolder = "team_folder"
        /// A member's home.
        case teamMemberFolder = "team_member_folder"
        /// What a member sees as root, in an updated team space.
        case teamMemberRoot = "team_member_root"
    }

    public var name: String
    public var namespaceID: String
    public var kind: Open<Kind>
    /// Whose it is: of member folders and app folders.
    public var teamMemberID: String?

    private enum CodingKeys: String, CodingKey {
        case name
        case namespaceID = "namespace_id"
        case kind = "namespace_type"
        case teamMemberID = "team_member_id"
    }
}
