/// `files/list_folder/get_latest_cursor`: the cursor that a listing would end with, without the listing.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#files-list_folder-get_latest_cursor>
public struct GetLatestCursor: DropboxEndpoint {
    public static let route = "files/list_folder/get_latest_cursor"
    public static let failureEnds = DropboxError.Scope.listing

    public struct Response: Decodable, Sendable {
        public var cursor: String
    }

    /// The listing whose changes are wanted.
    public var arguments: ListFolder

    public init(of listing: ListFolder) {
        arguments = listing
    }

    public var subject: String? { arguments.path }
}
