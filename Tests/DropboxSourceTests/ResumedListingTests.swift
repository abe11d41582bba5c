import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Synchronization
import Testing

@testable import DropboxSource

/// Full syncs that do not come to their end, and those after them.
@Suite struct ResumedListingTests {
    /// `/a/001.txt` … , each with its own text.
    private func account(files: Int = 40) throws -> FakeAccount {
        var account = FakeAccount()
        for number in 1...files { try account.write(path(number), "text \(number)") }
        return account
    }

    private func path(_ number: Int) -> String { "/a/\(number + 100).txt" }

    /// Runs `body` after a first full sync whose listing failed at its sixth page of five entries.
    private func withInterruptedSync(_ body: (SyncedAccount) async throws -> Void) async throws {
        var options = FakeDropboxOptions()
        options.listing.maximumEntries = 5
        try await withSyncedAccount(try account(), options: options) { synced in
            try await interrupt(synced)
            try await body(synced)
        }
    }

    private func interrupt(_ synced: SyncedAccount) async throws {
        synced.dropbox.fail("files/list_folder/continue", with: .serverError(), times: nil, afterRequests: 5)
        await #expect(throws: (any Error).self) { try await synced.full() }
        synced.dropbox.clearFaults()
        synced.dropbox.clearRequests()
    }

    private func texts(_ synced: SyncedAccount) -> [String: String] {
        synced.paths.filter { $0.key.hasSuffix(".txt") }
    }

    @Test func `a listing that broke off is taken up where it was`() async throws {
        try await withInterruptedSync { synced in
            #expect(synced.checkpoint.withLock { $0 } != nil)
            let report = try await synced.full()
            #expect(report.resumption == "the listing that was begun before")
            #expect(synced.calls("files/list_folder") == 0)
            // Of 41 entries six pages of five were listed; and one call for what has changed since.
            #expect(synced.calls("files/list_folder/continue") == 4)
            #expect(synced.calls("files/download") == 41 - 30)
            #expect(synced.documents.count == 41)
            #expect(synced.checkpoint.withLock { $0 } == nil)
        }
    }

    @Test func `what changed in the part that was listed before is told with the rest`() async throws {
        try await withInterruptedSync { synced in
            let listed = texts(synced).keys.sorted()
            try #require(listed.count >= 20)
            let (changed, moved, deleted, replaced) = (listed[0], listed[1], listed[2], listed[3])
            try synced.dropbox.change {
                try $0.write(changed, "changed")
                try $0.move(moved, to: "/b/moved.txt")
                try $0.delete(deleted)
                try $0.delete(replaced)
                try $0.write(replaced, "another file")
            }
            try await synced.full()
            let expected = try await whole(synced)
            #expect(synced.paths == expected)
            #expect(synced.paths[changed] == "changed")
            #expect(synced.paths[deleted] == nil)
            #expect(synced.paths[replaced] == "another file")
        }
    }

    /// What a listing from the start makes of the account.
    private func whole(_ synced: SyncedAccount) async throws -> [String: String] {
        var paths: [String: String] = [:]
        try await withSyncedAccount(synced.dropbox.account) { other in
            try await other.full()
            paths = other.paths
        }
        return paths
    }

    @Test func `what was gone before the first part is deleted, because a listing over an index that had it is not taken up`() async throws {
        var options = FakeDropboxOptions()
        options.listing.maximumEntries = 5
        try await withSyncedAccount(try account(), options: options) { synced in
            try await synced.full()
            try synced.dropbox.change { try $0.delete(path(1)) }
            try await interrupt(synced)
            #expect(synced.checkpoint.withLock { $0 } == nil)
            let report = try await synced.full()
            #expect(report.resumption == nil)
            #expect(report.deleted == 1)
            #expect(synced.calls("files/download") == 0)
            #expect(synced.documents.count == 40)
        }
    }

    @Test func `a sync that is interrupted again and again comes to its end`() async throws {
        try await withInterruptedSync { synced in
            for pages in [1, 0, 2] {
                synced.dropbox.fail("files/list_folder/continue", with: .serverError(), times: nil, afterRequests: pages)
                await #expect(throws: (any Error).self) { try await synced.full() }
                synced.dropbox.clearFaults()
            }
            let report = try await synced.full()
            #expect(report.resumption != nil)
            #expect(synced.calls("files/list_folder") == 0)
            #expect(synced.documents.count == 41)
        }
    }

    @Test func `a checkpoint whose cursor is reset is not used, and the sync says so`() async throws {
        try await withInterruptedSync { synced in
            synced.dropbox.resetCursors()
            let report = try await synced.full()
            #expect(report.fullListingReason?.contains("reset") == true)
            #expect(report.resumption == nil)
            #expect(synced.calls("files/list_folder") == 1)
            #expect(synced.documents.count == 41)
        }
    }

    @Test func `a checkpoint is not used for an index that was deleted and made again`() async throws {
        try await withInterruptedSync { synced in
            try await ElasticsearchAdmin(synced.elasticsearch.url).delete(synced.index)
            let report = try await synced.full()
            #expect(report.fullListingReason?.contains("not the one") == true)
            #expect(synced.documents.count == 41)
        }
    }

    @Test func `a page counts only when everything of it is acknowledged`() async throws {
        var options = FakeDropboxOptions()
        options.listing.maximumEntries = 5
        try await withSyncedAccount(try account(), options: options) { synced in
            synced.elasticsearch.fail(matching: "_bulk", with: .status(500), times: nil)
            await #expect(throws: (any Error).self) { try await synced.full() }
            synced.elasticsearch.clearFaults()
            #expect(synced.checkpoint.withLock { $0 } == nil)
            try await synced.full()
            #expect(synced.documents.count == 41)
        }
    }

    @Test func `a document that could not be indexed before the checkpoint is tried again after it`() async throws {
        var options = FakeDropboxOptions()
        options.listing.maximumEntries = 5
        try await withSyncedAccount(try account(), options: options) { synced in
            var copy = synced.dropbox.account
            synced.elasticsearch.failBulkItems(with: 400, ids: try copy.write(path(2), "only for the id"))
            try await interrupt(synced)
            synced.elasticsearch.clearFaults()
            try await synced.full()
            #expect(synced.documents.count == 41)
        }
    }

    @Test func `an incremental sync takes up the listing too, when there is nothing else to go on from`() async throws {
        try await withInterruptedSync { synced in
            try await synced.incremental()
            #expect(synced.calls("files/list_folder") == 0)
            #expect(synced.documents.count == 41)
            #expect(synced.position.withLock { $0 } != nil)
        }
    }
}
