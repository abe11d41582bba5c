import Foundation
import Support
import Transport

/// What a search found.
public struct SearchResult: Sendable {
    public var hits: [StoredDocument]
    /// How many documents match, exactly.
    public var total: Int
}

extension ElasticsearchClient {
    /// One page of what matches.
    ///
    /// - Throws: ``ElasticsearchError`` with code `shardFailures` when a part of the index did not answer.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search>
    public func search(_ request: SearchRequest) async throws -> SearchResult {
        var body = request.body
        body["seq_no_primary_term"] = true
        body["track_total_hits"] = true
        if request.from > 0 { body["from"] = .int(request.from) }
        let call = ElasticsearchCall(
            operation: "search in \"\(request.index)\"", method: .post, path: [request.index, "_search"],
            body: try body.data())
        let answer = try await answer(SearchAnswer<StoredDocument>.self, to: call)
        try answer.demandComplete(call.operation)
        let hits = (answer.hits.hits ?? []).map(\.element)
        return SearchResult(hits: hits, total: answer.hits.total?.value ?? hits.count)
    }
}
