public import Support
import Transport

/// A concrete index.
public struct IndexDescription: Sendable, Equatable {
    public var name: String
    public var aliases: Set<String>
    public var mappings: JSON
    public var settings: JSON
}

extension ElasticsearchClient {
    /// The concrete indices behind a name or alias; none when there are none.
    ///
    /// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-get>
    public func indices(named name: String) async throws -> [IndexDescription] {
        let call = ElasticsearchCall(
            operation: "reading index \"\(name)\"", method: .get, path: [name],
            query: [("ignore_unavailable", "true")])
        do {
            let found = try await answer([String: JSON].self, to: call)
            return found.sorted { $0.key < $1.key }.map { name, body in
                IndexDescription(
                    name: name, aliases: Set((body["aliases"]?.objectValue ?? [:]).keys),
                    mappings: body["mappings"] ?? [:], settings: body["settings"] ?? [:])
            }
        } catch let error as ElasticsearchError where error.code == .notFound {
            return []
        }
    }
}
