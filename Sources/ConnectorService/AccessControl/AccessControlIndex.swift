import ConnectorProtocol
import Elasticsearch
import Support

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

    /// As Elasticsearch's own template for these indices has it; not every cluster has that template.
    ///
    /// Connector protocol: indices.
    private static let mappings: JSON = ["dynamic": false, "properties": ["created_at": ["type": "date"]]]

    private static let settings: JSON = ["index": ["hidden": true, "number_of_shards": 1]]

    /// Creates the index unless it is there.
    ///
    /// - Returns: Whether it is new.
    func create(_ client: ElasticsearchClient) async throws -> Bool {
        guard try await !client.exists(name) else { return false }
        do {
            return try await client.createIndex(name, body: ["settings": Self.settings, "mappings": Self.mappings])
        } catch let error as ElasticsearchError where error.code == .badRequest {
            // Serverless decides on shards itself, and old versions have no hidden indices.
            return try await client.createIndex(name, body: ["mappings": Self.mappings])
        }
    }
}
