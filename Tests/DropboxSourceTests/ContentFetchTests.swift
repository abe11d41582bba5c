import Dropbox
import FakeDropbox
import Foundation
import Support
import SyncEngine
import TestSupport
import Testing
import Transport

@testable import DropboxSource

/// The ways to a file's bytes, against a Dropbox as strict as the real one.
@Suite struct ContentFetchTests {
    private func source(_ fake: FakeDropbox, _ change: (inout ContentRules) -> Void = { _ in }) async throws -> DropboxSource {
        var options = DropboxOptions()
        options.hosts = DropboxHosts(all: fake.url)
        options.requestTimeout = .seconds(3)
        let client = DropboxClient(
            credentials: DropboxCredentials(
                appKey: fake.credentials.appKey, appSecret: Secret(fake.credentials.appSecret),
                refreshToken: Secret(fake.credentials.refreshToken)),
            options: options, transport: URLSessionTransport(), authorizations: DropboxAuthorizations(),
            clock: RecordingClock(), log: .silent)
        var rules = ContentRules()
        change(&rules)
        return DropboxSource(
            account: try await DropboxAccount.identify(client), path: DropboxPath(configured: "/"), contentRules: rules,
            log: .silent)
    }

    private func document(_ name: String, of source: DropboxSource) async throws -> SourceDocument {
        for try await page in source.pages(since: nil) {
            for case .upsert(let document) in page.changes where document.label.hasSuffix("/\(name)") { return document }
        }
        throw FakeAccountError.notFound(name)
    }

