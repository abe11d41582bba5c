/// A file (reference section 5.3).
///
/// Timestamps are the texts that Dropbox sent: UTC, `2026-01-05T09:00:00Z`.
public struct FileMetadata: Sendable, Hashable {
    /// Stays the same when the file is moved or renamed.
    public var id: String
    /// The last component of the path, with its extension.
    public var name: String
    /// The path by which Dropbox compares; nil when the file is not mounted. Never to be computed here:
    /// Dropbox's idea of lower case is its own.
    public var pathLower: String?
    /// The path for people; nil when the file is not mounted. Only the case of its last component is reliable.
    public var pathDisplay: String?
    public var previewURL: String?
    /// What the uploader said, unverified: it can be in the future or in 1970.
    public var clientModified: String
    /// When Dropbox got the content.
    public var serverModified: String
    /// The revision: another one whenever the content changes.
    public var rev: String
    /// Bytes of the content; for a file that can only be exported, not those of the export.
    public var size: Int
    /// False when there is no content to download, only to export.
    public var isDownloadable = true
    public var exportInfo: ExportInfo?
    /// See ``ContentHash``; nil for a few kinds of files.
    public var contentHash: String?
    /// Only by `files/get_metadata` that asks for it.
    public var mediaInfo: MediaInfo?
    /// Where it leads, if the file is a symbolic link.
    public var symlinkTarget: String?
    /// Set inside a shared folder.
    public var sharingInfo: FileSharingInfo?
    /// Whether there are members of this very file beside those of its folder; nil when not asked for.
    public var hasExplicitSharedMembers: Bool?
    /// Nil when not asked for.
    public var propertyGroups: [PropertyGroup]?
    public var fileLockInfo: FileLockMetadata?
    /// Nil when not asked for.
    public var isRestorable: Bool?

    public init(
        id: String, name: String, pathLower: String? = nil, pathDisplay: String? = nil, clientModified: String,
        serverModified: String, rev: String, size: Int, contentHash: String? = nil, isDownloadable: Bool = true
    ) {
        self.id = id
        self.name = name
        self.pathLower = pathLower
        self.pathDisplay = pathDisplay
        self.clientModified = clientModified
        self.serverModified = serverModified
        self.rev = rev
        self.size = size
        self.contentHash = contentHash
        self.isDownloadable = isDownloadable
    }
}

extension FileMetadata: Decodable {
    /// Reads it with or without `.tag`: a download's result has none.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.container(keyedBy: MetadataKey.self))
    }

    init(_ container: KeyedDecodingContainer<MetadataKey>) throws {
        id = try container.decode(String.self, forKey: .id)
        name = try container.decode(String.self, forKey: .name)
        pathLower = try container.decodeIfPresent(String.self, forKey: .pathLower)
        pathDisplay = try container.decodeIfPresent(String.self, forKey: .pathDisplay)
        previewURL = try container.decodeIfPresent(String.self, forKey: .previewURL)
        clientModified = try container.decode(String.self, forKey: .clientModified)
        serverModified = try container.decode(String.self, forKey: .serverModified)
        rev = try container.decode(String.self, forKey: .rev)
        size = try container.decode(Int.self, forKey: .size)
        isDownloadable = try container.decodeIfPresent(Bool.self, forKey: .isDownloadable) ?? true
        exportInfo = try container.decodeIfPresent(ExportInfo.self, forKey: .exportInfo)
        contentHash = try container.decodeIfPresent(String.self, forKey: .contentHash)
        mediaInfo = try container.decodeIfPresent(MediaInfo.self, forKey: .mediaInfo)
        symlinkTarget = try container.decodeIfPresent(SymlinkInfo.self, forKey: .symlinkInfo)?.target
        sharingInfo = try container.decodeIfPresent(FileSharingInfo.self, forKey: .sharingInfo)
        hasExplicitSharedMembers = try container.decodeIfPresent(Bool.self, forKey: .hasExplicitSharedMembers)
        propertyGroups = try container.decodeIfPresent([PropertyGroup].self, forKey: .propertyGroups)
        fileLockInfo = try container.decodeIfPresent(FileLockMetadata.self, forKey: .fileLockInfo)
        isRestorable = try container.decodeIfPresent(Bool.self, forKey: .isRestorable)
    }
}

private struct SymlinkInfo: Decodable {
    var target: String
}
