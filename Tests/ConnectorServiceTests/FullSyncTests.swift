import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

@Suite struct FullSyncTests {
    @Test func `a job appears and the account becomes an index`() async throws {
        try await withTestService { service in
            try service.createConnector()
            let status = try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "completed")
                #expect(job["error"] == .null)
                #expect(job["indexed_document_count"]?.intValue == service.dropbox.account.entries.count)
                #expect(job["total_document_count"]?.intValue == service.dropbox.account.entries.count)
                #expect(job["worker_hostname"]?.stringValue != nil)
                for field in ["started_at", "last_seen", "completed_at"] { #expect(job[field]?.stringValue != nil) }
                _ = try await eventually { service.connector["last_sync_status"] == "completed" ? true : nil }
            }
            #expect(status == .success)
            #expect(Set(service.documents.keys) == Set(service.dropbox.account.entries.map(\.id)))
            #expect(service.connector["status"] == "connected")
            #expect(service.connector["last_sync_error"] == .null)
            #expect(service.connector["last_synced"]?.stringValue != nil)
        }
    }

    @Test func `an empty connector gets its form first`() async throws {
        try await withTestService { service in
            try service.createConnector(["configuration": nil, "status": "created"])
            try await service.run { service in
                _ = try await eventually { service.connector["status"] == "needs_configuration" ? true : nil }
                #expect(service.connector["configuration"]?["refresh_token"]?["sensitive"] == true)
            }
        }
    }

    @Test func `a second sync with nothing changed downloads nothing and sends no document`() async throws {
        try await withTestService { service in
            try service.createConnector()
            try await service.run { service in
                try await service.sync("j1")
                service.dropbox.clearRequests()
                service.elasticsearch.clearRequests()
                let job = try await service.sync("j2")
                #expect(job["status"] == "completed")
                #expect(!service.dropbox.requests.contains { $0.route == "files/download" })
                #expect(!service.elasticsearch.requests.contains { $0.path.contains("_bulk") })
            }
        }
    }

    @Test func `the listing costs one call for each page and the content one for each file`() async throws {
        try await withTestService(.generated(files: 4_100, size: 0, seed: 3)) { service in
            try service.createConnector()
            try await service.run { service in
                try await service.sync("j1")
                let entries = service.dropbox.account.entries.count
                let calls = service.dropbox.requests.filter { $0.route.hasPrefix("files/list_folder") }.count
                #expect(calls <= (entries + 1999) / 2000 + 1)
            }
        }
    }

    @Test func `a listing whose cursor is reset midway starts over`() async throws {
        try await withTestService(.generated(files: 60, size: 0, seed: 4)) { service in
            try service.createConnector()
            service.dropbox.configure { $0.listing.maximumEntries = 10 }
            service.dropbox.fail("files/list_folder/continue", with: .routeError("reset"), afterRequests: 1)
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
            }
            #expect(service.documents.count == service.dropbox.account.entries.count)
        }
    }
}

@Suite struct FailingSyncTests {
    struct Failure: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var connector: JSON = [:]
        var arrange: @Sendable (FakeDropbox) -> Void = { _ in }
        /// What the job's error says.
        var says: String
    }

    private static func value(_ name: String, _ value: String) -> JSON {
        ["configuration": .object([name: ["value": .string(value)]])]
    }

    static let failures = [
        Failure(testDescription: "wrong app secret", connector: value("app_secret", "wrong"), says: "app_secret"),
        Failure(testDescription: "revoked refresh token", arrange: { $0.revokeRefreshToken() }, says: "refresh token"),
        Failure(testDescription: "path that does not exist", connector: value("path", "/No/Such"), says: "does not exist"),
        Failure(
            testDescription: "path that is a file", connector: value("path", "/a file.txt"),
            arrange: { dropbox in _ = try? dropbox.change { try $0.write("/a file.txt", "text") } }, says: "is a file"),
        Failure(
            testDescription: "500 to page 4 for ever",
            arrange: { $0.fail("files/list_folder/continue", with: .serverError(500), times: nil, afterRequests: 2) },
            says: "files/list_folder/continue"),
    ]

    @Test(arguments: failures)
    func `a failure ends in a clear error and leaves the index as it was`(failure: Failure) async throws {
        try await withTestService(.generated(files: 80, size: 0, seed: 5)) { service in
            try service.createConnector()
            service.dropbox.configure { $0.listing.maximumEntries = 10 }
            try await service.run { service in
                try await service.sync("j1")
                let before = service.documents
                try service.changeConnector(failure.connector)
                failure.arrange(service.dropbox)
                // A token that is still good would hide the revocation for hours.
                service.dropbox.expireAccessTokens()
                try service.requestSync("j2")
                let job = try await service.wait(for: "j2")
                #expect(job["status"] == "error")
                #expect(job["error"]?.stringValue?.contains(failure.says) == true, "\(job["error"]?.stringValue ?? "")")
                #expect(service.documents == before)
                _ = try await eventually { service.connector["last_sync_status"] == "error" ? true : nil }
                #expect(service.connector["last_sync_error"] == job["error"])
            }
        }
    }

    @Test func `a wrong password ends the service with a clear error`() async throws {
        var options = FakeElasticsearchOptions()
        options.user = ("elastic", Secret("right"))
        try await withTestService(
            configuration: "elasticsearch.username: elastic\nelasticsearch.password: wrong\n", elasticsearch: options
        ) { service in
            let status = try await service.service().run()
            #expect(status == .unavailable)
            #expect(service.log.contains { $0.contains("401") || $0.contains("credential") })
            #expect(!service.log.contains { $0.contains("wrong") })
        }
    }

    @Test func `an Elasticsearch that is down ends the service with a clear error`() async throws {
        // A port that nothing is given: one that was just closed may be another test's by now.
        try await withTestService(at: "http://127.0.0.1:1") { service in
            let status = try await service.service().run()
            #expect(status == .unavailable)
            #expect(service.log.contains { $0.contains("Elasticsearch cannot be used") })
        }
    }
}
