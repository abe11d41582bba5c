import Foundation
public import Support
import Transport

extension ElasticsearchClient {
    /// Writes a new document.
    ///
    /// The id is given here, not by Elasticsearch, so that a request whose answer was lost can be sent
    /// again without writing a second document: when the repeated one finds the document it wrote, that
    /// is success.
    ///
    /// - Parameter id: Nil takes a random UUID.
    /// - Returns: The document's id.
    /// - Throws: ``ElasticsearchError`` with code `versionConflict` when a document of that id exists.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-create>
    @discardableResult
    public func create(
        in index: String, id: String? = nil, _ source: JSON, refresh: Refresh? = nil
    ) async throws -> String {
        let id = id ?? UUID().uuidString.lowercased()
        let body = try source.data()
        var call = ElasticsearchCall(
            operation: "creation of \(Self.name(id, in: index))", method: .put, path: [index, "_create", id],
            body: body)
        call.query.add(refresh)
        var mayBeOurs = false
        do {
            _ = try await written(by: call) { mayBeOurs = mayBeOurs || !$0.neverReachedServer }
        } catch let error as ElasticsearchError where error.code == .versionConflict && mayBeOurs {
            // Compared as it was sent: 1.0 is 1 once it has been a text.
            guard try await get(id, in: index)?.source == JSON(parsing: body) else { throw error }
        }
        return id
    }
}
