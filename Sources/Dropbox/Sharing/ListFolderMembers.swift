/// `sharing/list_folder_members`: who has access to a shared folder (reference section 6.3).
///
/// Without a ``path`` the members of the folder itself: of those who have access through a folder above it only
/// some may be told. Refused with `sharedItemInaccessible` to who is no member.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-list_folder_members>
public struct ListFolderMembers: DropboxPagedEndpoint, Encodable {
    public static let route = "sharing/list_folder_members"
    public static let failureEnds = DropboxError.Scope.item
    public typealias Response = SharedMembersPage

    public var sharedFolderID: String
    /// A path of the folder, `ns:…`: then those are told too who have access through a folder above it.
    public var path: String?
    /// Members, groups and invitees per page together, 1...1000.
    public var limit = 1000

    public init(sharedFolderID: String, path: String? = nil) {
        self.sharedFolderID = sharedFolderID
        self.path = path
    }

    public var subject: String? { sharedFolderID }

    public func continuation(from cursor: String) -> ListFolderMembersContinue {
        ListFolderMembersContinue(cursor: cursor)
    }

    private enum CodingKeys: String, CodingKey {
        case sharedFolderID = "shared_folder_id"
        case path, limit
    }
}

/// `sharing/list_folder_members/continue`: the members after a cursor.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-list_folder_members-continue>
public struct ListFolderMembersContinue: DropboxPagedEndpoint, Encodable {
    public static let route = "sharing/list_folder_members/continue"
    public static let failureEnds = DropboxError.Scope.item
    public typealias Response = SharedMembersPage

    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> ListFolderMembersContinue {
        ListFolderMembersContinue(cursor: cursor)
    }
}
