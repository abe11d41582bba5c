import ConnectorProtocol
import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import Testing

struct StateWayTests {
    private func detect(
        wanted: Bool? = nil, _ configure: (inout FakeElasticsearchOptions) -> Void
    ) async throws -> (way: StateWay, requests: Int) {
        var options = FakeElasticsearchOptions()
        configure(&options)
        let fake = try await FakeElasticsearch.start(options: options)
        let client = StateServer.client(fake.url)
        let way = try await StateWay.detect(client, wanted: wanted)
        let requests = fake.requests.count
        await fake.stop()
        return (way, requests)
    }

    @Test func `an older cluster is written directly`() async throws {
        #expect(try await detect { $0.version = "8.16.2" }.way == .direct)
    }

    @Test func `a cluster without the API is written directly`() async throws {
        #expect(try await detect { $0.hasConnectorAPI = false }.way == .direct)
    }

    @Test(arguments: [(true, StateWay.api), (false, .direct)])
    func `a setting needs no question`(wanted: Bool, way: StateWay) async throws {
        let detected = try await detect(wanted: wanted) { $0.hasConnectorAPI = false }
        #expect(detected.way == way && detected.requests == 0)
    }

    @Test func `the API is asked for what it can do, and for nothing else`() async throws {
        let fake = try await FakeElasticsearch.start()
        let client = StateServer.client(fake.url)
        try #require(try await StateWay.detect(client) == .api)
        let state = ConnectorState(client, way: .api)
        try await StateIndices().ensure(client)
        try await client.index("c", in: ".elastic-connectors", Examples.connector)
        let connector = try #require(try await state.connectors.connector("c"))
        let now = utc("2026-03-05 00:10:00")

        try await state.connectors.checkIn("c", at: now)
        let id = try await state.jobs.create(for: connector, type: .incremental, at: now)
        let claimed = try await state.jobs.claim(id, by: "sync-01", cursor: ["at": 1], at: now)
        try await state.jobs.report(IngestionStats(indexedDocumentCount: 1), on: id, at: now)
        try await state.finish(claimed, as: .completed, stats: IngestionStats(), at: now)
        let asked = fake.requests.filter { $0.path.hasPrefix("/_connector/") }
        await fake.stop()

        let (job, connectorPath) = ("/_connector/_sync_job/\(id)", "/_connector/c")
        #expect(
            asked.map { "\($0.method) \($0.path)" } == [
                "PUT \(connectorPath)/_check_in", "POST /_connector/_sync_job", "PUT \(job)/_claim", "PUT \(job)/_stats",
            ])
        #expect(
            asked.map { $0.json ?? nil } == [
                nil, ["id": "c", "job_type": "incremental", "trigger_method": "on_demand"],
                ["worker_hostname": "sync-01", "sync_cursor": ["at": 1]],
                ["indexed_document_count": 1, "indexed_document_volume": 0, "deleted_document_count": 0],
            ])
    }
}
