public import Support

/// Which write of a document is meant: what a guarded update compares.
///
/// <https://www.elastic.co/docs/reference/elasticsearch/rest-apis/optimistic-concurrency-control>
public struct Version: Sendable, Hashable {
    public var seqNo: Int
    public var primaryTerm: Int

    public init(seqNo: Int, primaryTerm: Int) {
        self.seqNo = seqNo
        self.primaryTerm = primaryTerm
    }
}

/// A document as it is in an index, with the version a guarded update needs.
public struct StoredDocument: Sendable, Equatable {
    /// The concrete index, also when it was asked for by an alias.
    public var index: String
    public var id: String
    public var source: JSON
    public var version: Version

    public var seqNo: Int { version.seqNo }
    public var primaryTerm: Int { version.primaryTerm }

    public init(index: String, id: String, source: JSON, version: Version) {
        self.index = index
        self.id = id
        self.source = source
        self.version = version
    }
}

extension StoredDocument: Decodable {
    private enum CodingKeys: String, CodingKey {
        case index = "_index"
        case id = "_id"
        case source = "_source"
        case seqNo = "_seq_no"
        case primaryTerm = "_primary_term"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        index = try container.decode(String.self, forKey: .index)
        id = try container.decode(String.self, forKey: .id)
        source = try container.decodeIfPresent(JSON.self, forKey: .source) ?? [:]
        version = Version(
            seqNo: try container.decode(Int.self, forKey: .seqNo),
            primaryTerm: try container.decode(Int.self, forKey: .primaryTerm))
    }
}

/// When a write becomes visible to searches.
public enum Refresh: String, Sendable {
    /// Before the write returns; costs a refresh of the shard.
    case immediately = "true"
    /// The write returns after the next ordinary refresh, up to a second later.
    case wait = "wait_for"
}
