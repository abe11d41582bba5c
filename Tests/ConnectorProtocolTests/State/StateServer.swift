import ConnectorProtocol
import Elasticsearch
import Foundation
import Support
import Transport

/// A pair of state indices of a test's own, on the server that `ES_URL` names.
struct StateServer {
    let client: ElasticsearchClient
    let indices: StateIndices
    let state: ConnectorState

    static let url = ProcessInfo.processInfo.environment["ES_URL"].flatMap(URL.init)

    init(_ client: ElasticsearchClient, way: StateWay) async throws {
        let name = "protocol-test-\(UUID().uuidString.lowercased())"
        self.client = client
        indices = StateIndices(connectors: "\(name)-connectors", syncJobs: "\(name)-jobs")
        state = ConnectorState(client, indices: indices, way: way)
        try await indices.ensure(client)
    }

    /// Runs a test against the server and removes what it left.
    static func run(_ way: StateWay = .direct, _ body: (StateServer) async throws -> Void) async throws {
        guard let url else { return }
        let transport = URLSessionTransport(options: TransportOptions())
        let client = ElasticsearchClient(options: ElasticsearchOptions(host: url), transport: transport)
        let server = try await StateServer(client, way: way)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(server))
        } catch {
            outcome = .failure(error)
        }
        for index in [server.indices.connectors, server.indices.syncJobs] {
            try await client.deleteIndexForTests("\(index)-v1")
        }
        try outcome.get()
    }

    func refresh() async throws {
        try await client.refresh(indices.connectors)
        try await client.refresh(indices.syncJobs)
    }

    /// Writes a connector: the reference's example with `changes`.
    @discardableResult
    func add(_ id: String, _ changes: JSON = [:]) async throws -> Connector {
        let source = Examples.connector.overlaid(["status": "connected", "error": nil]).overlaid(changes)
        try await client.index(id, in: indices.connectors, source)
        return try await connector(id)
    }

    /// Writes a job of `connector`: the reference's example with `changes`.
    @discardableResult
    func addJob(_ id: String, of connector: String, _ changes: JSON = [:]) async throws -> SyncJob {
        // Elasticsearch 7.0 wants three digits of a fraction or more; the example has one.
        let source = Examples.job.overlaid(["connector": ["id": .string(connector)], "started_at": "2026-03-05T00:00:21.500Z"])
            .overlaid(changes)
        try await client.index(id, in: indices.syncJobs, source)
        return try await job(id)
    }

    func connector(_ id: String) async throws -> Connector {
        try await state.connectors.connector(id)!
    }

    func job(_ id: String) async throws -> SyncJob {
        try await state.jobs.job(id)!
    }
}

extension ElasticsearchClient {
    func deleteIndexForTests(_ name: String) async throws {
        _ = try await request("removing a test's index", .delete, path: [name])
    }
}
