import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Synchronization
import Testing

@testable import DropboxSource

@Suite struct IncrementalSyncTests {
    /// `/a/1.txt` … `/a/n.txt`, each with its own text.
    private func account(files: Int = 3) throws -> FakeAccount {
        var account = FakeAccount()
        for number in 1...files { try account.write("/a/\(number).txt", "text \(number)") }
        return account
    }

    @Test func `only what changed crosses the wire`() async throws {
        try await withSyncedAccount(try account(files: 30)) { synced in
            try await synced.full()
            try synced.dropbox.change {
                try $0.write("/a/2.txt", "changed")
                try $0.write("/b/new.txt", "new")
            }
            synced.dropbox.clearRequests()
            synced.elasticsearch.clearRequests()
            let report = try await synced.incremental()
            #expect(synced.paths["/a/2.txt"] == "changed")
            #expect(synced.paths["/b/new.txt"] == "new")
            #expect(synced.documents.count == 33)
            #expect((report.listed, report.created, report.replaced) == (3, 2, 1))
            #expect(synced.calls("files/list_folder/continue") == 1)
            #expect(synced.calls("files/list_folder") == 0)
            #expect(synced.calls("files/download") == 2)
            #expect(!synced.elasticsearch.requests.contains { $0.path.contains("_count") })
        }
    }

    @Test func `with no change an incremental sync is one call, and searches nothing`() async throws {
        try await withSyncedAccount(try account()) { synced in
            try await synced.full()
            synced.dropbox.clearRequests()
            synced.elasticsearch.clearRequests()
            try await synced.incremental()
            #expect(synced.calls("files/list_folder/continue") == 1)
            #expect(synced.calls("files/download") == 0)
            #expect(!synced.elasticsearch.requests.contains { $0.path.contains("_search") || $0.path.contains("_pit") })
        }
    }

    @Test(arguments: [1, 2, 2000])
    func `a moved file or folder gets its new path and is not fetched again`(pageSize: Int) async throws {
        try await withSyncedAccount(try account(files: 8)) { synced in
            try await synced.full()
            synced.dropbox.configure { $0.listing.maximumEntries = pageSize }
            try synced.dropbox.change { try $0.move("/a", to: "/moved/b") }
            synced.dropbox.clearRequests()
            let report = try await synced.incremental()
            #expect(synced.calls("files/download") == 0)
            #expect(report.deleted == 0)
            #expect(synced.paths.keys.filter { $0.hasPrefix("/a") }.isEmpty)
            #expect(synced.paths["/moved/b/8.txt"] == "text 8")
        }
    }

    @Test(arguments: [1, 2000])
    func `a deleted folder takes everything below it, and nothing beside it`(pageSize: Int) async throws {
        var account = try account(files: 5)
        try account.write("/a/deep/er/x.txt", "x")
        try account.write("/ab/keep.txt", "keep")
        try account.write("/A b/keep.txt", "keep")
        try await withSyncedAccount(account) { synced in
            try await synced.full()
            synced.dropbox.configure { $0.listing.maximumEntries = pageSize }
            try synced.dropbox.change { try $0.delete("/a") }
            let report = try await synced.incremental()
            #expect(report.deleted == 9)
            #expect(Set(synced.paths.keys) == ["/ab", "/ab/keep.txt", "/A b", "/A b/keep.txt"])
        }
    }

    @Test func `a folder of more documents than a page of the index is deleted whole`() async throws {
        try await withSyncedAccount(.generated(files: 2500, size: 10)) { synced in
            try synced.dropbox.change { for number in 1...1200 { try $0.write("/big/\(number).png", "x") } }
            try await synced.full()
            let before = synced.documents.count
            try synced.dropbox.change { try $0.delete("/big") }
            try await synced.incremental()
            #expect(synced.documents.count == before - 1201)
        }
    }

    @Test(arguments: [1, 2000])
    func `what is deleted and made again is there with its new content`(pageSize: Int) async throws {
        try await withSyncedAccount(try account()) { synced in
            try await synced.full()
            synced.dropbox.configure { $0.listing.maximumEntries = pageSize }
            try synced.dropbox.change {
                try $0.delete("/a")
                try $0.write("/a/1.txt", "again")
            }
            try await synced.incremental()
            #expect(synced.paths == ["/a": "", "/a/1.txt": "again"])
        }
    }

