import FakeDropbox
import Foundation
import Support
import Testing

@Suite struct FaultTests {
    private static let list = #"{"path":""}"#

    @Test func `a fault happens as often as planned, after as many requests as planned`() async throws {
        try await withFakeDropbox { fake in
            let caller = DropboxCaller(fake)
            fake.fail("files/list_folder", with: .serverError(503), times: 2, afterRequests: 1)
            let statuses = try (0..<5).map { _ in try caller.rpc("files/list_folder", Self.list).status }
            #expect(statuses == [200, 503, 503, 200, 200])
            #expect(try caller.rpc("check/user", "{}").status == 200)
            #expect(fake.requests.map(\.status) == statuses + [200])
        }
    }

    @Test func `a fault for ever ends when it is cleared`() async throws {
        try await withFakeDropbox { fake in
            let caller = DropboxCaller(fake)
            fake.fail("*", with: .rateLimited(retryAfter: 7), times: nil)
            for _ in 0..<3 {
                let answer = try caller.rpc("files/list_folder", Self.list)
                #expect(answer.status == 429)
                #expect(answer.header("retry-after") == "7")
                #expect(try answer.json["error"] == ["reason": [".tag": "too_many_requests"], "retry_after": 7])
            }
            fake.clearFaults()
            #expect(try caller.rpc("files/list_folder", Self.list).status == 200)
        }
    }

    @Test func `a fault can be for one file`() async throws {
        try await withFakeDropbox(.generated(files: 3, size: 100)) { fake in
            let caller = DropboxCaller(fake)
            let files = fake.account.entries
            fake.fail(
                "files/download", with: .routeError("path", "restricted_content"), times: nil,
                whereArgumentContains: files[1].id)
            let statuses = try files.map { try caller.download(#"{"path":"\#($0.id)"}"#).status }
            #expect(statuses == [200, 409, 200])
        }
    }

    @Test func `broken answers`() async throws {
        try await withFakeDropbox(.generated(files: 1, size: 100_000)) { fake in
            let caller = DropboxCaller(fake)
            let file = fake.account.entries[0]
            let right = try fake.account.content(at: file.id).data
            func download(_ fault: Fault) throws -> DropboxAnswer {
                fake.fail("files/download", with: fault)
                return try caller.download(#"{"path":"\#(file.id)"}"#)
            }
            let truncated = try download(.truncate(after: 1000))
            #expect(truncated.header("content-length") == "100000")
            #expect(truncated.body == right.prefix(1000))
            let corrupt = try download(.corrupt)
            #expect(corrupt.body.count == 100_000)
            #expect(corrupt.body != right)
            #expect(try download(.drop).status == 0)
            #expect(try download(.delay(.milliseconds(1))).body == right)
            #expect(fake.requests.map(\.status) == [200, 200, 0, 200])
        }
    }

    @Test func `tokens and cursors can fail on the way`() async throws {
        try await withFakeDropbox { fake in
            let caller = DropboxCaller(fake)
            let cursor = try caller.listing(Self.list).cursor
            fake.fail("files/list_folder/continue", with: .resetCursors)
            let reset = try caller.rpc("files/list_folder/continue", #"{"cursor":"\#(cursor)"}"#)
            #expect(try reset.json["error"] == [".tag": "reset"])
            fake.fail("files/list_folder", with: .expireTokens)
            #expect(try caller.rpc("files/list_folder", Self.list).json["error"] == [".tag": "expired_access_token"])
        }
    }

    @Test func `requests are written down`() async throws {
        try await withFakeDropbox { fake in
            let caller = DropboxCaller(fake)
            _ = try caller.rpc("files/list_folder", Self.list, headers: ["User-Agent": "test/1"])
            _ = try caller.download(#"{"path":"/x"}"#)
            let requests = fake.requests
            #expect(requests.map(\.route) == ["files/list_folder", "files/download"])
            #expect(requests.map(\.argument) == [["path": ""], ["path": "/x"]])
            #expect(requests.map(\.status) == [200, 409])
            #expect(requests[0].headers["user-agent"] == "test/1")
            fake.clearRequests()
            #expect(fake.requests.isEmpty)
        }
    }
}
