import ConnectorProtocol
import Elasticsearch
import Support
import SyncEngine

/// The index of a connector's identities: `.search-acl-filter-` and the name of its content index.
///
/// Connector protocol: access-control document.
struct AccessControlIndex: Sendable, Hashable {
    static let prefix = ".search-acl-filter-"

    let name: String

    /// Nil without an index that content is synced to.
    init?(of connector: Connector) {
        guard let name = connector.indexName(for: .accessControl) else { return nil }
        self.name = name
    }

    /// The index that a job writes. Whoever made the job may have named the content index, and a sync of identities
    /// would delete everything that is in there.
    init?(of job: SyncJob) {
        guard let name = job.indexName else { return nil }
        self.name = name.hasPrefix(Self.prefix) ? name : Self.prefix + name
    }

    /// Strings as Elasticsearch maps them by itself, for whoever searches by an identity.
    private static let mappings: JSON = [
        "dynamic_templates": [["strings": ["match_mapping_type": "string", "mapping": IndexMapping.string]]],
        "properties": [
            "_timestamp": ["type": "date"], "created_at": ["type": "date"],
            // The same text in every document, and never looked for.
            "query": [
                "properties": [
                    "template": ["properties": ["source": ["type": "keyword", "index": false, "doc_values": false]]]
                ]
            ],
        ],
    ]

    /// As small indices with a dot are kept: hidden, and with a copy where there is a second node.
    private static let settings: JSON = [
        "index": ["hidden": true, "number_of_shards": 1, "auto_expand_replicas": "0-1"]
    ]

    /// Creates the index unless it is there.
    ///
    /// - Returns: Whether it is new.
    func create(_ client: ElasticsearchClient) async throws -> Bool {
        guard try await !client.exists(name) else { return false }
        do {
            return try await client.createIndex(name, body: ["settings": Self.settings, "mappings": Self.mappings])
        } catch let error as ElasticsearchError where error.code == .badRequest {
            // Serverless decides on shards and copies itself, and old versions have no hidden indices.
            return try await client.createIndex(name, body: ["mappings": Self.mappings])
        }
    }
}
