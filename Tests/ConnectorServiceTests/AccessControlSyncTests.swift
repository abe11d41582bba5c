import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

@Suite struct AccessControlSyncTests {
    @Test func `each active member has a document, with their groups`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector()
            try await service.run { service in
                let job = try await service.syncIdentities("j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
                #expect(job["indexed_document_count"] == 3)
                #expect(job["metadata"]?["members"] == ["active": 3, "invited": 1, "suspended": 1])
                // The connector is told after the job.
                _ = try await eventually {
                    service.connector["last_access_control_sync_status"] == "completed" ? true : nil
                }
                #expect(service.connector["last_sync_status"] == nil)
            }
            #expect(service.identities.keys.sorted() == ["ada@example.com", "bob@example.com", "cleo@example.com"])
            let bob = try #require(service.dropbox.account.profile.team?.member("dbmid:Bob"))
            let group = try #require(service.dropbox.account.profile.team?.groups.last)
            #expect(
                service.identities(of: "bob@example.com") == [
                    "email:bob@example.com", "user:Bob Example", "user_id:\(bob.accountID)", "group:\(group.id)",
                    "group:g:everyone00000000000000000000001",
                ])
            var document = try #require(service.identities["bob@example.com"])
            #expect(document["query"]?["template"]?["source"]?.stringValue == Self.source)
            #expect(document["_timestamp"]?.stringValue.flatMap(Timestamp.parse) != nil)
            document["query"] = nil
            document["_timestamp"] = nil
            #expect(
                document == [
                    "id": "bob@example.com", "status": "active", "created_at": "2025-05-12T15:50:38Z",
                    "identity": [
                        "email": "email:bob@example.com", "username": "user:Bob Example",
                        "user_id": .string("user_id:\(bob.accountID)"),
                    ],
                ])
        }
    }

    /// As the connector protocol writes it.
    private static let source =
        "{\"bool\":{\"should\":[{\"bool\":{\"must_not\":{\"exists\":{\"field\":\"_allow_access_control\"}}}},{\"terms\":{\"_allow_access_control.keyword\":{{#toJson}}access_control{{/toJson}}}}]}}"

    @Test func `who is suspended or removed loses the document, and gets it back with the access`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector()
            try await service.run { service in
                try await service.syncIdentities("j1")
                try service.dropbox.change { account in
                    try account.setStatus(ofMember: "dbmid:Bob", .suspended)
                    try account.setStatus(ofMember: "dbmid:Cleo", .removed)
                    try account.setStatus(ofMember: "dbmid:Susi", .active)
                }
                let job = try await service.syncIdentities("j2")
                #expect(job["deleted_document_count"] == 2)
                #expect(service.identities.keys.sorted() == ["ada@example.com", "susi@example.com"])
                try service.dropbox.change { try $0.setStatus(ofMember: "dbmid:Bob", .active) }
                try await service.syncIdentities("j3")
                #expect(service.identities["bob@example.com"] != nil)
            }
        }
    }

    @Test func `only what differs is written`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector()
            try await service.run { service in
                try await service.syncIdentities("j1")
                let before = service.identityWrites
                let unchanged = try await service.syncIdentities("j2")
                #expect(service.identityWrites == before)
                #expect(unchanged["metadata"]?["report"]?["unchanged"] == 3)
                let engineers = try #require(service.dropbox.account.profile.team?.groups.last)
                try service.dropbox.change { try $0.changeGroup(engineers.id) { $0.members["dbmid:Cleo"] = false } }
                let changed = try await service.syncIdentities("j3")
                #expect(service.identityWrites == before + 1)
                #expect(changed["indexed_document_count"] == 1)
                #expect(service.identities(of: "cleo@example.com").contains("group:\(engineers.id)"))
            }
        }
    }

    @Test func `every page of members is read`() async throws {
        var account = FakeAccount.team()
        for number in 1...25 { account.addMember("Member\(number)") }
        try await withTeamService(account) { service in
            service.dropbox.configure { $0.sharing.maximumItems = 4 }
            try service.createSecureConnector()
            try await service.run { service in
                let job = try await service.syncIdentities("j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
            }
            #expect(service.identities.count == 26)
        }
    }

    @Test(arguments: [
        ("team/members/list_v2", Fault.serverError()), ("team/members/list/continue_v2", .serverError()),
        ("team/members/list/continue_v2", .routeError("invalid_cursor")),
        ("team/members/list/continue_v2", .error(401, [".tag": "missing_scope", "required_scope": "members.read"])),
        ("team/members/list/continue_v2", .answer(status: 200, headers: [], body: Data("{}".utf8))),
        ("team/members/list/continue_v2", .truncate(after: 40)),
        ("team/members/list_v2", .answer(status: 200, headers: [], body: Data(#"{"members":[],"cursor":"c","has_more":false}"#.utf8))),
    ])
    func `a listing that is not complete changes nothing`(route: String, fault: Fault) async throws {
        try await withTeamService { service in
            service.dropbox.configure { $0.sharing.maximumItems = 2 }
            try service.createSecureConnector()
            try await service.run { service in
                try await service.syncIdentities("j1")
                let before = service.identities
                try service.dropbox.change { try $0.setStatus(ofMember: "dbmid:Bob", .removed) }
                service.dropbox.fail(route, with: fault, times: nil)
                let job = try await service.syncIdentities("j2")
                #expect(job["status"] == "error")
                #expect(job["error"]?.stringValue?.isEmpty == false)
                #expect(service.identities == before)
                let error = job["error"]
                _ = try await eventually { service.connector["last_access_control_sync_error"] == error ? true : nil }
                service.dropbox.clearFaults()
                try await service.syncIdentities("j3")
                #expect(service.identities["bob@example.com"] == nil)
            }
        }
    }

    @Test func `with security switched off no identity is removed`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector()
            try await service.run { service in
                try await service.syncIdentities("j1")
                try service.changeConnector(["configuration": ["use_document_level_security": ["value": false]]])
                let job = try await service.syncIdentities("j2")
                #expect(job["error"]?.stringValue?.contains("switched off") == true)
            }
            #expect(service.identities.count == 3)
        }
    }

    @Test func `a job that names the content index writes the one of the identities`() async throws {
        try await withTeamService { service in
            try service.elasticsearch.seed(["a": ["name": "content"]], in: TestService.index)
            try service.createSecureConnector()
            try await service.run { try await $0.syncIdentities("j1") }
            #expect(service.documents.count == 1)
            #expect(service.identities.count == 3)
        }
    }

    @Test func `a personal account has one identity`() async throws {
        try await withTestService { service in
            try service.createSecureConnector()
            try await service.run { service in
                let job = try await service.syncIdentities("j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
                let profile = service.dropbox.account.profile
                #expect(service.identities.count == 1)
                #expect(service.identities(of: profile.email).contains("user_id:\(profile.accountID)"))
            }
        }
    }

    @Test func `the token of one account removes nobody else`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector()
            try await service.run { service in
                try await service.syncIdentities("j1")
                service.dropbox.configure { $0.usesTeamToken = false }
                let job = try await service.syncIdentities("j2")
                #expect(job["error"]?.stringValue?.contains("ada@example.com alone") == true, "\(job["error"] ?? nil)")
                #expect(service.identities.count == 3)
            }
        }
    }

    @Test func `an identity that Elasticsearch refuses is told, and the others are written`() async throws {
        try await withTeamService { service in
            try service.elasticsearch.createIndex(
                AccessControlTeam.index,
                body: ["mappings": ["properties": ["id": ["type": "keyword"], "status": ["type": "date"]]]])
            try service.elasticsearch.seed(["gone@example.com": ["id": "gone@example.com"]], in: AccessControlTeam.index)
            try service.createSecureConnector()
            try await service.run { service in
                let job = try await service.syncIdentities("j1")
                #expect(job["error"]?.stringValue?.contains("refused 3") == true, "\(job["error"] ?? nil)")
                #expect(service.identities.isEmpty)
            }
        }
    }
}
