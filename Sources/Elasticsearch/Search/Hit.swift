/// A document's id and those of its fields that were asked for.
public struct Hit<Source: Decodable & Sendable>: Sendable {
    public var id: String
    public var source: Source

    public init(id: String, source: Source) {
        self.id = id
        self.source = source
    }
}

extension Hit: Equatable where Source: Equatable {}

extension Hit: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "_id"
        case source = "_source"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        source = try container.decode(Source.self, forKey: .source)
    }
}
