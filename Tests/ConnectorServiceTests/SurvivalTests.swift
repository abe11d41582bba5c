import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

/// What a full sync goes through in the middle of its listing.
@Suite struct SurvivalTests {
    /// A hundred files on pages of ten.
    private func withAccount(
        configuration: String = "", timesFaster factor: Int = 60, _ body: (TestService) async throws -> Void
    ) async throws {
        let account = FakeAccount.generated(files: 100, size: 50, seed: 8)
        try await withTestService(account, configuration: configuration, timesFaster: factor) { service in
            try service.createConnector()
            service.dropbox.configure { $0.listing.maximumEntries = 10 }
            try await body(service)
        }
    }

    private func time(_ json: JSON?) -> Date? { json?.stringValue.flatMap(Timestamp.parse) }

    private func calls(_ route: String, _ service: TestService) -> Int {
        service.dropbox.requests.count { $0.route == route }
    }

    @Test func `an hour of Dropbox's rate limit is one pause, and the job lives through it`() async throws {
        try await withAccount(timesFaster: 1200) { service in
            service.dropbox.fail("files/list_folder/continue", with: .rateLimited(retryAfter: 3600), times: 1, afterRequests: 5)
            try await service.run { service in
                try service.requestSync("j1")
                try await service.wait(for: "j1", ["in_progress"])
                let start = try #require(time(service.job("j1")["started_at"]))
                let job = try await service.wait(for: "j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
                #expect(time(job["started_at"]) == start)
                #expect(job["metadata"]?["report"]?["dropbox_pauses"] == 1)
                #expect(job["metadata"]?["report"]?["dropbox_paused_seconds"]?.intValue ?? 0 >= 3600)
                #expect(job["indexed_document_count"] == .int(service.dropbox.account.entries.count))
            }
            #expect(calls("files/list_folder", service) == 1)
            #expect(service.documents.count == service.dropbox.account.entries.count)
        }
    }

    @Test func `a service that ends in an hour's pause suspends its job, and the next one goes on without waiting for it`() async throws {
        try await withAccount(configuration: "service.extracted_extensions: []\n") { service in
            service.dropbox.fail("files/list_folder/continue", with: .rateLimited(retryAfter: 86_000), times: 1, afterRequests: 5)
            try await service.run { service in
                try service.requestSync("j1")
                _ = try await eventually { service.documents.count >= 60 ? true : nil }
            }
            let suspended = service.job("j1")
            #expect(suspended["status"] == "suspended")
            #expect(suspended["indexed_document_count"] == 60)
            service.dropbox.clearRequests()
            try await service.run { service in
                let job = try await service.wait(for: "j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
                #expect(time(job["started_at"]) == time(suspended["started_at"]))
                #expect(job["indexed_document_count"] == .int(service.dropbox.account.entries.count))
            }
            #expect(calls("files/list_folder", service) == 0)
        }
    }

    @Test func `an Elasticsearch that is away for a while is waited for`() async throws {
        try await withAccount { service in
            service.elasticsearch.fail(matching: "_bulk", with: .status(503), times: 3)
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
                #expect(job["indexed_document_count"] == .int(service.dropbox.account.entries.count))
            }
            #expect(calls("files/list_folder", service) == 1)
        }
    }

    @Test func `an Elasticsearch that dies in the middle costs what was not acknowledged`() async throws {
        try await withAccount { service in
            service.dropbox.fail("files/list_folder/continue", with: .delay(.seconds(3600)), times: nil, afterRequests: 5)
            try await service.run { service in
                try service.requestSync("j1")
                _ = try await eventually { service.connector["sync_cursor"]?["checkpoint"]?["position"]?["cursor"]?.stringValue }
                _ = try await eventually { service.documents.count >= 60 ? true : nil }
                service.elasticsearch.fail(matching: ".*", with: .drop, times: nil)
            }
            // Nobody could write how the job ended; it is taken for dead when it has been quiet for long enough.
            #expect(service.job("j1")["status"] == "in_progress")
            service.elasticsearch.clearFaults()
            service.dropbox.clearFaults()
            let downloads = calls("files/download", service)
            try service.changeJob("j1", ["status": "error"])
            try service.changeConnector(["last_sync_status": "error"])
            try await service.run { service in
                let job = try await service.sync("j2")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
                #expect(job["metadata"]?["report"]?["resumed"]?.stringValue?.contains("j1") == true)
            }
            #expect(calls("files/list_folder", service) == 1, "only the first sync began a listing")
            let indexed = service.documents.values.count { $0["body"]?.stringValue != nil }
            #expect(calls("files/download", service) <= max(indexed, downloads) + 10)
            #expect(service.documents.count == service.dropbox.account.entries.count)
        }
    }
}
