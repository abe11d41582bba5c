import ConnectorProtocol
import Foundation
import Support
import Testing

private let now = utc("2026-03-05 00:10:00")
private let nowText: JSON = "2026-03-05T00:10:00+00:00"

struct CleanupTests {
    private let fresh: JSON = "2026-03-05T00:08:00Z"
    private let old: JSON = "2026-03-05T00:05:00Z"

    @Test func `idle jobs are those without a sign of life`() async throws {
        try await StateServer.run { server in
            try await server.addJob("old", of: "c", ["last_seen": old])
            try await server.addJob("old-canceling", of: "c", ["last_seen": old, "status": "canceling"])
            try await server.addJob("fresh", of: "c", ["last_seen": fresh])
            try await server.addJob("over", of: "c", ["last_seen": old, "status": "completed"])
            try await server.addJob("orphan", of: "gone", ["last_seen": old])
            try await server.addJob("fresh-orphan", of: "gone", ["last_seen": fresh])
            try await server.refresh()
            let jobs = server.state.jobs
            #expect(try await jobs.idle(of: ["c"], at: now).map(\.id).sorted() == ["old", "old-canceling"])
            #expect(try await jobs.orphaned(connectorIDs: ["c"], at: now).map(\.id) == ["orphan"])
            #expect(try await jobs.running(of: ["c"]).map(\.id).sorted() == ["fresh", "old", "old-canceling"])
        }
    }

    @Test func `an idle job fails with its age, and its connector is free`() async throws {
        try await StateServer.run { server in
            try await server.add("c", ["last_sync_status": "in_progress"])
            let job = try await server.addJob("j", of: "c", ["last_seen": old])
            let failed = try await server.state.failIdle(job, isOrphaned: false, at: now)
            #expect(
                failed?.error
                    == "The job, which ran on sync-01, has received no update for 300 seconds: the service that ran it has stopped."
            )
            let connector = try await server.connector("c")
            #expect(connector.lastSyncStatus(.full) == .error && connector.lastSyncError(.full) == failed?.error)
            #expect(connector.lastIndexedDocumentCount == 4120)
            #expect(try await server.state.failIdle(job, isOrphaned: false, at: now) == nil)
        }
    }

    @Test func `a job that woke up is left alone`() async throws {
        try await StateServer.run { server in
            let listed = try await server.addJob("j", of: "c", ["last_seen": old])
            let awake = try await server.addJob("j", of: "c", ["last_seen": fresh])
            #expect(try await server.state.failIdle(listed, isOrphaned: false, at: now) == nil)
            #expect(try await server.job("j") == awake)
        }
    }

    @Test func `a stale marker is cleared, the one of another sync is not`() async throws {
        try await StateServer.run { server in
            let connector = try await server.add("c", ["last_sync_status": "in_progress"])
            let dead = try await server.addJob("j", of: "c", ["last_seen": old])
            try await server.state.clearMarker(of: connector, .full, reason: "gone", running: [dead], at: now)
            #expect(try await server.job("j").status == .error)
            #expect(try await server.connector("c").lastSyncError(.full) == "gone")

            let other = try await server.add("c", ["last_sync_status": "in_progress", "last_synced": nowText])
            try await server.state.clearMarker(of: connector, .full, reason: "gone", running: [], at: now)
            #expect(try await server.connector("c") == other)
        }
    }
}
