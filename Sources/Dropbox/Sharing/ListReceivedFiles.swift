/// `sharing/list_received_files`: files that others shared with the account one by one. They are usually
/// not mounted, and no listing of folders mentions them.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-list_received_files>
public struct ListReceivedFiles: DropboxPagedEndpoint, Encodable {
    public static let route = "sharing/list_received_files"
    public typealias Response = ReceivedFilesPage

    /// Files per page, 1...300.
    public var limit = 300

    public init() {}

    public func continuation(from cursor: String) -> ListReceivedFilesContinue {
        ListReceivedFilesContinue(cursor: cursor)
    }
}

/// `sharing/list_received_files/continue`: the received files after a cursor.
/// Not with ``DropboxIdentity/admin(_:)``, although the first page is.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-list_received_files-continue>
public struct ListReceivedFilesContinue: DropboxPagedEndpoint, Encodable {
    public static let route = "sharing/list_received_files/continue"
    public typealias Response = ReceivedFilesPage

    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> ListReceivedFilesContinue {
        ListReceivedFilesContinue(cursor: cursor)
    }
}

/// A page of received files.
public struct ReceivedFilesPage: DropboxPage {
    public var entries: [SharedFileMetadata]
    /// Only when there is more: there is no `has_more`.
    public var cursor: String?

    public var following: FollowingPage {
        guard let cursor, !cursor.isEmpty else { return .none }
        return .from(cursor: cursor)
    }
}
