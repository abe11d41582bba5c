/// Something that is gone, and with it everything below its path. Whether it was a file or a folder
/// is not told (reference section 5.4).
public struct DeletedMetadata: Sendable, Hashable {
    public var name: String
    public var pathLower: String?
    public var pathDisplay: String?
    /// Nil when not asked for.
    public var isRestorable: Bool?

    public init(name: String, pathLower: String? = nil, pathDisplay: String? = nil) {
        self.name = name
        self.pathLower = pathLower
        self.pathDisplay = pathDisplay
    }
}

extension DeletedMetadata: Decodable {
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.container(keyedBy: MetadataKey.self))
    }

    init(_ container: KeyedDecodingContainer<MetadataKey>) throws {
        name = try container.decode(String.self, forKey: .name)
        pathLower = try container.decodeIfPresent(String.self, forKey: .pathLower)
        pathDisplay = try container.decodeIfPresent(String.self, forKey: .pathDisplay)
        isRestorable = try container.decodeIfPresent(Bool.self, forKey: .isRestorable)
    }
}
