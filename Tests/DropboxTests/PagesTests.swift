import Foundation
import TestSupport
import Testing
import Transport

@testable import Dropbox

@Suite struct PagesTests {
    /// Pages by cursor; `""` is the first.
    private func transport(_ pages: [String: HTTPResponse]) -> ScriptedTransport {
        ScriptedTransport { call in
            guard call.route != "oauth2/token" else { return nil }
            let arguments = try JSONDecoder().decode(Cursor.self, from: call.request.body ?? Data())
            return pages[arguments.cursor ?? ""] ?? .refusal("unexpected")
        }
    }

    private struct Cursor: Decodable { var cursor: String? }

    private func names(_ pages: some AsyncSequence<ListFolderPage, any Error>) async throws -> [String] {
        var names: [String] = []
        for try await page in pages { names += page.entries.map(\.name) }
        return names
    }

    @Test func `a listing goes on while it has more, also after an empty page`() async throws {
        let transport = transport([
            "": .page(["a"], cursor: "1", hasMore: true), "1": .page([], cursor: "2", hasMore: true),
            "2": .page(["b", "c"], cursor: "3", hasMore: true), "3": .page([], cursor: "4", hasMore: false),
        ])
        let client = DropboxClient.make(transport)
        #expect(try await names(client.pages(of: ListFolder())) == ["a", "b", "c"])
        #expect(client.counters.snapshot.calls["files/list_folder"] == 1)
        #expect(client.counters.snapshot.calls["files/list_folder/continue"] == 3)
    }

    @Test func `a listing can be started from a stored cursor`() async throws {
        let transport = transport([
            "1": .page(["a"], cursor: "2", hasMore: true), "2": .page(["b"], cursor: "3", hasMore: false),
        ])
        #expect(try await names(DropboxClient.make(transport).pages(of: ListFolderContinue(cursor: "1"))) == ["a", "b"])
    }

    @Test func `each page shows the cursor that a later sync starts from`() async throws {
        let transport = transport(["": .page([], cursor: "1", hasMore: true), "1": .page([], cursor: "2", hasMore: false)])
        var cursors: [String] = []
        for try await page in DropboxClient.make(transport).pages(of: ListFolder()) { cursors.append(page.cursor) }
        #expect(cursors == ["1", "2"])
    }

    @Test(arguments: [["1", "1"], ["1", "2", "1"], ["1", "2", "3", "4", "2"], ["1", "2", "3", "3"]])
    func `cursors that go round in a circle are an error`(cursors: [String]) async throws {
        var pages: [String: HTTPResponse] = [:]
        for (cursor, next) in zip([""] + cursors, cursors) { pages[cursor] = .page(["x"], cursor: next, hasMore: true) }
        let transport = transport(pages)
        let error = try await dropboxError { _ = try await names(DropboxClient.make(transport).pages(of: ListFolder())) }
        #expect(error?.code == .endlessListing)
        #expect(error?.scope == .listing)
        #expect(transport.calls.count < 20)
    }

    @Test func `a page that fails throws, and is asked for again instead of ending the listing`() async throws {
        let transport = ScriptedTransport { call in
            switch (call.route, call.number) {
            case ("oauth2/token", _): nil
            case ("files/list_folder", _): .page(["a"], cursor: "1", hasMore: true)
            case (_, 0): .text("", status: 500)
            default: .page(["b"], cursor: "2", hasMore: false)
            }
        }
        var pages = DropboxClient.make(transport, attempts: 1).pages(of: ListFolder()).makeAsyncIterator()
        #expect(try await pages.next()?.entries.map(\.name) == ["a"])
        let error = try await dropboxError { _ = try await pages.next() }
        #expect(error?.code == .unavailable)
        #expect(error?.scope == .listing)
        #expect(try await pages.next()?.entries.map(\.name) == ["b"])
        #expect(try await pages.next() == nil)
    }

    @Test func `a reset in the middle is an error of its own`() async throws {
        let transport = transport(["": .page(["a"], cursor: "1", hasMore: true), "1": .refusal("reset")])
        let error = try await dropboxError { _ = try await names(DropboxClient.make(transport).pages(of: ListFolder())) }
        #expect(error?.code == .cursorReset)
    }

    @Test func `a search that says there is more but not where is an error`() async throws {
        let transport = transport(["": .json(#"{"matches":[],"has_more":true}"#)])
        let error = try await dropboxError {
            for try await _ in DropboxClient.make(transport).pages(of: SearchV2(query: "x")) {}
        }
        #expect(error?.code == .endlessListing)
    }

    @Test func `received files go on while there is a cursor`() async throws {
        let transport = transport([
            "": .json(#"{"entries":[],"cursor":"1"}"#), "1": .json(#"{"entries":[],"cursor":""}"#),
        ])
        var pages = 0
        for try await _ in DropboxClient.make(transport).pages(of: ListReceivedFiles()) { pages += 1 }
        #expect(pages == 2)
        #expect(transport.calls(of: "sharing/list_received_files/continue").count == 1)
    }

    @Test func `nothing is asked before a page is wanted`() async throws {
        let transport = transport(["": .page([], cursor: "1", hasMore: true)])
        var pages = DropboxClient.make(transport).pages(of: ListFolder()).makeAsyncIterator()
        #expect(transport.calls.isEmpty)
        _ = try await pages.next()
        #expect(transport.calls(of: "files/list_folder/continue").isEmpty)
    }
}
