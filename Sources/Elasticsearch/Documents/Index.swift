public import Support
import Transport

extension ElasticsearchClient {
    /// Writes a whole document, whether or not there was one.
    ///
    /// - Parameters:
    ///   - expecting: Fails with `versionConflict` when the document has been written since that version.
    /// - Returns: The version written.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-index>
    @discardableResult
    public func index(
        _ id: String, in index: String, _ source: JSON, expecting version: Version? = nil, refresh: Refresh? = nil
    ) async throws -> Version {
        var call = ElasticsearchCall(
            operation: "indexing of \(Self.name(id, in: index))", method: .put, path: [index, "_doc", id],
            body: try source.data())
        call.query.add(expecting: version)
        call.query.add(refresh)
        return try await written(by: call)
    }

    /// Sends a write that gives the document a new version.
    func written(by call: ElasticsearchCall, onRetry: (ElasticsearchError) -> Void = { _ in }) async throws -> Version {
        let answer = try await answer(WriteAnswer.self, to: call, onRetry: onRetry)
        guard let version = answer.version else {
            throw ElasticsearchError(
                code: .unreadableAnswer, operation: call.operation, reason: "the answer has no _seq_no")
        }
        return version
    }
}
