import ConnectorProtocol
import Elasticsearch
import Foundation
import Support
import Testing

private let now = utc("2026-03-05 00:10:00")
private let nowText: JSON = "2026-03-05T00:10:00+00:00"

/// One suite for both ways of talking and for every server.
struct StateTests {
    @Test(arguments: StateWay.allCases)
    func `the indices are created once, with what queries need`(way: StateWay) async throws {
        try await StateServer.run(way) { server in
            try await server.indices.ensure(server.client)
            #expect(try await server.client.exists("\(server.indices.connectors)-v1"))
            #expect(try await server.client.exists(server.indices.syncJobs))
            #expect(try await server.state.jobs.pending(of: ["none"], types: [.full]).isEmpty)
        }
    }

    @Test(arguments: StateWay.allCases)
    func `supported connectors are found by id and by type`(way: StateWay) async throws {
        try await StateServer.run(way) { server in
            try await server.add("a")
            try await server.add("b", ["service_type": "other"])
            try await server.add("deleted", ["deleted": true])
            try await server.add("native", ["is_native": true])
            try await server.refresh()
            func found(_ ids: [String], _ types: [String]) async throws -> [String] {
                try await server.state.connectors.supported(ids: ids, serviceTypes: types).map(\.id).sorted()
            }
            #expect(try await found(["a", "b", "deleted", "gone"], []) == ["a", "b"])
            #expect(try await found([], ["dropbox"]) == ["a"])
            #expect(try await found(["b"], ["dropbox"]) == ["a", "b"])
            #expect(try await found([], []) == [])
            #expect(try await server.state.connectors.allIDs().sorted() == ["a", "b", "deleted", "native"])
        }
    }

