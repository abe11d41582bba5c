import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Testing
import Transport

@testable import DropboxSource

@Suite struct ReceivedFilesTests {
    static func url(_ name: String) -> String { "https://www.dropbox.com/scl/fi/\(name)" }

    /// An account with a file of its own, and one for each of `names` that others have shared with it.
    private func account(_ names: [String]) throws -> FakeAccount {
        var account = FakeAccount()
        try account.write("/own.txt", "own")
        for name in names { Self.receive(name, in: &account) }
        return account
    }

    private static func receive(_ name: String, in account: inout FakeAccount) {
        let id = "id:received-\(name)"
        account.receivedFiles.append(FakeReceivedFile(id: id, name: name, previewURL: url(name)))
        account.sharedLinks.append(FakeSharedLink(url: url(name), id: id, name: name, content: .text("text of \(name)")))
    }

    private let resolving = "sharing/get_shared_link_metadata"

    @Test func `a received file is indexed with its link and its text, as Elastic's connector writes it`() async throws {
        var account = try account(["plan.txt"])
        account.sharedLinks[0].expires = "2030-01-01T00:00:00Z"
        account.sharedLinks[0].audience = "team"
        try await withSyncedAccount(account) { synced in
            try await synced.full()
            let document = try #require(synced.documents["id:received-plan.txt"])
            #expect(document["type"] == "File")
            #expect(document["id"] == "id:received-plan.txt")
            #expect(document["url"] == .string(Self.url("plan.txt")))
            #expect(document["preview_url"] == .string(Self.url("plan.txt")))
            #expect(document["file_path"] == nil)
            #expect(document["path_lower"] == nil)
            #expect(document["body"] == "text of plan.txt")
            #expect(document["size"] == 16)
            #expect(document["time_invited"] == "2026-01-20T00:00:00Z")
            #expect(document["link_expires"] == "2030-01-01T00:00:00Z")
            #expect(document["link_audience"] == "team")
            #expect(document["_timestamp"] == "2026-01-05T09:00:03Z")
            let again = try await synced.full()
            #expect((again.indexed, again.deleted) == (0, 0))
        }
    }

    @Test func `one that cannot be opened is left out and counted, and the others are there`() async throws {
        var account = try account(["a.txt", "b.txt", "c.txt"])
        account.sharedLinks.removeAll { $0.name == "b.txt" }
        account.sharedLinks[1].isFolder = true
        try await withSyncedAccount(account) { synced in
            let report = try await synced.full()
            #expect(synced.texts == ["own", "text of a.txt"])
            #expect(report.warnings.count == 1 && report.warnings[0].contains("2 received files"))
        }
    }

    @Test func `one that could not be opened this time stays as it is indexed`() async throws {
        try await withSyncedAccount(try account(["a.txt", "b.txt"])) { synced in
            try await synced.full()
            synced.dropbox.fail(resolving, with: .serverError(), times: 3)
            let report = try await synced.full()
            #expect(synced.texts == ["own", "text of a.txt", "text of b.txt"])
            #expect(report.deleted == 0)
        }
    }

    @Test(arguments: [nil, 1, 2] as [Int?])
    func `an incremental sync asks for the list, and opens only what is new`(pageSize: Int?) async throws {
        try await withSyncedAccount(try account(["a.txt", "b.txt", "c.txt"])) { synced in
            try await synced.full()
            synced.dropbox.configure { $0.sharing.maximumItems = pageSize }
            synced.dropbox.clearRequests()
            try await synced.incremental()
            #expect(synced.calls(resolving) == 0)
            #expect(synced.calls("sharing/list_received_files") == 1)
            synced.dropbox.change { account in
                Self.receive("d.txt", in: &account)
                account.receivedFiles.removeAll { $0.name == "b.txt" }
            }
            synced.dropbox.clearRequests()
            let report = try await synced.incremental()
            #expect(synced.calls(resolving) == 1)
            #expect(synced.texts == ["own", "text of a.txt", "text of c.txt", "text of d.txt"])
            #expect((report.created, report.deleted) == (1, 1))
        }
    }

