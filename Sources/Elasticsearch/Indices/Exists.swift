import Transport

extension ElasticsearchClient {
    /// Whether there is an index or alias of that name.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-exists>
    public func exists(_ index: String) async throws -> Bool {
        let call = ElasticsearchCall(operation: "looking for index \"\(index)\"", method: .head, path: [index])
        do {
            _ = try await send(call)
            return true
        } catch let error as ElasticsearchError where error.code == .notFound {
            return false
        }
    }
}
