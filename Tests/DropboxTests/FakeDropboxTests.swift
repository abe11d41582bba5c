import FakeDropbox
import Foundation
import Support
import TestSupport
import Testing
import Transport

@testable import Dropbox

/// The client on a real connection to a server that is as strict as Dropbox.
@Suite struct FakeDropboxTests {
    let transport = URLSessionTransport()

    private func client(
        _ fake: FakeDropbox, refreshToken: String? = nil, appSecret: String? = nil, attempts: Int = 3,
        clock: RecordingClock = RecordingClock()
    ) -> DropboxClient {
        let credentials = DropboxCredentials(
            appKey: fake.credentials.appKey, appSecret: Secret(appSecret ?? fake.credentials.appSecret),
            refreshToken: Secret(refreshToken ?? fake.credentials.refreshToken))
        return .make(
            transport, clock: clock, attempts: attempts, credentials: credentials, hosts: DropboxHosts(all: fake.url))
    }

    private func listing() -> ListFolder { ListFolder(recursive: true) }

    private func entries(_ pages: some AsyncSequence<ListFolderPage, any Error>) async throws -> (all: [Metadata], cursor: String) {
        var all: [Metadata] = []
        var cursor = ""
        for try await page in pages {
            all += page.entries
            cursor = page.cursor
        }
        return (all, cursor)
    }

    private func file(_ path: String, in entries: [Metadata]) throws -> FileMetadata {
        for case .file(let file) in entries where file.pathDisplay == path { return file }
        throw FakeAccountError.notFound(path)
    }

    @Test func `a listing over several pages, and what changed after it`() async throws {
        try await withFakeDropbox(.generated(files: 300, size: 100)) { fake in
            let client = client(fake)
            var listing = listing()
            listing.limit = 50
            let first = try await entries(client.pages(of: listing))
            let ids = Set(first.all.compactMap(\.id))
            #expect(ids == Set(fake.account.entries.map(\.id)))
            #expect(client.counters.snapshot.calls["files/list_folder"] == 1)

            try fake.change { account in
                _ = try account.write("/new.txt", "new")
                try account.delete(account.entries.first { !$0.isFolder }?.pathDisplay ?? "")
            }
            let changes = try await entries(client.pages(of: ListFolderContinue(cursor: first.cursor)))
            #expect(changes.all.contains { $0.name == "new.txt" })
            #expect(changes.all.contains { if case .deleted = $0 { true } else { false } })
            #expect(changes.all.count == 2)
            #expect(fake.requests.allSatisfy { $0.status == 200 })
        }
    }

    static let awkward = [
        "/a\"b ü.txt", "/😀", "/back\\slash.txt", "/100%.txt", "/Größe e\u{301}.pdf", "/new\nline", "/'quotes' & <tags>",
        "/" + String(repeating: "ä", count: 127),
    ]

    @Test func `files with awkward names are downloaded`() async throws {
        var account = FakeAccount()
        for path in Self.awkward { _ = try account.write(path, "content of \(path)") }
        try await withFakeDropbox(account) { fake in
            let client = client(fake)
            for path in Self.awkward {
                guard case .file(let file) = try await client.call(GetMetadata(path: path)) else {
                    Issue.record("no file at \(path)")
                    continue
                }
                let content = try await client.download(file, limit: 1000)
                #expect(content.data == Data("content of \(path)".utf8))
                // By path as well: the header has to survive its way.
                let byPath = try client.request(for: Download(path: path), limit: 1000)
                let data = try await client.send(byPath, for: Download(path: path)) { $0.body }
                #expect(data == content.data)
            }
            #expect(fake.requests.allSatisfy { $0.status == 200 })
        }
    }

    @Test func `a moved file is still found by its id`() async throws {
        var account = FakeAccount()
        _ = try account.write("/a.txt", "hello")
        try await withFakeDropbox(account) { fake in
            let client = client(fake)
            let file = try file("/a.txt", in: try await entries(client.pages(of: listing())).all)
            try fake.change { try $0.move("/a.txt", to: "/b.txt") }
            #expect(try await client.download(file, limit: 100).data == Data("hello".utf8))
        }
    }

