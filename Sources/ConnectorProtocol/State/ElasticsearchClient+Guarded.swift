import Elasticsearch
import Support

extension ElasticsearchClient {
    /// A guarded update whose failures are named after the operation of the protocol that they end.
    ///
    /// - Parameter written: Told of the version that was written, when one was.
    func guarded(
        _ id: String, in index: String, operation: String, _ change: (StoredDocument) throws -> JSON?,
        written: (Version) -> Void = { _ in }
    ) async throws {
        do {
            if let version = try await guardedUpdate(id, in: index, { try change($0) }) { written(version) }
        } catch let error as ElasticsearchError where error.code == .notFound {
            throw ProtocolError(.notFound, operation: operation)
        } catch let error as ElasticsearchError where error.code == .versionConflict {
            throw ProtocolError(.conflict, operation: operation)
        }
    }
}
