public import Support

/// Everything that matches a search at one moment, page by page, nothing twice and nothing left out.
///
/// It ends only after as many hits as the search counted; anything else throws ``ElasticsearchError``. What
/// Elasticsearch holds for it is released when it ends, fails, is cancelled or is left early.
public struct HitPages<Element: Decodable & Sendable>: AsyncSequence, Sendable {
    let client: ElasticsearchClient
    let request: SearchRequest
    let withVersions: Bool
    let keepAlive: Duration

    public func makeAsyncIterator() -> Iterator { Iterator(walk: PageWalk(pages: self)) }

    public struct Iterator: AsyncIteratorProtocol {
        let walk: PageWalk<Element>

        /// The next page, never empty.
        public mutating func next() async throws -> [Element]? { try await walk.next() }
    }
}

extension ElasticsearchClient {
    /// Everything that matches `request`, in its order, with versions for guarded updates.
    ///
    /// - Parameter keepAlive: How long Elasticsearch waits for the next page to be asked for.
    public func pages(of request: SearchRequest, keepAlive: Duration = .seconds(300)) -> HitPages<StoredDocument> {
        HitPages(client: self, request: request, withVersions: true, keepAlive: keepAlive)
    }

    /// Everything that matches `request`, collected. For indices that are known to be small.
    public func everyHit(_ request: SearchRequest) async throws -> [StoredDocument] {
        var hits: [StoredDocument] = []
        for try await page in pages(of: request) { hits += page }
        return hits
    }

    /// Reads through an index, in the order that costs least.
    ///
    /// - Parameters:
    ///   - source: The fields wanted; those a document does not have are absent from what `Source` decodes.
    ///   - keepAlive: How long Elasticsearch waits for the next page to be asked for.
    /// - Throws (while iterating): ``ElasticsearchError`` with code `notFound` when there is no such index,
    ///   `shardFailures` when a part of it did not answer.
    public func scroll<Source: Decodable & Sendable>(
        _ index: String, query: JSON? = nil, source: [String], as type: Source.Type = JSON.self, pageSize: Int = 1000,
        keepAlive: Duration = .seconds(300)
    ) -> HitPages<Hit<Source>> {
        HitPages(
            client: self, request: SearchRequest(index: index, query: query, source: source, size: pageSize),
            withVersions: false, keepAlive: keepAlive)
    }
}
