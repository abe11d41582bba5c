/// `files/export`: the content of a file that cannot be downloaded, in another format.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#files-export>
public struct Export: DropboxContentEndpoint, Encodable {
    public static let route = "files/export"

    /// The answer's header.
    public struct Response: Decodable, Sendable {
        public var exportMetadata: ExportMetadata
        public var fileMetadata: FileMetadata

        private enum CodingKeys: String, CodingKey {
            case exportMetadata = "export_metadata"
            case fileMetadata = "file_metadata"
        }
    }

    public var path: String
    /// One of ``ExportInfo/formats``; nil leaves it to Dropbox.
    public var exportFormat: String?

    public init(path: String, exportFormat: String? = nil) {
        self.path = path
        self.exportFormat = exportFormat
    }

    public var subject: String? { path }

    private enum CodingKeys: String, CodingKey {
        case path
        case exportFormat = "export_format"
    }
}

/// What an export is.
public struct ExportMetadata: Sendable, Hashable, Decodable {
    /// The file's name with the format's extension.
    public var name: String
    /// Bytes of the export.
    public var size: Int
    /// The ``ContentHash`` of the export.
    public var exportHash: String?
    public var paperRevision: Int?

    private enum CodingKeys: String, CodingKey {
        case name, size
        case exportHash = "export_hash"
        case paperRevision = "paper_revision"
    }
}
