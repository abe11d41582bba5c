import Support

/// What Elasticsearch answers to a search or to one page of it.
struct SearchAnswer<Element: Decodable>: Decodable {
    var timed_out: Bool?
    var _shards: ShardReport?
    var hits: Hits
    var _scroll_id: String?
    var pit_id: String?

    struct Hits: Decodable {
        var total: Total?
        var hits: [RawHit<Element>]?
    }

    struct Total: Decodable {
        var value: Int
        var relation: String?
    }

    /// - Throws: ``ElasticsearchError`` with code `shardFailures` when a part of the index did not answer.
    func demandComplete(_ operation: String) throws(ElasticsearchError) {
        try _shards?.demandComplete(operation)
        if timed_out == true {
            throw ElasticsearchError(
                code: .shardFailures, operation: operation, status: 200, reason: "the search timed out half-way")
        }
    }
}

/// One hit, and where it stands in the order.
struct RawHit<Element: Decodable>: Decodable {
    var element: Element
    var sort: [JSON]?

    private enum CodingKeys: String, CodingKey { case sort }

    init(from decoder: any Decoder) throws {
        element = try Element(from: decoder)
        sort = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent([JSON].self, forKey: .sort)
    }
}
