import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import Testing
import Transport

@testable import SyncEngine

@Suite struct ContentSyncTests {
    typealias Entry = ScriptedSource.Entry

    private func file(_ number: Int, name: String? = nil, text: String = "hello") -> Entry {
        Entry(id: "id:\(number)", name: name ?? "file \(number).txt", content: "\(text) \(number)")
    }

    // MARK: What ends up in the index

    @Test func `what the source lists is in the index with its text`() async throws {
        try await withIndex { index in
            let report = try await index.sync([.page([file(1), file(2)]), .page([file(3)])])
            #expect(report.created == 3)
            let document = try #require(index.documents["id:1"])
            #expect(document["body"] == "hello 1")
            #expect(document["name"] == "file 1.txt")
            #expect(document["_timestamp"] == "2026-01-05T09:00:00Z")
            #expect(document["_attachment"] == nil)
        }
    }

    /// Of its own accord, the pipeline would keep 100,000 characters.
    @Test(arguments: [(0, 250_000), (199_999, 199_999), (3 << 20, 250_000)])
    func `the pipeline keeps as much text as a document may have`(limit: Int, kept: Int) async throws {
        try await withIndex { index in
            var index = index
            index.bulk.maximumTextDocumentBytes = limit
            let text = String(repeating: "abcd ", count: 50_000).dropLast() + "."
            try await index.sync([.page([ScriptedSource.Entry(id: "id:1", name: "long.txt", content: String(text))])])
            #expect(index.documents["id:1"]?["body"]?.stringValue.map { $0 == text.prefix(kept) } == true)
            #expect(index.documents["id:1"]?["_attachment_indexed_chars"] == nil)
        }
    }

    @Test func `a second sync with nothing changed fetches nothing and sends no document`() async throws {
        try await withIndex { index in
            let account: [ScriptedSource.Step] = [.page((1...600).map { file($0) })]
            try await index.sync(account)
            index.fake.clearRequests()
            let source = ScriptedSource(account)
            let report = try await index.sync(source)
            #expect(source.fetches.isEmpty)
            #expect(report.unchanged == 600)
            #expect(report.indexed == 0)
            #expect(!index.fake.requests.contains { $0.path.contains("_bulk") })
        }
    }

