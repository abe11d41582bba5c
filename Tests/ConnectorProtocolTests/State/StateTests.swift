import ConnectorProtocol
import Elasticsearch
import Foundation
import Support
import Testing

private let now = utc("2026-03-05 00:10:00")

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
