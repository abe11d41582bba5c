/// `sharing/list_file_members`: who has access to a file (reference section 6.4).
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-list_file_members>
public struct ListFileMembers: DropboxPagedEndpoint, Encodable {
    public static let route = "sharing/list_file_members"
    public static let failureEnds = DropboxError.Scope.item
    public typealias Response = SharedMembersPage

    /// `id:…`, a path or `ns:…`.
    public var file: String
    /// Also those who have access only through a folder above the file.
    public var includeInherited: Bool
    /// Members, groups and invitees per page together, 1...300.
    public var limit = 300

    public init(file: String, includeInherited: Bool = true) {
        self.file = file
        self.includeInherited = includeInherited
    }

    public var subject: String? { file }

    public func continuation(from cursor: String) -> ListFileMembersContinue {
        ListFileMembersContinue(cursor: cursor)
    }

    private enum CodingKeys: String, CodingKey {
        case file
        case includeInherited = "include_inherited"
        case limit
    }
}

/// `sharing/list_file_members/continue`: the members after a cursor.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-list_file_members-continue>
public struct ListFileMembersContinue: DropboxPagedEndpoint, Encodable {
    public static let route = "sharing/list_file_members/continue"
    public static let failureEnds = DropboxError.Scope.item
    public typealias Response = SharedMembersPage

    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> ListFileMembersContinue {
        ListFileMembersContinue(cursor: cursor)
    }
}
