import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

/// Jobs that come to their end in another process than they began in.
@Suite struct SuspendedJobTests {
    /// Runs `body` after a first full sync was suspended in the middle of its listing, six pages of ten into it.
    private func withSuspendedJob(_ body: (TestService) async throws -> Void) async throws {
        try await withTestService(.generated(files: 100, size: 50, seed: 8)) { service in
            try service.createConnector()
            service.dropbox.configure { $0.listing.maximumEntries = 10 }
            service.dropbox.fail("files/list_folder/continue", with: .delay(.seconds(3600)), times: nil, afterRequests: 5)
            try await service.run { service in
                try service.requestSync("j1")
                _ = try await eventually { service.documents.count >= 60 ? true : nil }
            }
            #expect(service.job("j1")["status"] == "suspended")
            service.dropbox.clearFaults()
            service.dropbox.clearRequests()
            try await body(service)
        }
    }

    private func time(_ json: JSON?) -> Date? { json?.stringValue.flatMap(Timestamp.parse) }

    private func calls(_ route: String, _ service: TestService) -> Int {
        service.dropbox.requests.count { $0.route == route }
    }

    @Test func `a suspended job goes on where it was, and keeps its counters and its start`() async throws {
        try await withSuspendedJob { service in
            let suspended = service.job("j1")
            #expect(suspended["indexed_document_count"] == 60)
            let count = service.dropbox.account.entries.count
            try await service.run { service in
                let job = try await service.wait(for: "j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
                #expect(time(job["started_at"]) == time(suspended["started_at"]))
                #expect(job["indexed_document_count"] == .int(count))
                #expect(job["metadata"]?["report"]?["listed"] == .int(count))
                #expect(job["metadata"]?["report"]?["resumed"]?.stringValue?.contains("j1") == true)
                _ = try await eventually { service.connector["last_sync_status"] == "completed" ? true : nil }
            }
            #expect(calls("files/list_folder", service) == 0)
            #expect(calls("files/list_folder/continue", service) == (count - 60 + 9) / 10 + 1)
            #expect(service.documents.count == count)
            #expect(service.log.contains { $0.hasPrefix("Going on with the listing that sync job j1 began") })
            #expect(service.connector["sync_cursor"]?["checkpoint"] == .null)
            #expect(service.connector["sync_cursor"]?["position"]?["cursor"]?.stringValue != nil)
        }
    }

    @Test func `a job that is suspended before it has begun anew keeps what it had counted`() async throws {
        try await withSuspendedJob { service in
            service.dropbox.fail("users/get_current_account", with: .delay(.seconds(3600)), times: nil)
            try await service.run { service in
                try await service.wait(for: "j1", ["in_progress"])
            }
            #expect(service.job("j1")["status"] == "suspended")
            #expect(service.job("j1")["indexed_document_count"] == 60)
        }
    }

    @Test(arguments: ["full", "incremental"])
    func `after a crash the next job goes on from the checkpoint`(type: String) async throws {
        try await withSuspendedJob { service in
            try service.changeJob("j1", ["status": "error"])
            try service.changeConnector(["last_sync_status": "error"])
            try await service.run { service in
                let job = try await service.sync("j2", type: type)
                #expect(job["metadata"]?["report"]?["resumed"]?.stringValue?.contains("j1") == true)
            }
            #expect(calls("files/list_folder", service) == 0)
            #expect(service.documents.count == service.dropbox.account.entries.count)
        }
    }

    @Test func `a checkpoint of another path is not used, and the job says why`() async throws {
        try await withSuspendedJob { service in
            let folder = try #require(service.dropbox.account.entries.first { $0.isFolder }?.pathDisplay)
            try service.changeJob("j1", ["status": "canceled"])
            try service.changeConnector(["configuration": ["path": ["value": .string(folder)]]])
            try await service.run { service in
                let job = try await service.sync("j2")
                let reason = job["metadata"]?["report"]?["full_listing_reason"]?.stringValue
                #expect(reason?.contains("another path") == true, "\(reason ?? "")")
            }
            #expect(calls("files/list_folder", service) == 1)
        }
    }

    @Test func `a checkpoint that is too old is not used`() async throws {
        try await withSuspendedJob { service in
            try service.changeConnector(["sync_cursor": ["checkpoint": ["begun": "2020-01-01T00:00:00Z"]]])
            try await service.run { service in
                let job = try await service.wait(for: "j1")
                #expect(job["metadata"]?["report"]?["full_listing_reason"]?.stringValue?.contains("days old") == true)
            }
            #expect(calls("files/list_folder", service) == 1)
        }
    }

    @Test func `an account that gets another root in the middle of a sync is looked up and listed anew`() async throws {
        try await withTestService(.generated(files: 60, size: 0, seed: 4)) { service in
            try service.createConnector()
            service.dropbox.configure { $0.listing.maximumEntries = 10 }
            let body = """
                {"error_summary": "invalid_root/..", "error": {".tag": "invalid_root", "invalid_root": {".tag": "user", \
                "root_namespace_id": "9000002", "home_namespace_id": "9000002"}}}
                """
            service.dropbox.fail(
                "files/list_folder/continue", with: .answer(status: 422, headers: [], body: Data(body.utf8)), afterRequests: 2)
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? nil)")
                #expect(job["indexed_document_count"] == .int(service.dropbox.account.entries.count))
            }
            #expect(calls("users/get_current_account", service) >= 2)
            #expect(calls("files/list_folder", service) == 2)
            #expect(service.documents.count == service.dropbox.account.entries.count)
        }
    }
}
