import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Testing

@testable import DropboxSource

/// The same content in several files.
@Suite struct ContentReuseTests {
    private func withAccount(
        _ files: [String: String], tune: @escaping @Sendable (inout SyncPlan) -> Void = { _ in },
        _ body: (SyncedAccount) async throws -> Void
    ) async throws {
        var account = FakeAccount()
        for (path, text) in files.sorted(by: { $0.key < $1.key }) { try account.write(path, text) }
        try await withSyncedAccount(account, tune: tune, body)
    }

    @Test(arguments: [1, 3, 2000])
    func `a thousand copies of a file cost one download, and come out as if each had been fetched`(pageSize: Int) async throws {
        let count = pageSize == 2000 ? 1000 : 50
        var files = ["/other.txt": "another text"]
        for number in 1...count { files["/copies/\(number % 7)/\(number).txt"] = "  the   same\n text  " }
        try await withAccount(files) { synced in
            synced.dropbox.configure { $0.listing.maximumEntries = pageSize }
            let report = try await synced.full()
            #expect(synced.calls("files/download") == 2)
            #expect((report.downloads, report.reused) == (2, count - 1))
            let account = synced.dropbox.account
            try await withSyncedAccount(account, tune: { $0.reusesTexts = false }) { fetched in
                try await fetched.full()
                #expect(fetched.calls("files/download") == count + 1)
                #expect(synced.documents.mapValues(\.withoutTime) == fetched.documents.mapValues(\.withoutTime))
            }
            synced.dropbox.clearRequests()
            #expect(try await synced.full().unchanged == files.count + 8)
            #expect(synced.calls("files/download") == 0)
        }
    }

    @Test func `a copy of an indexed file costs no download`() async throws {
        try await withAccount(["/a.txt": "text", "/b.txt": "other"]) { synced in
            try await synced.full()
            synced.dropbox.clearRequests()
            try synced.dropbox.change {
                _ = try $0.copy("/a.txt", to: "/copy.txt")
                try $0.delete("/b.txt")
                try $0.write("/uploaded again.txt", "other")
            }
            let report = try await synced.incremental()
            #expect(synced.calls("files/download") == 0)
            #expect(report.reused == 2)
            #expect(synced.paths == ["/a.txt": "text", "/copy.txt": "text", "/uploaded again.txt": "other"])
            try synced.dropbox.change { _ = try $0.copy("/a.txt", to: "/another copy.txt") }
            try await synced.full()
            #expect(synced.calls("files/download") == 0)
            #expect(synced.paths["/another copy.txt"] == "text")
        }
    }

    @Test func `the same bytes under another extension are read in another way, and fetched`() async throws {
        try await withAccount(["/a.txt": "<p>text</p>"]) { synced in
            try await synced.full()
            synced.dropbox.clearRequests()
            try synced.dropbox.change { _ = try $0.copy("/a.txt", to: "/a.html") }
            try await synced.incremental()
            #expect(synced.calls("files/download") == 1)
        }
    }

    @Test func `where the pipeline has made more than a text, a copy is fetched`() async throws {
        try await withAccount(["/a.txt": "text"]) { synced in
            try await synced.full()
            let id = try #require(synced.documents.keys.first)
            try synced.elasticsearch.update(id, in: synced.index, with: ["attachment": ["author": "Ada"]])
            synced.dropbox.clearRequests()
            try synced.dropbox.change { _ = try $0.copy("/a.txt", to: "/copy.txt") }
            try await synced.incremental()
            #expect(synced.calls("files/download") == 1)
        }
    }

    @Test func `what an older setting of the extraction made is not reused`() async throws {
        try await withAccount(["/a.txt": "text"]) { synced in
            try await synced.full()
            let id = try #require(synced.documents.keys.first)
            let fingerprint = try #require(synced.documents[id]?["_fingerprint"]?.stringValue)
            let other = "abc\(fingerprint.drop { $0 != "-" })"
            try synced.elasticsearch.update(id, in: synced.index, with: ["_fingerprint": .string(other)])
            synced.dropbox.clearRequests()
            try synced.dropbox.change { _ = try $0.copy("/a.txt", to: "/copy.txt") }
            try await synced.incremental()
            #expect(synced.calls("files/download") == 1)
        }
    }

    @Test func `copies of a file that cannot be fetched are tried themselves`() async throws {
        try await withAccount(["/1.txt": "text", "/2.txt": "text", "/3.txt": "text"]) { synced in
            let first = try #require(synced.dropbox.account.entries.first?.id)
            synced.dropbox.fail("files/download", with: .serverError(), times: nil, whereArgumentContains: first)
            try await synced.full()
            #expect(synced.paths.values.sorted() == ["", "text", "text"])
            synced.dropbox.clearFaults()
            try await synced.full()
            #expect(synced.paths.values.sorted() == ["text", "text", "text"])
        }
    }
}

extension JSON {
    /// A folder's document tells when it was first seen.
    fileprivate var withoutTime: JSON {
        guard self["type"] == "Folder", case .object(var members) = self else { return self }
        members["_timestamp"] = Optional.none
        return .object(members)
    }
}
