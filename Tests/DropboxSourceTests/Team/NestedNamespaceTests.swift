import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Synchronization
import Testing

@testable import DropboxSource

/// A personal account: folders that are shared with it are namespaces inside of its own.
@Suite struct NestedNamespaceTests {
    private func account() throws -> FakeAccount {
        var account = FakeAccount()
        try account.write("/own.txt", "own")
        for number in 1...3 { try account.write("/Shared/\(number).txt", "shared \(number)") }
        try account.write("/Shared/Inner/deep.txt", "deep")
        try account.createFolder("/Empty")
        try account.share("/Shared/Inner", FakeFolderSharing(id: "112"))
        try account.share("/Shared", FakeFolderSharing(id: "111"))
        try account.share("/Empty", FakeFolderSharing(id: "113"))
        return account
    }

    private let texts = ["deep", "own", "shared 1", "shared 2", "shared 3"]

    @Test(arguments: NamespaceCrossing.allCases, [false, true])
    func `what the listing does not go into is listed by itself`(crossing: NamespaceCrossing, childrenFirst: Bool) async throws {
        var options = FakeDropboxOptions()
        options.listing.crossing = crossing
        options.listing.childrenBeforeParents = childrenFirst
        try await withSyncedAccount(try account(), options: options) { synced in
            try await synced.full()
            #expect(synced.texts == texts)
            #expect(synced.paths["/Shared/Inner/deep.txt"] == "deep")
            #expect(Set(synced.listed).count == synced.listed.count)
            #expect(synced.listed.contains("ns:111") == (crossing == .never))
            synced.dropbox.clearRequests()
            try synced.dropbox.change {
                try $0.write("/Shared/4.txt", "shared 4")
                try $0.delete("/Shared/1.txt")
                try $0.write("/Empty/first.txt", "first")
                try $0.write("/Shared/Inner/more.txt", "more")
            }
            let report = try await synced.incremental()
            #expect(report.fullListingReason == nil)
            #expect(synced.texts == ["deep", "first", "more", "own", "shared 2", "shared 3", "shared 4"])
            #expect(synced.listed.isEmpty)
        }
    }

    @Test(arguments: NamespaceCrossing.allCases)
    func `a folder that is shared, moved, or left later is followed`(crossing: NamespaceCrossing) async throws {
        var options = FakeDropboxOptions()
        options.listing.crossing = crossing
        try await withSyncedAccount(try account(), options: options) { synced in
            try await synced.full()
            try synced.dropbox.change {
                try $0.createFolder("/New")
                try $0.write("/New/a.txt", "new")
                try $0.share("/New", FakeFolderSharing(id: "114"))
                try $0.move("/Shared", to: "/Moved")
            }
            try await synced.incremental()
            #expect(synced.texts == (texts + ["new"]).sorted())
            #expect(synced.paths["/Moved/Inner/deep.txt"] == "deep")
            #expect(synced.paths.keys.allSatisfy { !$0.hasPrefix("/Shared") })
            try synced.dropbox.change { try $0.delete("/Moved") }
            try await synced.incremental()
            #expect(synced.texts == ["new", "own"])
            let full = try await synced.full()
            #expect((full.indexed, full.deleted) == (0, 0))
        }
    }

    @Test func `an account without shared folders has the cursor that Dropbox gave`() async throws {
        var account = FakeAccount()
        try account.write("/a.txt", "a")
        try await withSyncedAccount(account) { synced in
            try await synced.full()
            let cursor = synced.position.withLock { $0?.cursor.text }
            #expect(cursor?.hasPrefix("AAH") == true)
        }
    }
}
