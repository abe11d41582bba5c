public import Support
import Transport

extension ElasticsearchClient {
    /// Changes fields of a document: objects merge, arrays and scalars replace, null stores null.
    ///
    /// - Parameters:
    ///   - partial: The fields to change. When the document has them already, nothing is written.
    ///   - version: Fails with `versionConflict` when the document has been written since that version.
    ///     After a retry that conflict may be this update's own first attempt; ``guardedUpdate`` looks.
    ///   - upsert: A document that does not exist is created from `partial`.
    /// - Returns: The version of the document now.
    /// - Throws: ``ElasticsearchError`` with code `notFound` when the document does not exist.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-update>
    @discardableResult
    public func update(
        _ id: String, in index: String, with partial: JSON, expecting version: Version? = nil, upsert: Bool = false,
        refresh: Refresh? = nil
    ) async throws -> Version {
        var body: JSON = ["doc": partial]
        if upsert { body["doc_as_upsert"] = true }
        var call = ElasticsearchCall(
            operation: "update of \(Self.name(id, in: index))", method: .post, path: [index, "_update", id],
            body: try body.data())
        call.query.add(expecting: version)
        // Elasticsearch itself reads and writes: another write in between is none of the caller's business.
        if version == nil { call.query.append(("retry_on_conflict", "50")) }
        call.query.add(refresh)
        let answer = try await answer(WriteAnswer.self, to: call)
        if let written = answer.version { return written }
        // Older versions say nothing of the version when nothing changed.
        if let version { return version }
        guard let current = try await self.version(of: id, in: index) else {
            throw ElasticsearchError(
                code: .notFound, operation: call.operation, reason: "the document was deleted while it was updated")
        }
        return current
    }
}