    @Test(arguments: [1, 2000])
    func `a file in the place of a folder drops what was in it, and the other way round`(pageSize: Int) async throws {
        try await withSyncedAccount(try account()) { synced in
            try await synced.full()
            synced.dropbox.configure { $0.listing.maximumEntries = pageSize }
            try synced.dropbox.change {
                try $0.delete("/a")
                try $0.write("/a", "no folder any more")
            }
            try await synced.incremental()
            #expect(synced.paths == ["/a": "no folder any more"])
            try synced.dropbox.change {
                try $0.delete("/a")
                try $0.write("/a/1.txt", "a folder again")
            }
            try await synced.incremental()
            #expect(synced.paths == ["/a": "", "/a/1.txt": "a folder again"])
        }
    }

    @Test(arguments: [1, 2000])
    func `two files that change places keep their texts`(pageSize: Int) async throws {
        try await withSyncedAccount(try account()) { synced in
            try await synced.full()
            synced.dropbox.configure { $0.listing.maximumEntries = pageSize }
            try synced.dropbox.change {
                try $0.move("/a/1.txt", to: "/a/t.txt")
                try $0.move("/a/2.txt", to: "/a/1.txt")
                try $0.move("/a/t.txt", to: "/a/2.txt")
            }
            try await synced.incremental()
            #expect(synced.paths == ["/a": "", "/a/1.txt": "text 2", "/a/2.txt": "text 1", "/a/3.txt": "text 3"])
        }
    }

    @Test func `what was put into the index by others stays where a folder was deleted`() async throws {
        try await withSyncedAccount(try account()) { synced in
            try await synced.full()
            try synced.elasticsearch.seed(["note": ["path_lower": "/a/note", "path_hierarchy": ["/", "/a"]]], in: synced.index)
            try synced.dropbox.change { try $0.delete("/a") }
            try await synced.incremental()
            #expect(Set(synced.documents.keys) == ["note"])
        }
    }

    // MARK: The cursor

    @Test func `a reset cursor lists everything, and says so`() async throws {
        try await withSyncedAccount(try account()) { synced in
            try await synced.full()
            try synced.dropbox.change { try $0.delete("/a/1.txt") }
            synced.dropbox.resetCursors()
            synced.dropbox.clearRequests()
            let report = try await synced.incremental()
            #expect(report.fullListingReason?.contains("reset") == true)
            #expect(synced.calls("files/list_folder") == 1)
            #expect(synced.calls("files/download") == 0)
            #expect(synced.documents.count == 3)
        }
    }

    @Test func `a cursor is not used for an index that was deleted and made again`() async throws {
        try await withSyncedAccount(try account()) { synced in
            try await synced.full()
            try await ElasticsearchAdmin(synced.elasticsearch.url).delete(synced.index)
            let report = try await synced.incremental()
            #expect(report.fullListingReason?.contains("not the one") == true)
            #expect(synced.documents.count == 4)
        }
    }

    @Test func `a cursor of a folder that is gone ends in an error, and nothing is deleted`() async throws {
        try await withSyncedAccount(try account(), path: "/a") { synced in
            try await synced.full()
            try synced.dropbox.change { try $0.move("/a", to: "/b") }
            await #expect(throws: PathUnusable.self) { try await synced.incremental() }
            #expect(synced.documents.count == 3)
        }
    }

    @Test func `a sync that dies at the ninth page of ten goes on from there`() async throws {
        try await withSyncedAccount(try account()) { synced in
            try await synced.full()
            synced.dropbox.configure { $0.listing.maximumEntries = 2 }
            try synced.dropbox.change { for number in 1...20 { try $0.write("/a/new \(number).txt", "new \(number)") } }
            synced.dropbox.fail("files/list_folder/continue", with: .serverError(), times: nil, afterRequests: 9)
            await #expect(throws: (any Error).self) { try await synced.incremental() }
            synced.dropbox.clearFaults()
            synced.dropbox.clearRequests()
            try await synced.incremental()
            // The page that was under way when it died, the tenth, and the one behind it that was listed ahead.
            #expect(synced.calls("files/list_folder/continue") <= 3)
            #expect(synced.calls("files/download") <= 6)
            #expect(synced.documents.count == 24)
        }
    }

