import Support
import Transport

extension ElasticsearchClient {
    /// Whether there is an ingest pipeline of that name.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-ingest-get-pipeline>
    public func hasPipeline(_ name: String) async throws -> Bool {
        let call = ElasticsearchCall(
            operation: "looking for pipeline \"\(name)\"", method: .get, path: ["_ingest", "pipeline", name])
        do {
            // A name may hold wildcards; only the very name counts.
            return try await answer([String: JSON].self, to: call)[name] != nil
        } catch let error as ElasticsearchError where error.code == .notFound {
            return false
        }
    }
}
