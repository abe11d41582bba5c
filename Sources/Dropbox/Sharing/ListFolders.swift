/// `sharing/list_folders`: every shared folder that the account is a member of, also those that it has not
/// mounted (reference section 6.1). Not with ``DropboxIdentity/admin(_:)``.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-list_folders>
public struct ListFolders: DropboxPagedEndpoint, Encodable {
    public static let route = "sharing/list_folders"
    public typealias Response = SharedFoldersPage

    /// Folders per page, 1...1000.
    public var limit = 1000

    public init() {}

    public func continuation(from cursor: String) -> ListFoldersContinue {
        ListFoldersContinue(cursor: cursor)
    }
}

/// `sharing/list_folders/continue`: the shared folders after a cursor.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-list_folders-continue>
public struct ListFoldersContinue: DropboxPagedEndpoint, Encodable {
    public static let route = "sharing/list_folders/continue"
    public typealias Response = SharedFoldersPage

    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> ListFoldersContinue {
        ListFoldersContinue(cursor: cursor)
    }
}

/// A page of shared folders.
public struct SharedFoldersPage: DropboxPage {
    public var entries: [SharedFolderMetadata]
    /// Only when there is more: there is no `has_more`.
    public var cursor: String?

    public var following: FollowingPage {
        guard let cursor, !cursor.isEmpty else { return .none }
        return .from(cursor: cursor)
    }
}
