/// `files/download`: a file's content.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#files-download>
public struct Download: DropboxContentEndpoint, Encodable {
    public static let route = "files/download"
    public typealias Response = FileMetadata

    /// A path, `id:…` (also after a move) or `rev:…` (exactly that revision).
    public var path: String

    public init(path: String) {
        self.path = path
    }

    public var subject: String? { path }
}