    @Test(arguments: [true, false])
    func `what is missing from a list that breaks off is not gone`(isFull: Bool) async throws {
        try await withSyncedAccount(try account(["a.txt", "b.txt", "c.txt"])) { synced in
            try await synced.full()
            synced.dropbox.configure { $0.sharing.maximumItems = 1 }
            synced.dropbox.fail("sharing/list_received_files/continue", with: .serverError(), times: nil, afterRequests: 1)
            await #expect(throws: (any Error).self) {
                if isFull { try await synced.full() } else { try await synced.incremental() }
            }
            #expect(synced.texts == ["own", "text of a.txt", "text of b.txt", "text of c.txt"])
        }
    }

    @Test func `without the scope they are a warning, and what is indexed of them stays`() async throws {
        try await withSyncedAccount(try account(["a.txt"])) { synced in
            try await synced.full()
            synced.dropbox.fail(
                "sharing/list_received_files",
                with: .answer(
                    status: 401, headers: [("Content-Type", "application/json")],
                    body: Data(#"{"error_summary":"missing_scope/..","error":{".tag":"missing_scope","required_scope":"sharing.read"}}"#.utf8)),
                times: nil)
            let report = try await synced.full()
            #expect(report.warnings.count == 1 && report.warnings[0].contains("sharing.read"))
            #expect(synced.texts == ["own", "text of a.txt"])
        }
    }

    @Test func `one that is in a folder of the account as well is there once, where it is mounted`() async throws {
        var account = try account([])
        let id = try account.write("/Shared/both.txt", "both")
        account.receivedFiles = [FakeReceivedFile(id: id, name: "both.txt", previewURL: Self.url("both.txt"))]
        account.sharedLinks = [FakeSharedLink(url: Self.url("both.txt"), id: id, name: "both.txt", content: .text("both"))]
        try await withSyncedAccount(account) { synced in
            try await synced.full()
            #expect(synced.documents[id]?["file_path"] == "/Shared/both.txt")
            #expect(synced.texts == ["both", "own"])
            // It leaves the folder, and is only received from then on.
            try synced.dropbox.change { try $0.delete("/Shared") }
            try await synced.incremental()
            try await synced.full()
            #expect(synced.documents[id]?["url"] == .string(Self.url("both.txt")))
            #expect(synced.documents[id]?["file_path"] == nil)
        }
    }

    @Test func `a file that is mounted later loses its link, and is not withdrawn with it`() async throws {
        var account = try account([])
        try account.createFolder("/Folder")
        // Outside of what is listed, so that it is only received.
        let id = try account.write("/Elsewhere/later.txt", "later")
        account.receivedFiles = [FakeReceivedFile(id: id, name: "later.txt", previewURL: Self.url("later.txt"))]
        account.sharedLinks = [FakeSharedLink(url: Self.url("later.txt"), id: id, name: "later.txt", content: .text("later"))]
        try await withSyncedAccount(account, path: "/Folder") { synced in
            try await synced.full()
            #expect(synced.documents[id]?["url"] == .string(Self.url("later.txt")))
            try synced.dropbox.change {
                try $0.move("/Elsewhere/later.txt", to: "/Folder/later.txt")
                $0.receivedFiles = []
            }
            for _ in 1...2 {
                try await synced.incremental()
                #expect(synced.documents[id]?["file_path"] == "/Folder/later.txt")
                #expect(synced.documents[id]?["url"] == nil)
            }
        }
    }

    @Test func `one that is received no longer goes with the next incremental sync`() async throws {
        try await withSyncedAccount(try account(["a.txt", "b.txt"])) { synced in
            try await synced.full()
            synced.dropbox.change { $0.receivedFiles.removeFirst() }
            try await synced.incremental()
            #expect(synced.texts == ["own", "text of b.txt"])
        }
    }

    @Test func `documents of Elastic's connector for received files are taken over, and cleaned`() async throws {
        try await withSyncedAccount(try account(["a.txt"])) { synced in
            try await synced.full()
            let ours = try #require(synced.documents["id:received-a.txt"])
            let client = ElasticsearchClient(
                options: ElasticsearchOptions(host: synced.elasticsearch.url), transport: URLSessionTransport(options: TransportOptions()))
            for (id, name) in [("id:received-a.txt", "a.txt"), ("id:received-old.txt", "old.txt")] {
                let document: JSON = [
                    "id": .string(id), "type": "File", "name": .string(name), "url": .string(Self.url(name)), "size": 1,
                ]
                _ = try await client.bulk([.index(id: id, document: document.data())], index: synced.index, pipeline: nil)
            }
            try await synced.full()
            #expect(synced.documents["id:received-old.txt"] == nil)
            #expect(synced.documents["id:received-a.txt"]?["_fingerprint"] == ours["_fingerprint"])
        }
    }

    @Test func `whatever folder is configured, they are indexed; under advanced rules they are not`() async throws {
        var account = try account(["a.txt"])
        try account.write("/Folder/in.txt", "in")
        try await withSyncedAccount(account, path: "/Folder") { synced in
            try await synced.full()
            #expect(synced.texts == ["in", "text of a.txt"])
        }
        try await withRuledAccount(account) { ruled in
            try await ruled.sync([["include": ["path": "/Folder/**"]]])
            #expect(ruled.documents.count == 1)
            #expect(ruled.count("sharing/list_received_files") == 0)
        }
    }
}
