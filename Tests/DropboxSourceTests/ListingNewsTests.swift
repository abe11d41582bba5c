import FakeDropbox
import Foundation
import SyncEngine
import Synchronization
import Testing
import Transport

@testable import DropboxSource

/// What takes the place of something while a listing from the start is under way, and is told with its later pages:
/// nothing else says that what was listed there before is gone (reference section 4.3).
@Suite struct ListingNewsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Nothing is left to be told after the end.
        var isToldAtOnce = true
        var change: @Sendable (inout FakeAccount) throws -> Void
    }

    static let cases = [
        Case(testDescription: "a file for a file") { account in
            try account.delete("/a/1.txt")
            try account.write("/a/1.txt", "another")
        },
        Case(testDescription: "a file for a folder and what is in it") { account in
            try account.delete("/a")
            try account.write("/a", "no folder")
        },
        Case(testDescription: "a folder for a file") { account in
            try account.delete("/a/1.txt")
            try account.write("/a/1.txt/x.txt", "in a folder")
        },
        Case(testDescription: "a file that was listed, for one that was listed", isToldAtOnce: false) { account in
            try account.delete("/a/1.txt")
            try account.move("/a/2.txt", to: "/a/1.txt")
        },
        Case(testDescription: "a folder for a file that was there for a moment, in the place of a folder", isToldAtOnce: false) { account in
            try account.delete("/a")
            try account.write("/a", "for a moment")
            try account.delete("/a")
            try account.write("/a/new.txt", "new")
        },
        Case(testDescription: "two that change places") { account in
            try account.move("/a/1.txt", to: "/a/between.txt")
            try account.move("/a/2.txt", to: "/a/1.txt")
            try account.move("/a/between.txt", to: "/a/2.txt")
        },
    ]

    private func account() throws -> FakeAccount {
        var account = FakeAccount()
        for folder in ["a", "b"] { for number in 1...12 { try account.write("/\(folder)/\(number).txt", "text \(folder) \(number)") } }
        return account
    }

    private func withAccount(_ news: ListingNews, _ body: (SyncedAccount) async throws -> Void) async throws {
        var options = FakeDropboxOptions()
        options.listing.maximumEntries = 5
        options.listing.news = news
        try await withSyncedAccount(try account(), options: options, body)
    }

    /// The change happens when four pages have been listed: all of `/a`.
    private func listing(_ synced: SyncedAccount, _ change: Case) async throws {
        let pages = Mutex(0)
        try await synced.full(during: { request in
            guard request.url.path.hasSuffix("list_folder/continue") else { return }
            let number = pages.withLock { pages in
                pages += 1
                return pages
            }
            guard number == 4 else { return }
            do { try synced.dropbox.change { try change.change(&$0) } } catch { Issue.record(error) }
        })
    }

    private func paths(_ synced: SyncedAccount) -> Set<String> { Set(synced.dropbox.account.entries.map(\.pathDisplay)) }

    @Test(arguments: cases, ListingNews.allCases)
    func `what was replaced during a listing is not left over`(change: Case, news: ListingNews) async throws {
        try await withAccount(news) { synced in
            try await listing(synced, change)
            // What is told after the end is for the next sync.
            if news == .afterwards || !change.isToldAtOnce { try await synced.incremental() }
            #expect(Set(synced.paths.keys) == paths(synced))
            #expect(synced.documents.count == synced.dropbox.account.entries.count)
        }
    }

    @Test(arguments: cases)
    func `what was replaced is not left over when the listing was broken off in between`(change: Case) async throws {
        try await withAccount(.atOnceWithoutDeletions) { synced in
            synced.dropbox.fail("files/list_folder/continue", with: .serverError(), times: nil, afterRequests: 4)
            await #expect(throws: (any Error).self) { try await listing(synced, change) }
            synced.dropbox.clearFaults()
            #expect(synced.checkpoint.withLock { $0 } != nil)
            try await synced.full()
            #expect(Set(synced.paths.keys) == paths(synced))
            #expect(synced.documents.count == synced.dropbox.account.entries.count)
        }
    }
}
