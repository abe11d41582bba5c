import ConnectorProtocol
import Elasticsearch
import Support

/// Asks what a credential may do.
///
/// <https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-security-has-privileges>
struct PrivilegeQuestion: Sendable {
    /// Privileges on the cluster.
    var cluster: [String] = []
    var indices: [String]
    /// Privileges on each of ``indices``.
    var index: [String]

    /// What it takes to keep the documents of a connector and of its jobs.
    static func state(_ indices: StateIndices, _ way: StateWay) -> PrivilegeQuestion {
        PrivilegeQuestion(
            cluster: way == .api ? ["manage_connector"] : [], indices: [indices.connectors, indices.syncJobs],
            index: ["read", "write"])
    }

    /// What the client's credential lacks of it, in words: `read on search-dropbox`.
    ///
    /// - Throws: `ElasticsearchError`, also where the cluster's security is off and nobody can tell.
    func missing(_ client: ElasticsearchClient) async throws -> [String] {
        var body: JSON = [
            "index": [["names": .array(indices.map { .string($0) }), "privileges": .array(index.map { .string($0) })]]
        ]
        if !cluster.isEmpty { body["cluster"] = .array(cluster.map { .string($0) }) }
        let answer = try await client.post(
            ["_security", "user", "_has_privileges"], body: body, for: "asking for the credential's privileges")
        let indices = (answer["index"]?.objectValue ?? [:]).sorted { $0.key < $1.key }
        return Self.denied(answer["cluster"]).map { "\($0) on the cluster" }
            + indices.flatMap { index, privileges in Self.denied(privileges).map { "\($0) on \(index)" } }
    }

    private static func denied(_ privileges: JSON?) -> [String] {
        (privileges?.objectValue ?? [:]).filter { $0.value.boolValue == false }.map(\.key).sorted()
    }
}
