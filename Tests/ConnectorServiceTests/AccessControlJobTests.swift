import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

/// An access-control job's life, its license and its schedule.
@Suite struct AccessControlJobTests {
    @Test(arguments: [("basic", "active"), ("gold", "active"), ("platinum", "expired")])
    func `without the license the job says what is needed, and changes nothing`(type: String, status: String) async throws {
        var options = FakeElasticsearchOptions()
        options.license = type
        options.licenseStatus = status
        try await withTeamService(elasticsearch: options) { service in
            try service.elasticsearch.seed(["gone@example.com": ["id": "gone@example.com"]], in: AccessControlTeam.index)
            try service.createSecureConnector()
            try await service.run { service in
                let job = try await service.syncIdentities("j1")
                let error = try #require(job["error"]?.stringValue)
                #expect(error.hasPrefix("InsufficientLicense: "))
                #expect(error.contains("\(type), \(status)") && error.contains("platinum, enterprise or trial"))
                let content = try await service.sync("j2")
                #expect(content["status"] == "completed", "\(content["error"] ?? nil)")
            }
            #expect(service.identities.count == 1)
        }
    }

    @Test(arguments: ["platinum", "enterprise", "trial"])
    func `these licenses allow it`(type: String) async throws {
        var options = FakeElasticsearchOptions()
        options.license = type
        try await withTeamService(elasticsearch: options) { service in
            try service.createSecureConnector()
            try await service.run { service in
                let job = try await service.syncIdentities("j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
            }
        }
    }

    private static let everyMinute: JSON = ["scheduling": ["access_control": ["enabled": true, "interval": "0 * * * * ?"]]]

    @Test func `a schedule makes a job`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector(Self.everyMinute)
            try await service.run { service in
                _ = try await eventually { service.identities.isEmpty ? nil : true }
                let job = try #require(service.allJobs.values.first)
                #expect(job["job_type"] == "access_control")
                #expect(job["connector"]?["index_name"]?.stringValue == AccessControlTeam.index)
            }
        }
    }

    @Test func `without the license the schedule makes no job, and the log says why`() async throws {
        var options = FakeElasticsearchOptions()
        options.license = "basic"
        try await withTeamService(elasticsearch: options) { service in
            try service.createSecureConnector(Self.everyMinute)
            try await service.run { service in
                _ = try await eventually { service.log.contains { $0.contains("No access-control sync was made") } ? true : nil }
            }
            #expect(service.allJobs.isEmpty)
        }
    }

    @Test func `a license that may not be read holds up no sync of contents`() async throws {
        try await withTeamService { service in
            service.elasticsearch.fail(matching: "GET /_license", with: .status(403), times: nil)
            let both: JSON = ["scheduling": ["incremental": ["enabled": true, "interval": "0 * * * * ?"]]]
            try service.createSecureConnector(Self.everyMinute.merged(with: both))
            try await service.run { service in
                _ = try await eventually { service.allJobs.isEmpty ? nil : true }
                _ = try await eventually { service.log.contains { $0.contains("license could not be read") } ? true : nil }
            }
            #expect(service.allJobs.values.allSatisfy { $0["job_type"] == "incremental" })
        }
    }

    @Test func `without security the schedule makes no job`() async throws {
        try await withTeamService { service in
            try service.createConnector(
                Self.everyMinute.merged(with: ["scheduling": ["incremental": ["enabled": true, "interval": "0 * * * * ?"]]]))
            try await service.run { service in
                _ = try await eventually { service.allJobs.count > 2 ? true : nil }
            }
            #expect(service.allJobs.values.allSatisfy { $0["job_type"] == "incremental" })
        }
    }

    @Test func `a cancelation ends the listing of members`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector()
            service.dropbox.fail("team/members/list_v2", with: .delay(.seconds(3600)), times: nil)
            try await service.run { service in
                try service.requestSync("j1", type: "access_control")
                try await service.wait(for: "j1", ["in_progress"])
                try service.changeJob("j1", ["status": "canceling"])
                let job = try await service.wait(for: "j1")
                #expect(job["status"] == "canceled")
            }
        }
    }

    @Test func `a service that ends suspends the job, and the next one completes it`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector()
            service.dropbox.fail("team/members/list_v2", with: .delay(.seconds(3600)), times: nil)
            try await service.run { service in
                try service.requestSync("j1", type: "access_control")
                try await service.wait(for: "j1", ["in_progress"])
                _ = try await eventually { service.dropbox.requests.contains { $0.route.hasPrefix("team/token") } ? true : nil }
            }
            #expect(service.job("j1")["status"] == "suspended")
            service.dropbox.clearFaults()
            try await service.run { service in
                let job = try await service.wait(for: "j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
            }
            #expect(service.identities.count == 3)
        }
    }

    @Test func `identities and contents are synced at the same time`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector()
            service.dropbox.fail("team/members/list_v2", with: .delay(.seconds(3600)), times: nil)
            try await service.run { service in
                try service.requestSync("people", type: "access_control")
                try await service.wait(for: "people", ["in_progress"])
                let content = try await service.sync("content")
                #expect(content["status"] == "completed", "\(content["error"] ?? nil)")
                #expect(service.job("people")["status"] == "in_progress")
            }
        }
    }

    @Test func `features that deny what the configuration asks for keep a sync from running`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector(["features": ["document_level_security": ["enabled": false]]])
            // Without the scheduling loop, which sets them.
            try await service.run([.syncContent, .syncAccessControl]) { service in
                for type in ["full", "access_control"] {
                    let job = try await service.sync("j-\(type)", type: type)
                    #expect(job["error"]?.stringValue?.hasPrefix("SecurityIsOff: ") == true, "\(job["error"] ?? nil)")
                }
            }
            #expect(service.documents.isEmpty)
        }
    }

    @Test func `an index that cannot hold permissions is not written`() async throws {
        try await withTeamService { service in
            try service.elasticsearch.createIndex(
                TestService.index, body: ["mappings": ["properties": ["_allow_access_control": ["type": "keyword"]]]])
            try service.createSecureConnector()
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["error"]?.stringValue?.contains("no subfield keyword") == true, "\(job["error"] ?? nil)")
            }
            #expect(service.documents.isEmpty)
        }
    }
}
