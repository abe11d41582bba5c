/// An entry of a listing: a file, a folder, or something that is gone (reference section 5.1).
public enum Metadata: Sendable, Hashable {
    case file(FileMetadata)
    case folder(FolderMetadata)
    case deleted(DeletedMetadata)

    /// The last component of the path.
    public var name: String {
        switch self {
        case .file(let file): file.name
        case .folder(let folder): folder.name
        case .deleted(let deleted): deleted.name
        }
    }

    /// The path by which Dropbox compares; nil for what is not mounted.
    public var pathLower: String? {
        switch self {
        case .file(let file): file.pathLower
        case .folder(let folder): folder.pathLower
        case .deleted(let deleted): deleted.pathLower
        }
    }

    /// The path for people; nil for what is not mounted.
    public var pathDisplay: String? {
        switch self {
        case .file(let file): file.pathDisplay
        case .folder(let folder): folder.pathDisplay
        case .deleted(let deleted): deleted.pathDisplay
        }
    }

    /// Stays the same when the item is moved; nil for what is gone.
    public var id: String? {
        switch self {
        case .file(let file): file.id
        case .folder(let folder): folder.id
        case .deleted: nil
        }
    }
}

extension Metadata: Decodable {
    private enum Tag: String { case file, folder, deleted }

    /// One container for the tag and for all fields: making it is most of what an entry costs, and a page
    /// has 2,000 entries.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MetadataKey.self)
        let tag = try container.decode(String.self, forKey: .tag)
        switch Tag(rawValue: tag) {
        case .file: self = .file(try FileMetadata(container))
        case .folder: self = .folder(try FolderMetadata(container))
        case .deleted: self = .deleted(try DeletedMetadata(container))
        case nil:
            throw DecodingError.dataCorruptedError(
                forKey: .tag, in: container, debugDescription: "neither file nor folder nor deleted: \(tag)")
        }
    }
}

/// The keys of all three kinds of metadata.
enum MetadataKey: String, CodingKey {
    case tag = ".tag"
    case name
    case id
    case pathLower = "path_lower"
    case pathDisplay = "path_display"
    case previewURL = "preview_url"
    case clientModified = "client_modified"
    case serverModified = "server_modified"
    case rev
    case size
    case isDownloadable = "is_downloadable"
    case exportInfo = "export_info"
    case contentHash = "content_hash"
    case mediaInfo = "media_info"
    case symlinkInfo = "symlink_info"
    case sharingInfo = "sharing_info"
    case hasExplicitSharedMembers = "has_explicit_shared_members"
    case propertyGroups = "property_groups"
    case fileLockInfo = "file_lock_info"
    case isRestorable = "is_restorable"
}
