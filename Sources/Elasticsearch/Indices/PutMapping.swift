import Foundation
public import Support
import Transport

extension ElasticsearchClient {
    /// Adds fields to the mapping of an index. A field that exists otherwise is a `badRequest`.
    ///
    /// - Parameter mapping: `{"properties": {…}}`.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-put-mapping>
    public func putMapping(_ mapping: JSON, in index: String) async throws {
        _ = try await send(
            ElasticsearchCall(
                operation: "adding to the mapping of \"\(index)\"", method: .put, path: [index, "_mapping"],
                body: try mapping.data()))
    }
}