    /// Both ways: into memory and into a file.
    private func bothWays(_ document: SourceDocument) async throws -> [Result<Data, any Error>] {
        let content = try #require(document.content)
        let save = try #require(content.save)
        let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: url) }
        try Data("what was here before, and is longer than what comes".utf8).write(to: url)
        var results: [Result<Data, any Error>] = []
        do { results.append(.success(try await content.fetch().bytes)) } catch { results.append(.failure(error)) }
        do {
            let saved = try await save(url)
            let bytes = try Data(contentsOf: url)
            #expect(saved.byteCount == bytes.count)
            results.append(.success(bytes))
        } catch { results.append(.failure(error)) }
        return results
    }

    private func expect(_ results: [Result<Data, any Error>], _ text: String) throws {
        for result in results { #expect(String(decoding: try result.get(), as: UTF8.self) == text) }
    }

    private func expect(_ results: [Result<Data, any Error>], _ status: ExtractionStatus, _ reason: String) {
        for result in results {
            let error = #expect(throws: ContentUnavailable.self) { try result.get() }
            #expect(error?.status == status)
            #expect(error?.reason == reason)
        }
    }

    @Test func `a file is had whole, also with bytes damaged on the way`() async throws {
        var account = FakeAccount()
        try account.write("/a.txt", "hello")
        try await withFakeDropbox(account) { fake in
            let document = try await document("a.txt", of: try await source(fake))
            try expect(try await bothWays(document), "hello")
            fake.fail("files/download", with: .corrupt)
            try expect([try await bothWays(document)[0]], "hello")
            fake.fail("files/download", with: .truncate(after: 2))
            try expect(try await bothWays(document), "hello")
        }
    }

    @Test func `bytes that never fit are reported as damaged, and tried again by the next sync`() async throws {
        var account = FakeAccount()
        try account.write("/a.txt", "hello")
        try await withFakeDropbox(account) { fake in
            let document = try await document("a.txt", of: try await source(fake))
            fake.fail("files/download", with: .corrupt, times: nil)
            expect(try await bothWays(document), .failed, "corrupted")
        }
    }

    @Test func `a file that changed while it was read is taken at its new revision`() async throws {
        var account = FakeAccount()
        try account.write("/a.txt", "hello")
        try await withFakeDropbox(account) { fake in
            let document = try await document("a.txt", of: try await source(fake))
            _ = try fake.change { try $0.write("/a.txt", "jello") }
            try expect(try await bothWays(document), "jello")
        }
    }

    @Test func `a file that grew while it was read asks for more room`() async throws {
        var account = FakeAccount()
        try account.write("/a.txt", "hello")
        try await withFakeDropbox(account) { fake in
            let document = try await document("a.txt", of: try await source(fake))
            let long = String(repeating: "long ", count: 50_000)
            _ = try fake.change { try $0.write("/a.txt", long) }
            let outgrown = await #expect(throws: ContentOutgrown.self) { try await document.content?.fetch() }
            #expect(outgrown?.content.size == long.utf8.count)
            let fetched = try #require(try await outgrown?.content.fetch())
            #expect(fetched.bytes == Data(long.utf8))
            #expect(fetched.newer?.content?.version == outgrown?.content.version)
        }
    }

    @Test func `restricted content is final, and a deleted file is not`() async throws {
        var account = FakeAccount()
        try account.write("/a.txt", "hello")
        try account.write("/b.txt", "hello")
        try account.setDownloadError("/a.txt", "restricted_content")
        try await withFakeDropbox(account) { fake in
            let source = try await source(fake)
            expect(try await bothWays(try await document("a.txt", of: source)), .restricted, "restricted")
            let deleted = try await document("b.txt", of: source)
            try fake.change { try $0.delete("/b.txt") }
            expect(try await bothWays(deleted), .failed, "not_found")
        }
    }

    @Test func `a file without an extension is text, or nothing to extract from`() async throws {
        var account = FakeAccount()
        try account.write("/README", "read me")
        try account.write("/binary", Data([0x7F, 0x45, 0x4C, 0x46, 0, 0, 0, 1]))
        try await withFakeDropbox(account) { fake in
            let source = try await source(fake)
            try expect(try await bothWays(try await document("README", of: source)), "read me")
            expect(try await bothWays(try await document("binary", of: source)), .unsupportedType, "unsupported_type")
        }
    }

    // MARK: Exports

    private func paper(_ renditions: [String: String], as format: String?, _ options: [String]?) throws -> FakeAccount {
        var account = FakeAccount()
        try account.write(
            "/plan.paper", .text("x"),
            export: FakeExport(
                exportAs: format, exportOptions: options, renditions: renditions.mapValues { Data($0.utf8) }))
        return account
    }

    @Test func `a document is exported in its best format, or in the next that Dropbox accepts`() async throws {
        let account = try paper(["markdown": "# plan", "html": "<p>plan</p>"], as: "html", ["markdown"])
        try await withFakeDropbox(account) { fake in
            try expect(try await bothWays(try await document("plan.paper", of: try await source(fake))), "# plan")
        }
        // Promised, and refused with invalid_export_format.
        try await withFakeDropbox(try paper(["html": "<p>plan</p>"], as: "html", ["markdown"])) { fake in
            try expect(try await bothWays(try await document("plan.paper", of: try await source(fake))), "<p>plan</p>")
        }
        try await withFakeDropbox(try paper([:], as: "html", ["markdown"])) { fake in
            let document = try await document("plan.paper", of: try await source(fake))
            expect(try await bothWays(document), .notDownloadable, "not_downloadable")
        }
    }

    @Test func `an export that is not ready is waited for, and then left for the next sync`() async throws {
        try await withFakeDropbox(try paper(["markdown": "# plan"], as: "markdown", nil)) { fake in
            let document = try await document("plan.paper", of: try await source(fake))
            fake.fail("files/export", with: .routeError("retry_error"), times: 1)
            try expect(try await bothWays(document), "# plan")
            fake.fail("files/export", with: .routeError("retry_error"), times: nil)
            expect(try await bothWays(document), .failed, "failed")
        }
    }

    @Test func `a file that cannot be exported after all is downloaded`() async throws {
        try await withFakeDropbox(try paper(["markdown": "# plan"], as: "markdown", nil)) { fake in
            let document = try await document("plan.paper", of: try await source(fake))
            _ = try fake.change { account in
                try account.delete("/plan.paper")
            }
            fake.fail("files/export", with: .routeError("non_exportable"), times: nil)
            expect(try await bothWays(document), .failed, "not_found")
            #expect(fake.requests.contains { $0.route == "files/download" })
        }
    }

    @Test func `a large export asks for more room, one over the limit is too large`() async throws {
        let text = String(repeating: "word ", count: 400_000)
        try await withFakeDropbox(try paper(["markdown": text], as: "markdown", nil)) { fake in
            let document = try await document("plan.paper", of: try await source(fake))
            let outgrown = await #expect(throws: ContentOutgrown.self) { try await document.content?.fetch() }
            #expect(try await outgrown?.content.fetch().bytes.count == text.utf8.count)
            let tight = try await self.document("plan.paper", of: try await source(fake) { $0.maximumBytes = 1_500_000 })
            let again = await #expect(throws: ContentOutgrown.self) { try await tight.content?.fetch() }
            let error = await #expect(throws: ContentUnavailable.self) { try await again?.content.fetch() }
            #expect(error?.status == .tooLarge)
        }
    }
}
