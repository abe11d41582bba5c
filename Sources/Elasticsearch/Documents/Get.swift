import Foundation
import Support
import Transport

extension ElasticsearchClient {
    /// Reads one document. Sees every acknowledged write: no refresh is needed before.
    ///
    /// - Returns: Nil when the index has no document of that id.
    /// - Throws: ``ElasticsearchError`` with code `notFound` when there is no such index.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-get>
    public func get(_ id: String, in index: String) async throws -> StoredDocument? {
        try await get(id, in: index, query: [])
    }

    /// The version of a document, without its source.
    func version(of id: String, in index: String) async throws -> Version? {
        try await get(id, in: index, query: [("_source", "false")])?.version
    }

    private func get(
        _ id: String, in index: String, query: [(name: String, value: String)]
    ) async throws -> StoredDocument? {
        let call = ElasticsearchCall(
            operation: "get of \(Self.name(id, in: index))", method: .get, path: [index, "_doc", id], query: query)
        do {
            return try await answer(StoredDocument.self, to: call)
        } catch let error as ElasticsearchError where error.saysNoDocument {
            return nil
        }
    }

    /// How messages name a document.
    static func name(_ id: String, in index: String) -> String { "document \"\(id)\" in \"\(index)\"" }
}
