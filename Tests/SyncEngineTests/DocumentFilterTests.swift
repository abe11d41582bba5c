import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import Testing

@testable import SyncEngine

@Suite struct DocumentFilterTests {
    typealias Entry = ScriptedSource.Entry

    private func file(_ number: Int) -> Entry {
        Entry(id: "id:\(number)", name: "file \(number).txt", content: "hello \(number)")
    }

    private let withoutTwo = DocumentFilter { $0.id == "id:2" ? "rule 1" : nil }

    @Test func `what a rule leaves out is neither fetched nor indexed`() async throws {
        try await withIndex { index in
            let source = ScriptedSource([.page([file(1), file(2), file(3)])])
            let report = try await index.sync(source, filter: withoutTwo)
            #expect(source.fetches.sorted() == ["id:1", "id:3"])
            #expect(index.documents.keys.sorted() == ["id:1", "id:3"])
            #expect(report.excluded == 1)
        }
    }

    @Test func `a full sync deletes what a rule leaves out`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1), file(2)])])
            let report = try await index.sync(ScriptedSource([.page([file(1), file(2)])]), filter: withoutTwo)
            #expect(index.documents.keys.sorted() == ["id:1"])
            #expect(report.deleted == 1)
        }
    }

    @Test func `an incremental sync deletes what a rule leaves out now, and counts no other`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1), file(2)])])
            let source = ScriptedSource([.page([file(2), file(4)])])
            let filter = DocumentFilter { ["id:2", "id:4"].contains($0.id) ? "rule 1" : nil }
            let report = try await index.sync(source, filter: filter, cursor: SourceCursor("1"))
            #expect(index.documents.keys.sorted() == ["id:1"])
            #expect(report.deleted == 1)
            #expect(report.excluded == 2)
        }
    }

    @Test func `a listing with a gap deletes nothing and says so`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1), file(2)])])
            let report = try await index.sync([.page([file(1)]), .gap("the search is capped")])
            #expect(index.documents.keys.sorted() == ["id:1", "id:2"])
            #expect(report.warnings == ["the search is capped"])
        }
    }
}
