import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

@Suite struct JobLifeTests {
    @Test func `a service that ends suspends its job, and the next one completes it`() async throws {
        try await withTestService { service in
            try service.createConnector()
            service.dropbox.fail("files/download", with: .delay(.seconds(3600)), times: nil)
            let status = try await service.run { service in
                try service.requestSync("j1")
                try await service.wait(for: "j1", ["in_progress"])
                _ = try await eventually { service.dropbox.requests.contains { $0.route == "files/list_folder" } ? true : nil }
            }
            #expect(status == .success)
            #expect(service.job("j1")["status"] == "suspended")
            #expect(service.connector["last_sync_status"] == "suspended")
            service.dropbox.clearFaults()
            try await service.run { service in
                let job = try await service.wait(for: "j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
            }
            #expect(service.documents.count == service.dropbox.account.entries.count)
        }
    }

    @Test func `a job whose service died is ended with the reason, and its connector is free again`() async throws {
        // Not so fast that a busy machine keeps a living job quiet for five of its minutes.
        try await withTestService(configuration: "service.job_cleanup_interval: 10\n", timesFaster: 10) { service in
            try service.createConnector(["last_sync_status": "in_progress"])
            try service.requestSync("dead")
            let long = Timestamp.format(service.clock.date.addingTimeInterval(-3600))
            try service.changeJob("dead", ["status": "in_progress", "last_seen": .string(long)])
            try await service.run(Set(Service.Action.allCases)) { service in
                let dead = try await service.wait(for: "dead")
                #expect(dead["status"] == "error")
                #expect(dead["error"]?.stringValue?.isEmpty == false)
                let next = try await service.sync("next")
                #expect(next["status"] == "completed")
            }
        }
    }

    @Test func `a job shows life from its claim on, before there is anything to report`() async throws {
        try await withTestService { service in
            try service.createConnector()
            try await service.run { service in
                _ = try await eventually { service.connector["status"] == "connected" ? true : nil }
                service.dropbox.fail("users/get_current_account", with: .delay(.seconds(3600)), times: nil)
                try service.requestSync("j1")
                let claimed = try await service.wait(for: "j1", ["in_progress"])["last_seen"]
                _ = try await eventually { service.job("j1")["last_seen"] != claimed ? true : nil }
                #expect(service.job("j1")["status"] == "in_progress")
            }
        }
    }

    @Test func `a job whose connector is deleted ends`() async throws {
        try await withTestService { service in
            try service.createConnector()
            service.dropbox.fail("files/list_folder", with: .delay(.seconds(3600)), times: nil)
            try await service.run { service in
                try service.requestSync("j1")
                try await service.wait(for: "j1", ["in_progress"])
                try service.changeConnector(["deleted": true])
                let job = try await service.wait(for: "j1")
                #expect(job["error"] == "JobNotRunning: The connector was deleted while the job ran.")
            }
        }
    }

    @Test func `a job counts the documents of its own index`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector()
            try await service.run { service in
                let content = try await service.sync("content")
                #expect(content["total_document_count"] == .int(service.documents.count))
                let people = try await service.sync("people", type: "access_control")
                #expect(people["total_document_count"] == .int(service.identities.count))
            }
            #expect(service.identities.count != service.documents.count)
        }
    }

    @Test func `the deletion brake holds until the number is approved`() async throws {
        try await withTestService(.generated(files: 150, size: 0, seed: 6)) { service in
            try service.createConnector()
            try await service.run { service in
                try await service.sync("j1")
                let before = service.documents.count
                let files = service.dropbox.account.entries.filter { !$0.isFolder }.prefix(120)
                try service.dropbox.change { account in for file in files { try account.delete(file.pathDisplay) } }
                let held = try await service.sync("j2")
                #expect(held["status"] == "error")
                #expect(held["error"]?.stringValue?.contains("--approve-deletes 120") == true)
                #expect(service.documents.count == before)
                let approved = try await service.sync("j3", metadata: ["approved_deletions": 120])
                #expect(approved["status"] == "completed", "\(approved["error"] ?? nil)")
                #expect(service.documents.count == before - 120)
            }
        }
    }

    @Test(arguments: ["full", "incremental"])
    func `a schedule makes a job for its tick`(type: String) async throws {
        try await withTestService { service in
            try service.createConnector(["scheduling": .object([type: ["enabled": true, "interval": "0 * * * * ?"]])])
            try await service.run { service in
                let job = try await eventually {
                    service.allJobs.values.first { $0["trigger_method"] == "scheduled" && $0["status"] == "completed" }
                }
                #expect(job["job_type"] == .string(type))
            }
        }
    }

    @Test func `a schedule that is no cron expression is told on the connector`() async throws {
        try await withTestService { service in
            try service.createConnector(["scheduling": ["full": ["enabled": true, "interval": "every day"]]])
            try await service.run { service in
                _ = try await eventually { service.connector["error"]?.stringValue?.contains("every day") }
                #expect(service.connector["status"] == "error")
            }
        }
    }

    @Test func `a connector of another kind is left alone but for an error`() async throws {
        try await withTestService { service in
            try service.createConnector(["service_type": "sharepoint_online", "configuration": nil])
            try await service.run { service in
                _ = try await eventually { service.connector["error"]?.stringValue?.contains("sharepoint_online") }
            }
            #expect(service.connector["configuration"] == .null)
        }
    }
}