    @Test func `a cursor is saved after everything before it is acknowledged`() async throws {
        try await withSyncedAccount(try account()) { synced in
            try await synced.full()
            let before = synced.position.withLock { $0 }
            try synced.dropbox.change { try $0.write("/a/new.txt", "new") }
            synced.elasticsearch.fail(matching: "_bulk", with: .status(500), times: nil)
            await #expect(throws: (any Error).self) { try await synced.incremental() }
            #expect(synced.position.withLock { $0 } == before)
            synced.elasticsearch.clearFaults()
            try await synced.incremental()
            #expect(synced.paths["/a/new.txt"] == "new")
        }
    }

    @Test func `a document that could not be indexed is tried again, though the feed does not mention it`() async throws {
        try await withSyncedAccount(try account()) { synced in
            try await synced.full()
            try synced.dropbox.change {
                try $0.write("/a/refused.txt", "refused")
                try $0.write("/a/broken.txt", "broken")
            }
            synced.elasticsearch.failBulkItems(with: 400, ids: try id(of: "/a/refused.txt", synced))
            synced.dropbox.fail(
                "files/download", with: .serverError(), times: nil, whereArgumentContains: try id(of: "/a/broken.txt", synced))
            let report = try await synced.incremental()
            #expect(report.failed == 1)
            #expect(synced.paths["/a/broken.txt"] == "")
            synced.dropbox.clearFaults()
            try await synced.incremental()
            #expect(synced.paths["/a/refused.txt"] == "refused")
            #expect(synced.paths["/a/broken.txt"] == "broken")
            #expect(synced.position.withLock { $0?.retry } == [])
        }
    }

    private func id(of path: String, _ synced: SyncedAccount) throws -> String {
        var copy = synced.dropbox.account
        return try copy.write(path, "only for the id")
    }

    @Test func `where paths cannot be searched for, everything is listed`() async throws {
        try await withSyncedAccount(try account()) { synced in
            try await ElasticsearchAdmin(synced.elasticsearch.url).create(
                synced.index, mappings: ["properties": ["path_lower": ["type": "text"]]])
            try await synced.full()
            try synced.dropbox.change { try $0.delete("/a/1.txt") }
            let report = try await synced.incremental()
            #expect(report.fullListingReason?.contains("path_lower") == true)
            #expect(synced.documents.count == 3)
        }
    }

    // MARK: The call budget of design.md

    @Test func `call budget: full, second full, resumed and incremental`() async throws {
        try await withSyncedAccount(.generated(files: 4100, size: 20)) { synced in
            try synced.dropbox.change { for number in 1...300 { try $0.write("/t/\(number).txt", "text \(number)") } }
            func listingCalls() -> Int { synced.calls("files/list_folder") + synced.calls("files/list_folder/continue") }
            // Dies half-way.
            await #expect(throws: (any Error).self) { try await synced.full(requests: 1500) }
            let first = synced.calls("files/download")
            synced.dropbox.clearRequests()
            let resumed = try await synced.full()
            let listing = (synced.documents.count + 1999) / 2000 + 1
            #expect(listingCalls() <= listing)
            let extracted = synced.documents.values.count { document in
                document["type"] == "File"
                    && document["extension"]?.stringValue.map { ContentRules.standardExtensions.contains($0) } ?? true
            }
            // What was on its way when it died is fetched again: three downloads, and the requests being filled.
            #expect(first + synced.calls("files/download") <= extracted + 300)
            #expect(resumed.unchanged > 0)
            synced.dropbox.clearRequests()
            try await synced.full()
            #expect(listingCalls() <= listing)
            #expect(synced.calls("files/download") == 0)
            try synced.dropbox.change { for number in 1...50 { try $0.write("/t/\(number).txt", "changed \(number)") } }
            synced.dropbox.clearRequests()
            try await synced.incremental()
            #expect(listingCalls() <= 2)
            #expect(synced.calls("files/download") == 50)
        }
    }
}
