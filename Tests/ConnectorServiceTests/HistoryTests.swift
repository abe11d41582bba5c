import ConnectorProtocol
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

/// Connector protocol: the life of a connector, end to end.
@Suite(.serialized) struct HistoryContractTests {
    enum Cluster: String, CaseIterable, Sendable {
        case standInDirectly, standInByAPI, real
    }

    @Test(arguments: Cluster.allCases) func `every step changes the fields of the protocol and no other`(cluster: Cluster) async throws {
        let real = ProcessInfo.processInfo.environment["ES_URL"].flatMap { URL(string: $0) }
        if cluster == .real, real == nil { return }
        let clock = AcceleratedClock(factor: 20)
        var options = FakeElasticsearchOptions()
        options.now = { clock.date }
        options.refreshInterval = .milliseconds(10)
        let fake = try await FakeElasticsearch.start(options: options)
        let dropbox = try await FakeDropbox.start(account: .generated(files: 8, size: 10, seed: 2))
        let history = History(
            dropbox: dropbox, elasticsearch: cluster == .real ? real ?? fake.url : fake.url,
            useConnectorsAPI: cluster == .standInByAPI, clock: clock)
        do {
            try await beginning(history)
            try await syncs(history)
            try await schedule(history)
            try await interruptions(history)
            try await failures(history)
        } catch {
            await fake.stop()
            await dropbox.stop()
            throw error
        }
        try await history.remove()
        await fake.stop()
        await dropbox.stop()
    }

    /// Fails with the fields that differ.
    private func expect(
        _ changes: [String: JSON], _ expected: [String: JSON], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let wrong = changes.filter { expected[$0.key] != $0.value }
        let missing = expected.filter { changes[$0.key] == nil }
        #expect(wrong.isEmpty && missing.isEmpty, "it is \(wrong), missing \(missing)", sourceLocation: sourceLocation)
    }

    private func beginning(_ history: History) async throws {
        try await history.createConnector()
        expect(try await history.connectorChanges(), [
            "name": "History", "service_type": "dropbox", "index_name": .string(history.index), "is_native": false,
            "status": "created", "configuration": [:], "scheduling": [:],
        ])
        #expect(try await history.view() == .needsConfiguration)
        try await history.service {
            try await history.wait(forStatus: "needs_configuration")
            try await history.waitForHeartbeat()
            expect(try await history.connectorChanges(), [
                "status": "needs_configuration", "configuration": History.form, "features.sync_rules.basic.enabled": true,
                "features.sync_rules.advanced.enabled": true, "features.document_level_security.enabled": true,
                "features.incremental_sync.enabled": true, "features.native_connector_api_keys.enabled": false,
            ])
            #expect(try await history.configuration() == DropboxConnectorForm.complete)
            #expect(try await history.view() == .needsConfiguration)

            let credentials = history.dropbox.credentials
            let values: [String: JSON] = [
                "app_key": .string(credentials.appKey), "app_secret": .string(credentials.appSecret),
                "refresh_token": .string(credentials.refreshToken),
            ]
            let defaults = try await history.values()
            try await history.configure(values)
            try await history.wait(forStatus: "connected")
            expect(try await history.connectorChanges(), ["status": "connected", "error": nil])
            #expect(try await history.values() == defaults.merging(values) { $1 })
            #expect(try await history.view() == .connected)
            try await history.waitForHeartbeat()
            expect(try await history.connectorChanges(), [:])
        }
    }

    private func syncs(_ history: History) async throws {
        let count = JSON.int(history.dropbox.account.entries.count)
        try await history.service {
            try await history.requestSync("full")
            try await history.wait(for: "full", "completed")
            expect(try await history.jobChanges("full"), history.endedJob("completed", indexed: count))
            expect(try await history.connectorChanges(), [
                "last_synced": "time", "last_sync_status": "completed", "last_sync_error": nil,
                "last_indexed_document_count": count, "last_deleted_document_count": 0, "sync_cursor": History.cursor,
            ])
            #expect(try await history.view() == .connected)

            try await history.requestSync("incremental", type: "incremental")
            try await history.wait(for: "incremental", "completed")
            expect(
                try await history.jobChanges("incremental"),
                history.endedJob("completed", type: "incremental", ["connector.sync_cursor": History.cursor]))
            expect(try await history.connectorChanges(), ["last_synced": "time", "last_indexed_document_count": 0])
            #expect(try await history.view() == .connected)
        }
    }

    /// One tick, which was due while no service ran.
    private func schedule(_ history: History) async throws {
        let tick = "20260304T030000Z"
        try await history.change([
            "scheduling": ["full": ["enabled": true, "interval": "0 0 3 4 3 ? 2026"]],
            "last_sync_scheduled_at": "2026-03-03T03:00:00+00:00",
        ])
        let job = "\(history.id)-full-\(tick)"
        try await history.service {
            try await history.wait(for: job, "completed")
            expect(try await history.jobChanges(job), history.endedJob("completed", [
                "trigger_method": "scheduled", "connector.language": nil,
                "connector.pipeline.name": "search-default-ingestion", "connector.pipeline.extract_binary_content": true,
                "connector.pipeline.reduce_whitespace": true, "connector.pipeline.run_ml_inference": true,
            ]))
            expect(try await history.connectorChanges(), [
                "scheduling.full.enabled": true, "scheduling.full.interval": "0 0 3 4 3 ? 2026", "scheduling": "gone",
                "last_sync_scheduled_at": "2026-03-04T03:00:00+00:00", "last_synced": "time",
            ])
            #expect(try await history.view() == .connected)
            try await history.waitForHeartbeat()
            expect(try await history.connectorChanges(), [:])
        }
    }

