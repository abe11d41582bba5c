import Transport

extension ElasticsearchClient {
    /// Deletes a document. One that is not there is no error.
    ///
    /// - Returns: Whether it was there. After a retry it may have been and the answer still be false.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-delete>
    @discardableResult
    public func delete(_ id: String, in index: String, refresh: Refresh? = nil) async throws -> Bool {
        var call = ElasticsearchCall(
            operation: "deletion of \(Self.name(id, in: index))", method: .delete, path: [index, "_doc", id])
        call.query.add(refresh)
        do {
            return try await answer(WriteAnswer.self, to: call).result == "deleted"
        } catch let error as ElasticsearchError 
            where error.saysNoDocument || error.type == "index_not_found_exception"
        {
            return false
        }
    }
}