    @Test func `a file that changed since the listing is taken at its new revision`() async throws {
        var account = FakeAccount()
        _ = try account.write("/ü.txt", "old")
        try await withFakeDropbox(account) { fake in
            let client = client(fake)
            let file = try file("/ü.txt", in: try await entries(client.pages(of: listing())).all)
            try fake.change { _ = try $0.write("/ü.txt", "new content") }
            let content = try await client.download(file, limit: 100)
            #expect(content.data == Data("new content".utf8))
            #expect(content.file.rev != file.rev)
        }
    }

    static let passing: [(name: String, fault: Fault)] = [
        ("500", .serverError(500)), ("503", .serverError(503)), ("dropped", .drop), ("truncated", .truncate(after: 3)),
        ("corrupted", .corrupt), ("429", .rateLimited(retryAfter: 7)), ("429 text", .rateLimited(retryAfter: 7, asText: true)),
        ("expired", .expireTokens), ("401", .unauthorized("expired_access_token")),
    ]

    @Test(arguments: passing.map(\.name))
    func `a fault that passes is not seen by a listing or a download`(name: String) async throws {
        let fault = try #require(Self.passing.first { $0.name == name }?.fault)
        var account = FakeAccount()
        _ = try account.write("/a.txt", "hello, content")
        try await withFakeDropbox(account) { fake in
            let client = client(fake)
            // A page whose bytes are wrong cannot be told from a right one unless it is no JSON any more.
            fake.fail("files/list_folder", with: fault)
            fake.fail("files/download", with: fault)
            let file = try file("/a.txt", in: try await entries(client.pages(of: listing())).all)
            #expect(try await client.download(file, limit: 100).data == Data("hello, content".utf8))
            #expect(fake.requests.count { $0.route == "files/download" } == 2)
        }
    }

    @Test func `a page that fails for ever ends the listing with an error`() async throws {
        try await withFakeDropbox(.generated(files: 100, size: 10)) { fake in
            fake.fail("files/list_folder/continue", with: .serverError(500), times: nil, afterRequests: 2)
            var listing = listing()
            listing.limit = 10
            let error = try await dropboxError { _ = try await entries(client(fake).pages(of: listing)) }
            #expect(error?.code == .unavailable)
            #expect(error?.scope == .listing)
            #expect(error?.status == 500)
            #expect(error?.requestID != nil)
        }
    }

    @Test func `a cursor that is reset midway is an error of its own`() async throws {
        try await withFakeDropbox(.generated(files: 100, size: 10)) { fake in
            fake.fail("files/list_folder/continue", with: .resetCursors, afterRequests: 1)
            var listing = listing()
            listing.limit = 10
            let error = try await dropboxError { _ = try await entries(client(fake).pages(of: listing)) }
            #expect(error?.code == .cursorReset)
        }
    }

    @Test(arguments: [
        ("/nowhere", .pathNotFound), ("/a.txt", .notFolder), ("no slash", .badRequest), ("/", .badRequest),
    ] as [(String, DropboxError.Code)])
    func `a path that cannot be listed says why`(path: String, code: DropboxError.Code) async throws {
        var account = FakeAccount()
        _ = try account.write("/a.txt", "hello")
        try await withFakeDropbox(account) { fake in
            let error = try await dropboxError { _ = try await client(fake).call(ListFolder(path: path)) }
            #expect(error?.code == code)
        }
    }

    @Test func `wrong secret, revoked token and missing scope say what to do`() async throws {
        try await withFakeDropbox { fake in
            let secret = try await dropboxError { _ = try await client(fake, appSecret: "wrong").call(GetCurrentAccount()) }
            #expect(secret?.code == .appCredentialsRejected)
            let grant = try await dropboxError { _ = try await client(fake, refreshToken: "wrong").call(GetCurrentAccount()) }
            #expect(grant?.code == .refreshTokenRejected)
            fake.configure { $0.appScopes = ["account_info.read"] }
            let app = try await dropboxError { _ = try await client(fake).call(ListFolder()) }
            #expect(app?.code == .missingAppScope("files.metadata.read"))
        }
    }

    @Test func `a token revoked in the middle of the work ends it clearly`() async throws {
        try await withFakeDropbox { fake in
            let client = client(fake)
            _ = try await client.call(GetCurrentAccount())
            fake.revokeRefreshToken()
            let error = try await dropboxError { _ = try await client.call(GetCurrentAccount()) }
            #expect(error?.code == .refreshTokenRejected)
            #expect(error?.scope == .sync)
        }
    }