    @Test func `more connectors than a page are listed once each`() async throws {
        try await StateServer.run { server in
            let ids = (0..<130).map { "c\($0)" }
            let sources = ids.map { (id: $0, source: Examples.connector) }
            for part in stride(from: 0, to: sources.count, by: 13) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (id, source) in sources[part..<min(part + 13, sources.count)] {
                        group.addTask { _ = try await server.client.index(id, in: server.indices.connectors, source) }
                    }
                    try await group.waitForAll()
                }
            }
            try await server.refresh()
            let found = try await server.state.connectors.supported(ids: ids)
            #expect(found.map(\.id).sorted() == ids.sorted())
        }
    }

    @Test func `a connector that has nothing is prepared, and then left alone`() async throws {
        try await StateServer.run { server in
            let schema = ConfigurationSchema(["path": ["label": "Path"]])
            let features = Features(
                basicSyncRules: true, advancedSyncRules: true, documentLevelSecurity: true, incrementalSync: true)
            try await server.client.index("c", in: server.indices.connectors, ["status": "created", "of_others": 1])
            func prepare() async throws -> Connector {
                try await server.state.connectors.prepare("c", schema: schema, serviceType: "dropbox", features: features)
                    .connector
            }
            let prepared = try await prepare()
            #expect(
                prepared.source == [
                    "status": "needs_configuration", "of_others": 1, "configuration": schema.json,
                    "service_type": "dropbox", "features": features.json,
                ])
            #expect(try await server.connector("c") == prepared)
            #expect(try await prepare().version == prepared.version)
        }
    }

    @Test(arguments: StateWay.allCases)
    func `heartbeat, error and connected`(way: StateWay) async throws {
        try await StateServer.run(way) { server in
            let connectors = server.state.connectors
            try await server.add("c", ["last_seen": nil])
            try await connectors.checkIn("c", at: now)
            #expect(try await server.connector("c").lastSeen != nil)
            try await connectors.failed(server.connector("c"), error: "no way")
            #expect(try await server.connector("c").status == .error)
            #expect(try await server.connector("c").error == "no way")
            try await connectors.connected(server.connector("c"))
            #expect(try await server.connector("c").source["status"] == "connected")
            #expect(try await server.connector("c").source["error"] == JSON.null)
            let unchanged = try await server.connector("c")
            try await connectors.connected(unchanged)
            #expect(try await server.connector("c") == unchanged)
        }
    }

    @Test(arguments: StateWay.allCases)
    func `a valid draft goes into force, one that was edited meanwhile does not`(way: StateWay) async throws {
        try await StateServer.run(way) { server in
            let draft: JSON = [
                "rules": [rule()], "advanced_snippet": ["value": [:], "updated_at": "2026-03-01T08:00:00Z", "created_at": "2026-03-01T08:00:00Z"],
                "validation": ["state": "edited", "errors": []],
            ]
            let active: JSON = draft.overlaid(["rules": [], "validation": ["state": "valid"]])
            let connector = try await server.add(
                "c", ["filtering": [["domain": "DEFAULT", "active": active, "draft": draft]]])
            let connectors = server.state.connectors
            let pending = try #require(DraftRules.pending(connector))
            var other = draft
            other["rules"] = [rule("r2")]
            #expect(try await !connectors.judge(Filter(other), of: "c", FilterValidation(errors: [])))
            #expect(try await server.connector("c") == connector)

            let problem = FilterValidation.Problem(ids: ["r"], messages: ["data.field must be string"])
            #expect(try await connectors.judge(pending, of: "c", FilterValidation(errors: [problem])))
            let invalid = try await server.connector("c").filtering
            #expect(invalid.draft?.validation.errors == [problem])
            #expect(invalid.active?.rules == [])

            try await server.client.update(
                "c", in: server.indices.connectors,
                with: ["filtering": [["domain": "DEFAULT", "active": active, "draft": draft]]])
            #expect(try await connectors.judge(pending, of: "c", FilterValidation(errors: [])))
            let valid = try await server.connector("c").filtering
            #expect(valid.active?.rules.count == 1 && valid.active?.validation.state == .valid)
            #expect(valid.draft?.validation.state == .valid)
            #expect(try await !connectors.judge(pending, of: "c", FilterValidation(errors: [])))
        }
    }

    @Test(arguments: StateWay.allCases)
    func `a sync from start to end`(way: StateWay) async throws {
        try await StateServer.run(way) { server in
            let jobs = server.state.jobs
            try await server.add("c", ["sync_cursor": ["at": 1]])
            let connector = try await server.connector("c")
            let id = try await jobs.create(for: connector, type: .incremental, at: now)
            try await server.refresh()
            let pending = try await jobs.pending(of: ["c"], types: [.full, .incremental])
            #expect(pending.map(\.id) == [id])
            #expect(pending.first?.triggerMethod == .onDemand)
            #expect(pending.first?.filter.rules.count == 1)

            let started = try await server.state.start(pending[0], by: "sync-01", at: now)
            #expect(started.job.status == .inProgress && started.job.workerHostname == "sync-01")
            #expect(started.job.syncCursor == ["at": 1])
            #expect(started.job.startedAt != nil)
            #expect(started.job.configuration == connector.configuration)
            #expect(try await server.connector("c").lastSyncStatus(.full) == .inProgress)
            #expect(try await server.connector("c") == started.connector)

            let stats = IngestionStats(indexedDocumentCount: 7, indexedDocumentVolume: 1, deletedDocumentCount: 2)
            #expect(try await jobs.report(stats, on: id, at: now) == .inProgress)
            #expect(try await server.job(id).stats == stats)

            let ended = try await server.state.finish(
                started.job, as: .completed, stats: stats, totalDocumentCount: 70, cursor: ["at": 2], at: now)
            #expect(ended == (try await server.job(id)))
            #expect(ended?.status == .completed && ended?.completedAt == now && ended?.totalDocumentCount == 70)
            let after = try await server.connector("c")
            #expect(after.lastSyncStatus(.full) == .completed && after.syncCursor == ["at": 2])
            #expect(after.lastIndexedDocumentCount == 7 && after.lastDeletedDocumentCount == 2)
            #expect(after.lastSynced == now && after.status == .connected)
        }
    }

    @Test func `an access-control job is kept apart from content jobs`() async throws {
        try await StateServer.run { server in
            try await server.add("c")
            let id = try await server.state.jobs.create(for: server.connector("c"), type: .accessControl, at: now)
            let job = try await server.job(id)
            #expect(job.indexName == ".search-acl-filter-search-sales-dropbox")
            _ = try await server.state.start(job, by: "w", at: now)
            let connector = try await server.connector("c")
            #expect(connector.lastSyncStatus(.accessControl) == .inProgress && connector.lastSyncStatus(.full) == nil)
        }
    }

    @Test func `jobs come oldest first, and only those that wait`() async throws {
        try await StateServer.run { server in
            for (id, changes) in [
                ("3", ["status": "pending", "created_at": "2026-03-05T00:00:03Z"]),
                ("1", ["status": "suspended", "created_at": "2026-03-05T00:00:01Z"]),
                ("2", ["status": "pending", "created_at": "2026-03-05T00:00:02Z", "job_type": "incremental"]),
                ("4", ["status": "completed"]), ("5", ["status": "in_progress"]),
                ("6", ["status": "pending", "job_type": "access_control"]),
                ("7", ["status": "pending", "connector": ["id": "other-c"]]),
            ] as [(String, JSON)] {
                try await server.addJob(id, of: "c", changes)
            }
            try await server.refresh()
            let jobs = try await server.state.jobs.pending(of: ["c"], types: [.full, .incremental])
            #expect(jobs.map(\.id) == ["1", "2", "3"])
            #expect(try await server.state.jobs.pending(of: ["c"], types: [.accessControl]).map(\.id) == ["6"])
        }
    }

    @Test func `a job that cannot be read does not hide the others`() async throws {
        try await StateServer.run { server in
            let broken = Examples.job.overlaid(["started_at": nil]).without("job_type")
            try await server.client.index("broken", in: server.indices.syncJobs, broken)
            try await server.addJob("good", of: "dbx-sales")
            try await server.refresh()
            #expect(try await server.state.jobs.running(of: ["dbx-sales"]).map(\.id) == ["good"])
        }
    }
}

