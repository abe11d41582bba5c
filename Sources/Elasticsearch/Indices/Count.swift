import Foundation
public import Support
import Transport

extension ElasticsearchClient {
    /// How many documents an index has, as of its last refresh; 0 when there is no such index.
    ///
    /// - Throws: ``ElasticsearchError`` with code `shardFailures` when a part of it could not be counted.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-count>
    public func count(_ index: String, matching query: JSON? = nil) async throws -> Int {
        let body: JSON? = query.map { ["query": $0] }
        let call = ElasticsearchCall(
            operation: "count of \"\(index)\"", method: body == nil ? .get : .post, path: [index, "_count"],
            query: [("ignore_unavailable", "true")], body: try body?.data())
        let answer = try await answer(CountAnswer.self, to: call)
        try answer._shards?.demandComplete(call.operation)
        return answer.count
    }
}

private struct CountAnswer: Decodable {
    var count: Int
    var _shards: ShardReport?
}
