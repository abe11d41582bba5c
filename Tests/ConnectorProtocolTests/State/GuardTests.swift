import ConnectorProtocol
import Elasticsearch
import Foundation
import Support
import Testing

private let now = utc("2026-03-05 00:10:00")

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