struct GuardTests {
    @Test(arguments: StateWay.allCases)
    func `of many services one gets the job`(way: StateWay) async throws {
        try await StateServer.run(way) { server in
            try await server.add("c")
            let job = try await server.addJob("j", of: "c", ["status": "pending"])
            let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                for worker in 0..<6 {
                    group.addTask {
                        do {
                            _ = try await server.state.start(job, by: "w\(worker)", at: now)
                            return true
                        } catch let error as ProtocolError {
                            #expect([.alreadySyncing, .conflict].contains(error.code))
                            return false
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(winners == 1)
            #expect(try await server.job("j").status == .inProgress)
        }
    }

    @Test(arguments: StateWay.allCases)
    func `of many services one makes the job of a tick`(way: StateWay) async throws {
        try await StateServer.run(way) { server in
            try await server.add("c")
            let due = utc("2026-03-05 00:00:00")
            let created = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await server.state.schedule("c", .full, due: due, at: now) }
                }
                return try await group.reduce(into: [String]()) { if let id = $1 { $0.append(id) } }
            }
            #expect(created == ["c-full-20260305T000000Z"])
            #expect(try await server.connector("c").lastScheduled(.full) == due)
            #expect(try await server.job(created[0]).triggerMethod == .scheduled)
            #expect(try await server.state.schedule("c", .full, due: due, at: now) == nil)
            try await server.refresh()
            #expect(try await server.client.count(server.indices.syncJobs) == 1)
        }
    }

    @Test func `a tick whose job exists is only noted`() async throws {
        try await StateServer.run { server in
            let due = utc("2026-03-05 00:00:00")
            let connector = try await server.add("c")
            _ = try await server.state.jobs.create(for: connector, type: .full, due: due, at: now)
            #expect(try await server.state.schedule("c", .full, due: due, at: now) == nil)
            #expect(try await server.connector("c").lastScheduled(.full) == due)
        }
    }

    @Test(arguments: [SyncJobStatus.inProgress, .canceling, .canceled, .completed, .error])
    func `only a job that waits is claimed, and the marker is taken back`(status: SyncJobStatus) async throws {
        for way in StateWay.allCases {
            try await StateServer.run(way) { server in
                let connector = try await server.add("c", ["status": "error", "error": "E: old"])
                let job = try await server.addJob("j", of: "c", ["status": .string(status.rawValue)])
                let error = await protocolError { _ = try await server.state.start(job, by: "w", at: now) }
                #expect(error?.code == .unexpectedStatus(status))
                #expect(try await server.job("j") == job)
                let after = try await server.connector("c")
                #expect(after.lastSyncStatus(.full) == nil && after.error == "E: old")
                #expect(after.status == connector.status)
            }
        }
    }

