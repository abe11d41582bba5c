import ConnectorProtocol
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
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
        var options = FakeElasticsearchOptions()
        options.refreshInterval = .milliseconds(10)
        let fake = try await FakeElasticsearch.start(options: options)
        let dropbox = try await FakeDropbox.start(account: .generated(files: 8, size: 10, seed: 2))
        let history = History(
            dropbox: dropbox, elasticsearch: cluster == .real ? real ?? fake.url : fake.url,
            useConnectorsAPI: cluster == .standInByAPI)
        do {
            try await beginning(history)
            try await syncs(history)
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

    private func beginning(_ history: History) async throws {
        try await history.createConnector()
        _ = try await history.connectorChanges()
        try await history.service {
            try await history.wait(forStatus: "needs_configuration")
            let form = try await history.connectorChanges()
            #expect(form["status"] == "needs_configuration")
            #expect(Set(form.keys.filter { !$0.hasPrefix("features.") }) == ["status"])
            #expect(try await history.view() == .needsConfiguration)

            let credentials = history.dropbox.credentials
            try await history.configure([
                "app_key": .string(credentials.appKey), "app_secret": .string(credentials.appSecret),
                "refresh_token": .string(credentials.refreshToken),
            ])
            try await history.wait(forStatus: "connected")
            let connected = try await history.connectorChanges()
            #expect(connected == ["status": "connected", "error": nil])
            #expect(try await history.view() == .connected)
        }
    }

    private func syncs(_ history: History) async throws {
        let count = JSON.int(history.dropbox.account.entries.count)
        try await history.service {
            try await history.requestSync("full")
            _ = try await history.jobChanges("full")
            try await history.wait(for: "full", "completed")
            let job = try await history.jobChanges("full")
            #expect(job == [
                "status": "completed", "error": nil, "started_at": "time", "last_seen": "time", "completed_at": "time",
                "worker_hostname": job["worker_hostname"] ?? nil, "indexed_document_count": count,
                "total_document_count": count,
            ])
            let connector = try await history.connectorChanges()
            #expect(connector.filter { !$0.key.hasPrefix("sync_cursor") } == [
                "last_synced": "time", "last_sync_status": "completed", "last_sync_error": nil,
                "last_indexed_document_count": count, "last_deleted_document_count": 0,
            ])
            #expect(try await history.view() == .connected)

            try await history.requestSync("incremental", type: "incremental")
            try await history.wait(for: "incremental", "completed")
            let after = try await history.connectorChanges()
            #expect(after["last_indexed_document_count"] == 0)
            #expect(after["last_synced"] == "time")

            try await history.change(["scheduling": ["full": ["enabled": true, "interval": "* * * * * ?"]]])
            let scheduled = try await history.scheduledJob()
            try await history.change(["scheduling": ["full": ["enabled": false, "interval": "* * * * * ?"]]])
            try await history.wait(for: scheduled, "completed")
            #expect(try await history.connectorChanges()["last_sync_scheduled_at"] == "time")
        }
    }

    private func interruptions(_ history: History) async throws {
        history.dropbox.fail("files/list_folder", with: .delay(.seconds(3600)), times: nil)
        history.dropbox.fail("files/list_folder/continue", with: .delay(.seconds(3600)), times: nil)
        try await history.service {
            try await history.requestSync("canceled")
            _ = try await history.jobChanges("canceled")
            try await history.wait(for: "canceled", "in_progress")
            try await history.changeJob("canceled", ["status": "canceling", "cancelation_requested_at": "2026-03-04T05:06:07Z"])
            try await history.wait(for: "canceled", "canceled")
            let job = try await history.jobChanges("canceled")
            #expect(job["status"] == "canceled")
            #expect(job["canceled_at"] == "time")
            #expect(job["completed_at"] == "time")
            #expect(try await history.connectorChanges()["last_sync_status"] == "canceled")
            #expect(try await history.view() == .connected)

            try await history.requestSync("suspended")
            _ = try await history.jobChanges("suspended")
            try await history.wait(for: "suspended", "in_progress")
        }
        let suspended = try await history.jobChanges("suspended")
        #expect(suspended["status"] == "suspended")
        #expect(suspended["completed_at"] == nil as JSON?)
        #expect(try await history.connectorChanges()["last_sync_status"] == "suspended")

        history.dropbox.clearFaults()
        try await history.service {
            try await history.wait(for: "suspended", "completed")
            #expect(try await history.jobChanges("suspended")["completed_at"] == "time")
        }
        _ = try await history.connectorChanges()
    }

    private func failures(_ history: History) async throws {
        // A service that died in the middle of a sync: its mark on the connector, and its job.
        try await history.requestSync("dead", [
            "status": "in_progress", "started_at": "2026-03-04T05:06:07Z", "last_seen": "2026-03-04T05:06:07Z",
        ])
        try await history.change(["last_sync_status": "in_progress"])
        try await history.service([.schedule, .syncContent, .cleanup]) {
            try await history.wait(for: "dead", "error")
        }
        let dead = try await history.connectorChanges()
        #expect(dead["status"] == "error")
        #expect(dead["last_sync_error"]?.stringValue?.contains("has received no update") == true)
        #expect(try await history.view() == .syncFailure)

        history.dropbox.fail("files/list_folder", with: .routeError("path", "not_found"), times: 1)
        history.dropbox.fail("files/list_folder/continue", with: .routeError("path", "not_found"), times: 1)
        try await history.service {
            try await history.requestSync("failed")
            try await history.wait(for: "failed", "error")
            let failed = try await history.connectorChanges()
            #expect(failed["last_sync_error"]?.stringValue?.contains("does not exist") == true)
            #expect(try await history.view() == .syncFailure)

            history.dropbox.clearFaults()
            try await history.requestSync("recovered")
            try await history.wait(for: "recovered", "completed")
            let recovered = try await history.connectorChanges()
            #expect(recovered["status"] == "connected")
            #expect(recovered["error"] == .null)
            #expect(recovered["last_sync_error"] == .null)
            #expect(try await history.view() == .connected)
        }
    }
}
