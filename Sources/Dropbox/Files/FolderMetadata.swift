/// A folder (reference section 5.4). Folders have no timestamps.
public struct FolderMetadata: Sendable, Hashable {
    /// Stays the same when the folder is moved or renamed.
    public var id: String
    public var name: String
    /// The path by which Dropbox compares; nil when the folder is not mounted.
    public var pathLower: String?
    /// The path for people; nil when the folder is not mounted. Only the case of its last component is reliable.
    public var pathDisplay: String?
    public var previewURL: String?
    /// Set when the folder is in a shared folder or is one.
    public var sharingInfo: FolderSharingInfo?
    /// Nil when not asked for.
    public var propertyGroups: [PropertyGroup]?

    public init(id: String, name: String, pathLower: String? = nil, pathDisplay: String? = nil) {
        self.id = id
        self.name = name
        self.pathLower = pathLower
        self.pathDisplay = pathDisplay
    }
}

extension FolderMetadata: Decodable {
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.container(keyedBy: MetadataKey.self))
    }

    init(_ container: KeyedDecodingContainer<MetadataKey>) throws {
        id = try container.decode(String.self, forKey: .id)
        name = try container.decode(String.self, forKey: .name)
        pathLower = try container.decodeIfPresent(String.self, forKey: .pathLower)
        pathDisplay = try container.decodeIfPresent(String.self, forKey: .pathDisplay)
        previewURL = try container.decodeIfPresent(String.self, forKey: .previewURL)
        sharingInfo = try container.decodeIfPresent(FolderSharingInfo.self, forKey: .sharingInfo)
        propertyGroups = try container.decodeIfPresent([PropertyGroup].self, forKey: .propertyGroups)
    }
}
