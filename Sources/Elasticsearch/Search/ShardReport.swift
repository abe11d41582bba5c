import Support

/// How many shards took part in a search.
struct ShardReport: Decodable {
    var failed: Int
    var failures: [JSON]?

    /// - Throws: When a shard failed: what was found is then not everything, and absence proves nothing.
    func demandComplete(_ operation: String) throws(ElasticsearchError) {
        guard failed > 0 else { return }
        let reason = failures?.first?["reason"]
        throw ElasticsearchError(
            code: .shardFailures, operation: operation, status: 200, type: reason?["type"]?.stringValue,
            reason: "\(failed) shards failed", rootCause: reason?["reason"]?.stringValue)
    }
}
