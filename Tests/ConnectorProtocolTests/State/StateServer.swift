import ConnectorProtocol
import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import Transport

/// The state indices on a server: the stand-in of a test's own, and the real one that `ES_URL` names.
struct StateServer {
    let client: ElasticsearchClient
    let indices: StateIndices
    let state: ConnectorState

    init(_ client: ElasticsearchClient, _ indices: StateIndices, way: StateWay) async throws {
        self.client = client
        self.indices = indices
        state = ConnectorState(client, indices: indices, way: way)
        try await indices.ensure(client)
    }

    /// Runs a test against every server there is; the real one has no Connector API, so it is asked directly.
    static func run(_ way: StateWay = .direct, _ body: (StateServer) async throws -> Void) async throws {
        try await runOnStandIn(way, body)
        if way == .direct, let url = realURL { try await runOnReal(url, body) }
    }

    private static let realURL = ProcessInfo.processInfo.environment["ES_URL"].flatMap(URL.init)

    private static func runOnStandIn(_ way: StateWay, _ body: (StateServer) async throws -> Void) async throws {
        let fake = try await FakeElasticsearch.start()
        let outcome = await Result { () async throws in
            try await body(StateServer(client(fake.url), StateIndices(), way: way))
        }
        await fake.stop()
        try outcome.get()
    }

    /// In indices of its own, removed at the end.
    private static func runOnReal(_ url: URL, _ body: (StateServer) async throws -> Void) async throws {
        let client = client(url)
        let name = "protocol-test-\(UUID().uuidString.lowercased())"
        let indices = StateIndices(connectors: "\(name)-connectors", syncJobs: "\(name)-jobs")
        let outcome = await Result { () async throws in
            try await body(StateServer(client, indices, way: .direct))
        }
        for index in [indices.connectors, indices.syncJobs] {
            _ = try await client.request("removing a test's index", .delete, path: ["\(index)-v1"])
        }
        try outcome.get()
    }

    /// Never waits between attempts.
    static func client(_ url: URL) -> ElasticsearchClient {
        var options = ElasticsearchOptions(host: url)
        options.retryInterval = .zero
        return ElasticsearchClient(options: options, transport: URLSessionTransport())
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

extension Result where Failure == any Error {
    /// What an asynchronous body gave, so that something can be put away before it is told.
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}

/// The protocol's error that `body` throws; nil when it throws none.
func protocolError(_ body: () async throws -> Void) async -> ProtocolError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? ProtocolError
    }
}