    @Test func `account, ping and kind of token`() async throws {
        try await withFakeDropbox { fake in
            let client = client(fake)
            #expect(try await client.call(GetCurrentAccount()).email == fake.account.profile.email)
            #expect(try await client.call(CheckUser(query: "foo")).result == "foo")
            let error = try await dropboxError { _ = try await client.call(GetAuthenticatedAdmin()) }
            #expect(error?.code == .wrongTokenKind || error?.code == .missingScope("team_info.read"))
        }
    }

    @Test func `a team's token needs a member`() async throws {
        var account = FakeAccount()
        account.profile.team = FakeTeam()
        var options = FakeDropboxOptions()
        options.usesTeamToken = true
        options.scopes.formUnion(FakeDropboxOptions.teamScopes)
        try await withFakeDropbox(account, options: options) { fake in
            let client = client(fake)
            let admin = try await client.call(GetAuthenticatedAdmin()).adminProfile
            _ = try await client.acting(as: .member(admin.teamMemberID)).call(GetCurrentAccount())
            let error = try await dropboxError { _ = try await client.call(GetCurrentAccount()) }
            #expect(error?.code == .wrongTokenKind)
            let gone = try await dropboxError {
                _ = try await client.acting(as: .member("dbmid:nobody")).call(GetCurrentAccount())
            }
            #expect(gone?.code == .memberUnavailable)
        }
    }

    @Test func `a search, a cursor for later and a long poll`() async throws {
        var account = FakeAccount()
        _ = try account.write("/contract.txt", "hello")
        try await withFakeDropbox(account) { fake in
            let client = client(fake)
            var names: [String] = []
            for try await page in client.pages(of: SearchV2(query: "contract", options: SearchOptions())) {
                names += page.matches.compactMap { $0.metadata?.name }
            }
            #expect(names == ["contract.txt"])
            let cursor = try await client.call(GetLatestCursor(of: listing())).cursor
            try fake.change { _ = try $0.write("/b.txt", "b") }
            #expect(try await client.call(LongPoll(cursor: cursor, seconds: 30)).changes)
            #expect(try await entries(client.pages(of: ListFolderContinue(cursor: cursor))).all.map(\.name) == ["b.txt"])
        }
    }

    @Test func `received files and the content behind a link`() async throws {
        var account = FakeAccount()
        let link = "https://www.dropbox.com/scl/fi/example/shared.txt?rlkey=x"
        account.receivedFiles = [FakeReceivedFile(id: "id:received", name: "shared.txt", previewURL: link)]
        account.sharedLinks = [FakeSharedLink(url: link, id: "id:received", name: "shared.txt", content: .text("shared"))]
        try await withFakeDropbox(account) { fake in
            let client = client(fake)
            var files: [SharedFileMetadata] = []
            for try await page in client.pages(of: ListReceivedFiles()) { files += page.entries }
            let file = try #require(files.first)
            let arguments = SharedLinkArguments(url: file.previewURL)
            #expect(try await client.call(GetSharedLinkMetadata(arguments)).name == "shared.txt")
            #expect(try await client.download(arguments, limit: 100).data == Data("shared".utf8))
            let error = try await dropboxError {
                _ = try await client.call(GetSharedLinkMetadata(SharedLinkArguments(url: "https://www.dropbox.com/scl/fi/no")))
            }
            #expect(error?.code == .sharedLinkNotFound)
        }
    }

    @Test func `a hundred downloads at once wait together`() async throws {
        try await withFakeDropbox(.generated(files: 100, size: 2000)) { fake in
            let clock = RecordingClock()
            let client = client(fake, clock: clock)
            let files = try await entries(client.pages(of: listing())).all.compactMap { entry -> FileMetadata? in
                if case .file(let file) = entry { file } else { nil }
            }
            fake.fail("files/download", with: .rateLimited(retryAfter: 300), times: 3, afterRequests: 20)
            try await withThrowingTaskGroup(of: Int.self) { group in
                for file in files { group.addTask { try await client.download(file, limit: 10_000).data.count } }
                for try await count in group { #expect(count == 2000) }
            }
            #expect(client.counters.snapshot.calls["files/download"] == files.count + 3)
            #expect(client.counters.snapshot.retries == 0)
            #expect(client.counters.snapshot.calls["oauth2/token"] == 1)
        }
    }
}
