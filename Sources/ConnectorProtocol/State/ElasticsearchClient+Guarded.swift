import Elasticsearch
import Support

extension ElasticsearchClient {
    /// A guarded update whose failures are named after the operation of the protocol that they end.
    ///
    /// - Parameters:
    ///   - isOwn: Whether nobody else writes the same, because a time or a name of ours is in it. An update
    ///     whose answer was lost is then recognised in the document instead of being taken for another's.
    ///   - written: Told of the version that was written, when one was.
    func guarded(
        _ id: String, in index: String, operation: String, isOwn: Bool = false,
        _ change: (StoredDocument) throws -> JSON?, written: (Version) -> Void = { _ in }
    ) async throws {
        var attempted: JSON?
        do {
            let version = try await guardedUpdate(id, in: index) { document in
                if isOwn, let attempted, document.source.merging(attempted) == document.source { return nil }
                attempted = try change(document)
                return attempted
            }
            if let version { written(version) }
        } catch let error as ElasticsearchError where error.code == .notFound {
            throw ProtocolError(.notFound, operation: operation)
        } catch let error as ElasticsearchError where error.code == .versionConflict {
            throw ProtocolError(.conflict, operation: operation)
        }
    }
}
