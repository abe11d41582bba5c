public import Support

/// What to look for in an index.
public struct SearchRequest: Sendable, Equatable {
    public var index: String
    /// Query DSL; nil finds everything.
    public var query: JSON?
    /// `[["created_at": "asc"]]`. Nil leaves the order to the search.
    public var sort: [JSON]?
    /// Which fields of `_source` to return; nil returns all.
    public var source: [String]?
    /// How many hits, at most 10,000. ``ElasticsearchClient/pages(of:)`` takes it as the page size.
    public var size = 100
    /// How many hits to leave out. Pages of a changing index skip and repeat: use
    /// ``ElasticsearchClient/everyHit(_:)`` instead.
    public var from = 0

    public init(
        index: String, query: JSON? = nil, sort: [JSON]? = nil, source: [String]? = nil, size: Int = 100, from: Int = 0
    ) {
        self.index = index
        self.query = query
        self.sort = sort
        self.source = source
        self.size = size
        self.from = from
    }

    /// The part of the body that a plain search and a page have in common.
    var body: JSON {
        var body: JSON = ["size": .int(size)]
        if let query { body["query"] = query }
        if let source { body["_source"] = .array(source.map(JSON.string)) }
        if let sort { body["sort"] = .array(sort) }
        return body
    }
}
