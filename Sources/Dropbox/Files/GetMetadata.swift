/// `files/get_metadata`: one file or folder as it is now.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#files-get_metadata>
public struct GetMetadata: DropboxEndpoint, Encodable {
    public static let route = "files/get_metadata"
    public typealias Response = Metadata

    /// A path, `id:…`, `rev:…` or `ns:…`. Not the root: it has no metadata.
    public var path: String
    /// Sets ``FileMetadata/mediaInfo``.
    public var includeMediaInfo = false
    /// Answers with what is gone instead of throwing `pathNotFound`.
    public var includeDeleted = false
    /// Sets ``FileMetadata/hasExplicitSharedMembers``.
    public var includeHasExplicitSharedMembers = false

    public init(path: String) {
        self.path = path
    }

    public var subject: String? { path }

    private enum CodingKeys: String, CodingKey {
        case path
        case includeMediaInfo = "include_media_info"
        case includeDeleted = "include_deleted"
        case includeHasExplicitSharedMembers = "include_has_explicit_shared_members"
    }
}