    @Test func `a request to cancel turns completion into cancellation`() async throws {
        try await StateServer.run { server in
            try await server.add("c")
            let job = try await server.addJob("j", of: "c", ["status": "in_progress"])
            #expect(try await server.state.jobs.cancel("j", at: now).status == .canceling)
            #expect(try await server.state.jobs.report(IngestionStats(), on: "j", at: now) == .canceling)
            let ended = try await server.state.finish(job, as: .completed, stats: IngestionStats(), at: now)
            #expect(ended?.status == .canceled && ended?.canceledAt == now)
            #expect(try await server.connector("c").lastSyncStatus(.full) == .canceled)
        }
    }

    @Test func `a job that waits is canceled at once`() async throws {
        try await StateServer.run { server in
            try await server.addJob("j", of: "c", ["status": "pending"])
            let job = try await server.state.jobs.cancel("j", at: now)
            #expect(job.status == .canceled && job.cancelationRequestedAt == now && job.completedAt == now)
        }
    }

    @Test(arguments: StateWay.allCases)
    func `a job that somebody else ended stays as it is`(way: StateWay) async throws {
        try await StateServer.run(way) { server in
            let connector = try await server.add("c", ["last_sync_status": "in_progress"])
            let job = try await server.addJob("j", of: "c", ["status": "error", "error": "idle"])
            let report = await protocolError {
                try await server.state.jobs.report(IngestionStats(), on: "j", at: now)
            }
            #expect(report?.code == .unexpectedStatus(.error))
            let end = await protocolError {
                try await server.state.finish(job, as: .completed, stats: IngestionStats(), at: now)
            }
            #expect(end?.code == .unexpectedStatus(.error))
            #expect(try await server.job("j") == job)
            #expect(try await server.connector("c") == connector)
        }
    }

    @Test(arguments: StateWay.allCases)
    func `what is missing is said to be`(way: StateWay) async throws {
        try await StateServer.run(way) { server in
            let state = server.state
            let report = await protocolError { try await state.jobs.report(IngestionStats(), on: "j", at: now) }
            #expect(report?.code == .notFound)
            let start = await protocolError { _ = try await state.connectors.startSync("c", .full) }
            #expect(start?.code == .notFound)
            let schedule = await protocolError { _ = try await state.schedule("c", .full, due: now, at: now) }
            #expect(schedule?.code == .notFound)
            let checkIn = await protocolError { try await state.connectors.checkIn("c", at: now) }
            #expect(checkIn?.code == .notFound)
            let connector = try await state.connectors.connector("c")
            let job = try await state.jobs.job("j")
            #expect(connector == nil && job == nil)
        }
    }

    @Test func `a job that vanished is noted on its connector`() async throws {
        try await StateServer.run { server in
            try await server.add("c", ["last_sync_status": "in_progress"])
            let job = try await server.addJob("j", of: "c")
            try await server.client.delete("j", in: server.indices.syncJobs)
            #expect(try await server.state.finish(job, as: .completed, stats: IngestionStats(), at: now) == nil)
            #expect(try await server.connector("c").lastSyncStatus(.full) == .error)
        }
    }

    @Test func `a suspended job is claimed again`() async throws {
        try await StateServer.run { server in
            try await server.add("c")
            let job = try await server.addJob("j", of: "c", ["status": "in_progress"])
            let stats = IngestionStats(indexedDocumentCount: 3)
            let suspended = try await server.state.finish(job, as: .suspended, stats: stats, at: now)
            #expect(suspended?.completedAt == nil)
            #expect(try await server.connector("c").lastSyncStatus(.full) == .suspended)
            #expect(try await server.state.start(job, by: "w2", at: now).job.workerHostname == "w2")
        }
    }

    @Test func `a job that can never run ends with a reason`() async throws {
        try await StateServer.run { server in
            try await server.add("c")
            let job = try await server.addJob("j", of: "c", ["status": "pending"])
            let refused = try await server.state.refuse(job, error: "LicenseError: platinum", by: "w", at: now)
            #expect(refused?.status == .error && refused?.error == "LicenseError: platinum")
            #expect(try await server.connector("c").lastSyncError(.full) == "LicenseError: platinum")
        }
    }
}

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

/// The protocol's error that `body` throws; nil when it throws none.
func protocolError(_ body: () async throws -> Void) async -> ProtocolError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? ProtocolError
    }
}