    @Test func `only metadata that differs is written, and the text stays`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1)])])
            let source = ScriptedSource([.page([file(1, name: "renamed.txt")])])
            let report = try await index.sync(source)
            #expect(source.fetches.isEmpty)
            #expect(report.updated == 1)
            #expect(index.documents["id:1"]?["name"] == "renamed.txt")
            #expect(index.documents["id:1"]?["body"] == "hello 1")
        }
    }

    @Test func `content that differs is fetched, and that alone`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1), file(2)])])
            let source = ScriptedSource([.page([file(1), file(2, text: "changed")])])
            let report = try await index.sync(source)
            #expect(source.fetches == ["id:2"])
            #expect(report.replaced == 1)
            #expect(index.documents["id:2"]?["body"] == "changed 2")
        }
    }

    @Test func `another pipeline setting writes every document again`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1)])])
            var changed = index
            changed.pipeline.reduceWhitespace = false
            let report = try await changed.sync([.page([file(1)])])
            #expect(report.replaced == 1)
        }
    }

    @Test func `a document without a time keeps the time at which it was first seen`() async throws {
        try await withIndex { index in
            var folder = Entry(id: "id:f", name: "folder", timestamp: nil)
            try await index.sync([.page([folder])])
            let first = try #require(index.documents["id:f"]?["_timestamp"])
            folder.name = "renamed"
            try await index.sync([.page([folder])])
            #expect(index.documents["id:f"]?["_timestamp"] == first)
            #expect(index.documents["id:f"]?["name"] == "renamed")
        }
    }

    @Test func `a document listed twice is fetched once, and its last state counts`() async throws {
        try await withIndex { index in
            let source = ScriptedSource([.page([file(1), file(1)]), .page([file(1, name: "last.txt")])])
            try await index.sync(source)
            #expect(source.fetches == ["id:1"])
            #expect(index.documents["id:1"]?["name"] == "last.txt")
            #expect(index.documents["id:1"]?["body"] == "hello 1")
        }
    }

    // MARK: Invariant: nothing is deleted on incomplete knowledge

    @Test func `nothing is deleted on incomplete knowledge`() async throws {
        try await withIndex { index in
            try await index.sync([.page((1...20).map { file($0) })])
            await #expect(throws: ScriptedSource.Broken.self) { try await index.sync([.page([file(1)]), .fail]) }
            #expect(index.documents.count == 20)
        }
    }

    @Test func `what a complete listing does not mention is deleted`() async throws {
        try await withIndex { index in
            try await index.sync([.page((1...20).map { file($0) })])
            let report = try await index.sync([.page((1...15).map { file($0) })])
            #expect(report.deleted == 5)
            #expect(index.documents.count == 15)
        }
    }

    @Test func `what was seen before a listing began again proves nothing`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1), file(2)])])
            let report = try await index.sync([.page([file(1), file(2)]), .startOver([file(2)])])
            #expect(report.deleted == 1)
            #expect(Set(index.documents.keys) == ["id:2"])
        }
    }

    @Test func `documents of others are left alone, those of the connector before are not`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1)])])
            try index.put("note", ["title": "somebody's own", "type": 7])
            try index.put("id:9", ["id": "id:9", "type": "File", "file_path": "/gone.txt", "name": "gone.txt"])
            let report = try await index.sync([.page([file(1)])])
            #expect(report.deleted == 1)
            #expect(Set(index.documents.keys) == ["id:1", "note"])
        }
    }

    @Test func `the brake applies everything but the deletions`() async throws {
        try await withIndex { index in
            try await index.sync([.page((1...200).map { file($0) })])
            await #expect(throws: DeletionsHeldBack(count: 199, total: 200, index: index.name)) {
                try await index.sync([.page([file(1), file(300)])])
            }
            #expect(index.documents.count == 201)
            var approved = index
            approved.brake.approved = 199
            let report = try await approved.sync([.page([file(1), file(300)])])
            #expect(report.deleted == 199)
            #expect(index.documents.count == 2)
        }
    }

    @Test func `a scope that was changed on purpose releases the brake`() async throws {
        try await withIndex { index in
            try await index.sync([.page((1...200).map { file($0) })])
            var rescoped = index
            rescoped.isScopeChanged = true
            let report = try await rescoped.sync([.page([file(1)])])
            #expect(report.deleted == 199)
        }
    }

    // MARK: Failures of single documents

    @Test func `content that cannot be had keeps the text that is there, and is tried again`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1)])])
            var changed = file(1, name: "renamed.txt", text: "changed")
            changed.failure = ContentUnavailable(reason: "failed", message: "HTTP 500")
            let report = try await index.sync([.page([changed])])
            #expect(report.contentFailures == ["failed": 1])
            #expect(report.firstFailures == ["/renamed.txt: HTTP 500"])
            #expect(index.documents["id:1"]?["body"] == "hello 1")
            #expect(index.documents["id:1"]?["name"] == "renamed.txt")
            changed.failure = nil
            try await index.sync([.page([changed])])
            #expect(index.documents["id:1"]?["body"] == "changed 1")
        }
    }

    @Test func `a new document whose content cannot be had is there without text, and is tried again`() async throws {
        try await withIndex { index in
            var broken = file(1)
            broken.failure = ContentUnavailable(reason: "failed", message: "HTTP 500")
            try await index.sync([.page([broken])])
            #expect(index.documents["id:1"]?["name"] == "file 1.txt")
            broken.failure = nil
            try await index.sync([.page([broken])])
            #expect(index.documents["id:1"]?["body"] == "hello 1")
        }
    }

    @Test func `an error that is not of one document ends the sync`() async throws {
        try await withIndex { index in
            var broken = file(1)
            broken.failure = ScriptedSource.Broken()
            await #expect(throws: ScriptedSource.Broken.self) { try await index.sync([.page([broken])]) }
        }
    }

    // MARK: Bounds

    @Test func `content in flight stays within the budget however many downloads are allowed`() async throws {
        try await withIndex { index in
            var tight = index
            tight.contentMemoryBudget = 100_000
            let text = String(repeating: "x", count: 20_000)
            let files = (1...40).map { Entry(id: "id:\($0)", name: "\($0).txt", content: text, version: "\($0)") }
            let sync = tight.contentSync(ScriptedSource([.page(files)]))
            try await sync.run()
            #expect(sync.counters.snapshot.created == 40)
            #expect(sync.budget.peak <= 100_000)
            #expect(sync.budget.used == 0)
        }
    }

    @Test func `a file larger than the whole budget passes alone`() async throws {
        try await withIndex { index in
            var tight = index
            tight.contentMemoryBudget = 1_000
            let files = (1...5).map {
                Entry(id: "id:\($0)", name: "\($0).txt", content: String(repeating: "x", count: 5_000), version: "\($0)")
            }
            let report = try await tight.sync([.page(files)])
            #expect(report.created == 5)
        }
    }

    @Test func `nothing is lost when the listing ends while the cluster is busy`() async throws {
        try await withIndex { index in
            var narrow = index
            narrow.bulk.maximumConcurrency = 1
            narrow.bulk.maximumLines = 4
            // Longer than operations wait for others, so that a flush is under way when the listing ends.
            index.fake.fail(matching: "PUT /_bulk", with: .delay(.milliseconds(700)), times: nil)
            let report = try await narrow.sync([.page((1...9).map { file($0) })])
            #expect(report.created == 9)
            #expect(index.documents.count == 9)
        }
    }

    @Test func `a cancelled sync ends at once and deletes nothing`() async throws {
        try await withIndex { index in
            try await index.sync([.page((1...20).map { file($0) })])
            let (started, start) = AsyncStream<Void>.makeStream()
            let task = Task {
                try await index.sync(ScriptedSource([.page([file(99)])]) { _ in
                    start.yield()
                    try await Task.sleep(for: .seconds(3600))
                })
            }
            for await _ in started { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(index.documents.count == 20)
        }
    }
}
