/// `files/list_folder/continue`: what follows a cursor; after the end of a listing, what changed since.
///
/// Throws `cursorReset` when Dropbox has forgotten the cursor: list from the start.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#files-list_folder-continue>
public struct ListFolderContinue: DropboxPagedEndpoint, Encodable {
    public static let route = "files/list_folder/continue"
    public typealias Response = ListFolderPage

    /// Holds the arguments of the listing it came from; it belongs to the identity and path root of that one.
    public var cursor: String

    public init(cursor: String) {
        self.cursor = cursor
    }

    public func continuation(from cursor: String) -> ListFolderContinue {
        ListFolderContinue(cursor: cursor)
    }
}
