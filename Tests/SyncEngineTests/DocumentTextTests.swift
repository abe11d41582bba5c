import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import Synchronization
import Testing

@testable import SyncEngine

/// What text a document gets when it is not the pipeline that makes it.
@Suite struct DocumentTextTests {
    typealias Entry = ScriptedSource.Entry

    private func file(_ number: Int, text: String, version: String? = nil) -> Entry {
        Entry(id: "id:\(number)", name: "file \(number).txt", content: text, version: version)
    }

    @Test func `the connector's own text goes into body, and no attachment travels`() async throws {
        try await withIndex { index in
            var index = index
            index.extraction = .inMemory(UppercaseText())
            try await index.sync([.page([file(1, text: "hello")])])
            #expect(index.documents["id:1"]?["body"] == "HELLO")
            #expect(index.documents["id:1"]?["_extraction_status"] == nil)
            #expect(!index.fake.requests.contains { String(decoding: $0.body, as: UTF8.self).contains("_attachment") })
        }
    }

    @Test func `blank text is an empty document that says so, and is not fetched again`() async throws {
        try await withIndex { index in
            var index = index
            index.extraction = .inMemory(UppercaseText())
            let account: [ScriptedSource.Step] = [.page([file(1, text: " \n\t")])]
            let report = try await index.sync(account)
            #expect(report.withoutText == ["empty": 1])
            #expect(index.documents["id:1"]?["_extraction_status"] == "empty")
            #expect(index.documents["id:1"]?["body"] == nil)
            let source = ScriptedSource(account)
            try await index.sync(source)
            #expect(source.fetches.isEmpty)
        }
    }

