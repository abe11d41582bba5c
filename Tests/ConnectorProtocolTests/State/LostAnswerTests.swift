import ConnectorProtocol
import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import Testing

/// A write that happened, and whose answer never came, is made once and taken for what it is.
struct LostAnswerTests {
    private let now = utc("2026-03-05 00:10:00").addingTimeInterval(0.25)

    private func withState(
        _ way: StateWay = .direct, _ body: (FakeElasticsearch, StateServer) async throws -> Void
    ) async throws {
        let fake = try await FakeElasticsearch.start()
        let server = try await StateServer(StateServer.client(fake.url), StateIndices(), way: way)
        try await body(fake, server)
        await fake.stop()
    }

    @Test(arguments: [(StateWay.direct, "jobs/_update/j"), (.api, "_sync_job/j/_claim")])
    func `a claim`(way: StateWay, request: String) async throws {
        try await withState(way) { fake, server in
            try await server.add("c")
            let job = try await server.addJob("j", of: "c", ["status": "pending"])
            fake.fail(matching: request, with: .dropAfterwards)
            let started = try await server.state.start(job, by: "sync-01", at: now)
            #expect(started.job.status == .inProgress)
        }
    }

    @Test func `the claim of another service is not ours`() async throws {
        try await withState { _, server in
            let changes: JSON = ["status": "in_progress", "worker_hostname": "w2", "started_at": "2026-03-05T00:10:00.250000+00:00"]
            try await server.addJob("j", of: "c", changes)
            let error = await protocolError {
                _ = try await server.state.jobs.claim("j", by: "w1", cursor: nil, at: now)
            }
            #expect(error?.code == .unexpectedStatus(.inProgress))
        }
    }

    @Test func `an end`() async throws {
        try await withState { fake, server in
            try await server.add("c", ["last_sync_status": "in_progress"])
            let job = try await server.addJob("j", of: "c")
            fake.fail(matching: "jobs/_update/j", with: .dropAfterwards)
            let ended = try await server.state.finish(job, as: .completed, stats: IngestionStats(), at: now)
            #expect(ended?.status == .completed)
            #expect(try await server.connector("c").lastSyncStatus(.full) == .completed)
        }
    }

    @Test func `a cleanup`() async throws {
        try await withState { fake, server in
            try await server.add("c", ["last_sync_status": "in_progress"])
            let job = try await server.addJob("j", of: "c", ["last_seen": "2026-03-05T00:00:00Z"])
            fake.fail(matching: "jobs/_update/j", with: .dropAfterwards)
            #expect(try await server.state.failIdle(job, isOrphaned: false, at: now)?.status == .error)
            #expect(try await server.connector("c").lastSyncStatus(.full) == .error)
        }
    }

    @Test func `a tick`() async throws {
        try await withState { fake, server in
            try await server.add("c")
            fake.fail(matching: "jobs/_create/", with: .dropAfterwards)
            fake.fail(matching: "connectors/_update/c", with: .dropAfterwards)
            let id = try await server.state.schedule("c", .full, due: utc("2026-03-05"), at: now)
            #expect(id == "c-full-20260305T000000Z")
            #expect(try await server.connector("c").lastScheduled(.full) == utc("2026-03-05"))
        }
    }

    @Test func `a tick whose note is lost for good is found again`() async throws {
        try await withState { fake, server in
            try await server.add("c")
            fake.fail(matching: "connectors/_update/c", with: .status(400), times: 1)
            await #expect(throws: ElasticsearchError.self) {
                _ = try await server.state.schedule("c", .full, due: utc("2026-03-05"), at: now)
            }
            #expect(try await server.state.schedule("c", .full, due: utc("2026-03-05"), at: now) == nil)
            #expect(try await server.connector("c").lastScheduled(.full) == utc("2026-03-05"))
            #expect(fake.documents(in: ".elastic-connectors-sync-jobs").count == 1)
        }
    }

    @Test func `the id of a tick's job fits, however long the connector's is`() {
        let id = SyncJob.id(of: String(repeating: "x", count: 500), type: .full, due: now)
        #expect(id.utf8.count == 64)
        #expect(SyncJob.id(of: "c", type: .accessControl, due: now) == "c-access_control-20260305T001000Z")
    }
}
