/// `sharing/get_file_metadata/batch`: what the sharing routes know of up to ``maximumFiles`` files
/// (reference section 6.6).
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#sharing-get_file_metadata-batch>
public struct GetFileMetadataBatch: DropboxEndpoint, Encodable {
    public static let route = "sharing/get_file_metadata/batch"
    public typealias Response = [FileMetadataResult]

    public static let maximumFiles = 100

    /// `id:…`, paths or `ns:…`.
    public var files: [String]

    public init(files: [String]) {
        self.files = files
    }

    public var subject: String? { "\(files.count) files" }
}

/// What is told of one file of a batch. To be matched by ``file``, not by its place.
public struct FileMetadataResult: Sendable, Hashable, Decodable {
    /// As it was sent.
    public var file: String
    /// Nil when it cannot be read.
    public var metadata: SharedFileMetadata?

    private enum CodingKeys: String, CodingKey { case file, result }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        file = try container.decode(String.self, forKey: .file)
        let tag = try container.nestedContainer(keyedBy: TagKey.self, forKey: .result).decode(String.self, forKey: .tag)
        metadata = tag == "metadata" ? try container.decode(SharedFileMetadata.self, forKey: .result) : nil
    }
}