    @Test(arguments: [
        ("unsupported_type", ExtractionStatus.unsupportedType), ("restricted", .restricted), ("too_large", .tooLarge),
        ("not_downloadable", .notDownloadable),
    ])
    func `a final reason is written, leaves no text, and is not tried again`(
        reason: String, status: ExtractionStatus
    ) async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1, text: "before")])])
            var refused = file(1, text: "after")
            refused.failure = ContentUnavailable(reason: reason, message: "no", status: status)
            let report = try await index.sync([.page([refused])])
            #expect(report.withoutText == [reason: 1])
            #expect(report.contentFailures.isEmpty)
            #expect(index.documents["id:1"]?["_extraction_status"] == .string(reason))
            #expect(index.documents["id:1"]?["body"] == nil)
            let again = ScriptedSource([.page([refused])])
            try await index.sync(again)
            #expect(again.fetches.isEmpty)
        }
    }

    @Test func `a failure is written beside the text that stays, and cleared by the next success`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1, text: "first")])])
            var failing = file(1, text: "second")
            failing.failure = ContentUnavailable(reason: "extraction_failed", message: "HTTP 422")
            let report = try await index.sync([.page([failing])])
            #expect(report.contentFailures == ["extraction_failed": 1])
            #expect(report.firstFailures == ["/file 1.txt: HTTP 422"])
            #expect(index.documents["id:1"]?["_extraction_status"] == "failed")
            #expect(index.documents["id:1"]?["body"] == "first")
            // Failing again changes nothing, and is counted again.
            let second = try await index.sync([.page([failing])])
            #expect(second.contentFailures == ["extraction_failed": 1])
            #expect(second.indexed == 0)
            failing.failure = nil
            try await index.sync([.page([failing])])
            #expect(index.documents["id:1"]?["body"] == "second")
            #expect(index.documents["id:1"]?["_extraction_status"] == nil)
        }
    }

    @Test func `after a failure the old content is fetched again, too`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1, text: "first")])])
            var failing = file(1, text: "second")
            failing.failure = ContentUnavailable(reason: "failed", message: "HTTP 500")
            try await index.sync([.page([failing])])
            try await index.sync([.page([file(1, text: "first")])])
            #expect(index.documents["id:1"]?["body"] == "first")
            #expect(index.documents["id:1"]?["_extraction_status"] == nil)
        }
    }

    @Test func `a rename keeps what extraction said of the bytes`() async throws {
        try await withIndex { index in
            var refused = file(1, text: "x")
            refused.failure = ContentUnavailable(reason: "unsupported_type", message: "no", status: .unsupportedType)
            try await index.sync([.page([refused])])
            refused.name = "renamed.txt"
            let report = try await index.sync([.page([refused])])
            #expect(report.updated == 1)
            #expect(index.documents["id:1"]?["name"] == "renamed.txt")
            #expect(index.documents["id:1"]?["_extraction_status"] == "unsupported_type")
        }
    }

    @Test func `what the source knows to have no text is counted in every sync`() async throws {
        try await withIndex { index in
            var image = Entry(id: "id:1", name: "photo.jpg")
            image.status = .unsupportedType
            for _ in 1...2 {
                let report = try await index.sync([.page([image])])
                #expect(report.withoutText == ["unsupported_type": 1])
            }
            #expect(index.documents["id:1"]?["_extraction_status"] == "unsupported_type")
        }
    }

    @Test func `another way of extraction makes every text anew`() async throws {
        try await withIndex { index in
            try await index.sync([.page([file(1, text: "hello")])])
            var other = index
            other.extraction = .inMemory(UppercaseText())
            let report = try await other.sync([.page([file(1, text: "hello")])])
            #expect(report.replaced == 1)
            #expect(index.documents["id:1"]?["body"] == "HELLO")
        }
    }

    // MARK: Long texts

    @Test func `a text over the limit is cut between two characters, and the document says so`() async throws {
        try await withIndex { index in
            var index = index
            index.extraction = .inMemory(UppercaseText())
            index.bulk.maximumTextDocumentBytes = 1_000
            index.pipeline.reduceWhitespace = false
            let report = try await index.sync([.page([file(1, text: String(repeating: "\"ä\n", count: 1_000))])])
            #expect(report.created == 1)
            #expect(report.truncatedTexts == 1)
            let document = try #require(index.documents["id:1"])
            #expect(document["_body_truncated"] == true)
            let body = try #require(document["body"]?.stringValue)
            #expect(body.count > 100)
            #expect(body.unicodeScalars.allSatisfy { ["\"", "Ä", "\n"].contains(Character($0)) })
            let bulk = try #require(index.fake.requests.last { $0.path.contains("_bulk") })
            #expect(bulk.body.count < 1_200)
        }
    }

    // MARK: Files that change under the sync, and large ones

    @Test func `content that outgrew its size is fetched again when there is room for it`() async throws {
        try await withIndex { index in
            var index = index
            index.contentMemoryBudget = 10_000
            let files = (1...20).map { number -> Entry in
                var file = file(number, text: String(repeating: "x", count: 1_000), version: "\(number)")
                file.outgrows = number.isMultiple(of: 2)
                return file
            }
            let sync = index.contentSync(ScriptedSource([.page(files)]))
            try await sync.run()
            #expect(sync.counters.snapshot.created == 20)
            #expect(sync.budget.used == 0)
            #expect(sync.budget.peak <= 10_000)
        }
    }

    @Test func `one huge file among many small ones neither stops nor starves them`() async throws {
        try await withIndex { index in
            var index = index
            index.contentMemoryBudget = 20_000
            var files = (1...60).map { file($0, text: String(repeating: "x", count: 500), version: "\($0)") }
            for number in [0, 20, 40] { files[number].content = String(repeating: "y", count: 200_000) }
            let sync = index.contentSync(ScriptedSource([.page(files)]))
            try await sync.run()
            #expect(sync.counters.snapshot.created == 60)
            #expect(sync.budget.used == 0)
        }
    }

    // MARK: Extraction from files

    @Test func `a service gets each file on disk, and the file is gone afterwards`() async throws {
        try await withIndex { index in
            let service = FileReading()
            var index = index
            index.extraction = .fromFile(service)
            let report = try await index.sync([.page((1...5).map { file($0, text: "text \($0)") })])
            #expect(report.created == 5)
            #expect(index.documents["id:3"]?["body"] == "read: text 3")
            #expect(service.files.count == 5)
            #expect(service.files.allSatisfy { $0.pathExtension == "txt" && !FileManager.default.fileExists(atPath: $0.path) })
        }
    }

    @Test func `while the service is away nothing is downloaded, and the next sync catches up`() async throws {
        try await withIndex { index in
            var index = index
            let service = FileReading()
            service.isAway.withLock { $0 = true }
            index.extraction = .fromFile(service)
            let source = ScriptedSource([.page([file(1, text: "hello")])])
            let report = try await index.sync(source)
            #expect(source.fetches.isEmpty)
            #expect(report.contentFailures == ["extraction_unavailable": 1])
            #expect(index.documents["id:1"]?["_extraction_status"] == "failed")
            service.isAway.withLock { $0 = false }
            try await index.sync([.page([file(1, text: "hello")])])
            #expect(index.documents["id:1"]?["body"] == "read: hello")
        }
    }
}
