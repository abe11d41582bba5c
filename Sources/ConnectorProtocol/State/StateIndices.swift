public import Elasticsearch
import Support

/// The two indices in which connectors and their jobs live.
///
/// They are read and written by their aliases; only the concrete indices are ever created.
public struct StateIndices: Sendable, Hashable {
    public var connectors: String
    public var syncJobs: String

    /// Other names than the default are for tests that share a cluster.
    public init(connectors: String = ".elastic-connectors", syncJobs: String = ".elastic-connectors-sync-jobs") {
        self.connectors = connectors
        self.syncJobs = syncJobs
    }

    /// The index behind an alias.
    static func concrete(_ alias: String) -> String { "\(alias)-v1" }

    /// Makes sure that both are there. Safe to call from any number of services at once.
    ///
    /// Elasticsearch has templates for them and is asked for the bare names, so that those apply. Where it
    /// has none (the alias is still missing then), the fields that queries need are mapped here.
    ///
    /// - Throws: ``ElasticsearchError``.
    public func ensure(_ client: ElasticsearchClient) async throws {
        try await ensure(connectors, mapping: StateMappings.connectors, client)
        try await ensure(syncJobs, mapping: StateMappings.syncJobs, client)
    }

    private func ensure(_ alias: String, mapping: JSON, _ client: ElasticsearchClient) async throws {
        if try await client.exists(alias) { return }
        let concrete = Self.concrete(alias)
        try await client.createIndex(concrete)
        if try await client.exists(alias) { return }
        try await client.putMapping(mapping, in: concrete)
        try await client.put([concrete, "_alias", alias], for: "adding alias \"\(alias)\"")
    }
}
