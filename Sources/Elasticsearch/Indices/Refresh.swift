import Transport

extension ElasticsearchClient {
    /// Makes everything written so far visible to searches and counts. Sends nothing on serverless, which
    /// does it by itself; an index that does not exist is no error.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-refresh>
    public func refresh(_ index: String) async throws {
        guard !options.isServerless else { return }
        let call = ElasticsearchCall(
            operation: "refresh of \"\(index)\"", method: .post, path: [index, "_refresh"],
            query: [("ignore_unavailable", "true")])
        _ = try await send(call)
    }
}