    private func interruptions(_ history: History) async throws {
        history.dropbox.fail("files/list_folder", with: .delay(.seconds(3600)), times: nil)
        history.dropbox.fail("files/list_folder/continue", with: .delay(.seconds(3600)), times: nil)
        let requested = "2026-03-04T05:06:07Z"
        try await history.service {
            try await history.requestSync("canceled")
            try await history.wait(for: "canceled", "in_progress")
            try await history.waitForReport(on: "canceled")
            expect(try await history.jobChanges("canceled"), history.runningJob())
            expect(try await history.connectorChanges(), ["last_sync_status": "in_progress"])
            #expect(try await history.view() == .connected)

            try await history.changeJob("canceled", ["status": "canceling", "cancelation_requested_at": .string(requested)])
            try await history.wait(for: "canceled", "canceled")
            expect(
                try await history.jobChanges("canceled"),
                history.end("canceled", ["canceled_at": "time", "cancelation_requested_at": .string(requested)]))
            expect(try await history.connectorChanges(), ["last_synced": "time", "last_sync_status": "canceled"])
            #expect(try await history.view() == .connected)

            try await history.requestSync("suspended")
            try await history.wait(for: "suspended", "in_progress")
            try await history.waitForReport(on: "suspended")
            expect(try await history.jobChanges("suspended"), history.runningJob())
            expect(try await history.connectorChanges(), ["last_sync_status": "in_progress"])
        }
        expect(try await history.jobChanges("suspended"), history.end("suspended").filter { $0.key != "completed_at" })
        expect(try await history.connectorChanges(), ["last_sync_status": "suspended", "last_synced": "time"])
        #expect(try await history.view() == .connected)

        history.dropbox.clearFaults()
        try await history.service {
            try await history.wait(for: "suspended", "completed")
            // It keeps its start; and who took it up is the same host here.
            expect(
                try await history.jobChanges("suspended"),
                ["status": "completed", "last_seen": "time", "completed_at": "time"])
            expect(try await history.connectorChanges(), ["last_sync_status": "completed", "last_synced": "time"])
            #expect(try await history.view() == .connected)
        }
    }

    private func failures(_ history: History) async throws {
        // A service that died in the middle of a sync: its mark on the connector, and its job.
        let died = "2026-03-04T05:06:07Z"
        try await history.requestSync("dead", [
            "status": "in_progress", "started_at": .string(died), "last_seen": .string(died),
        ])
        try await history.change(["last_sync_status": "in_progress"])
        try await history.service([.schedule, .syncContent, .cleanup]) {
            try await history.wait(for: "dead", "error")
        }
        let job = try await history.jobChanges("dead")
        let reason = try #require(job["error"])
        #expect(reason.stringValue?.wholeMatch(
            of: /The job has received no update for \d+ seconds: the service that ran it has stopped\./) != nil, "\(reason)")
        // Its counters are the ones it had, and nobody counts for it.
        expect(job, history.endedJob("error", ["error": reason, "started_at": .string(died)]).filter {
            !["worker_hostname", "total_document_count", "metadata"].contains($0.key)
        })
        expect(try await history.connectorChanges(), [
            "status": "error", "error": reason, "last_sync_error": reason, "last_sync_status": "error", "last_synced": "time",
        ])
        #expect(try await history.view() == .syncFailure)

        history.dropbox.fail("files/list_folder", with: .routeError("path", "not_found"), times: 1)
        history.dropbox.fail("files/list_folder/continue", with: .routeError("path", "not_found"), times: 1)
        try await history.service {
            try await history.requestSync("failed")
            try await history.wait(for: "failed", "error")
            let job = try await history.jobChanges("failed")
            let failed = try #require(job["error"])
            #expect(failed.stringValue?.contains("does not exist") == true)
            expect(job, history.endedJob("error", ["error": failed]))
            expect(
                try await history.connectorChanges(), ["error": failed, "last_sync_error": failed, "last_synced": "time"])
            #expect(try await history.view() == .syncFailure)
            // The error can be read until the next sync.
            try await history.waitForHeartbeat()
            expect(try await history.connectorChanges(), [:])

            history.dropbox.clearFaults()
            try await history.requestSync("recovered")
            try await history.wait(for: "recovered", "completed")
            expect(try await history.jobChanges("recovered"), history.endedJob("completed"))
            expect(try await history.connectorChanges(), [
                "status": "connected", "error": nil, "last_sync_error": nil, "last_sync_status": "completed", "last_synced": "time",
            ])
            #expect(try await history.view() == .connected)
        }
    }
}
