import Foundation
import Support
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Dropbox

@Suite struct AuthorizationTests {
    private func refreshes(_ transport: ScriptedTransport) -> Int { transport.calls(of: "oauth2/token").count }

    @Test func `a hundred calls at once need one token`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport { call in
            if call.route == "oauth2/token" { await gate.pass() }
            return call.route == "oauth2/token" ? nil : .json(#"{"result":"ok"}"#)
        }
        let client = DropboxClient.make(transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 { group.addTask { _ = try await client.call(CheckUser()) } }
            await gate.arrivals(1)
            await gate.open()
            try await group.waitForAll()
        }
        #expect(refreshes(transport) == 1)
        #expect(client.counters.snapshot.calls == ["oauth2/token": 1, "check/user": 100])
        #expect(client.counters.snapshot.retries == 0)
    }

    @Test func `clients with the same credentials share a token, others do not`() async throws {
        let transport = ScriptedTransport { $0.route == "oauth2/token" ? nil : .json(#"{"result":"ok"}"#) }
        let authorizations = DropboxAuthorizations()
        _ = try await DropboxClient.make(transport, authorizations: authorizations).call(CheckUser())
        _ = try await DropboxClient.make(transport, authorizations: authorizations).call(CheckUser())
        #expect(refreshes(transport) == 1)
        var other = DropboxCredentials.test
        other.refreshToken = Secret("another")
        _ = try await DropboxClient.make(transport, authorizations: authorizations, credentials: other).call(CheckUser())
        #expect(refreshes(transport) == 2)
        let elsewhere = DropboxHosts(all: try #require(URL(string: "http://127.0.0.1:1")))
        _ = try await DropboxClient.make(transport, authorizations: authorizations, hosts: elsewhere).call(CheckUser())
        #expect(refreshes(transport) == 3)
    }

    @Test(arguments: [
        (14400, 14099, 1), (14400, 14100, 2), (60, 53, 1), (60, 54, 2), (nil, 1_000_000, 1),
    ] as [(Int?, Int, Int)])
    func `a token is renewed before it expires`(expiresIn: Int?, elapsed: Int, expected: Int) async throws {
        let clock = RecordingClock()
        let transport = ScriptedTransport {
            $0.route == "oauth2/token" ? .token("t", expiresIn: expiresIn) : .json(#"{"result":"ok"}"#)
        }
        let client = DropboxClient.make(transport, clock: clock)
        _ = try await client.call(CheckUser())
        clock.advance(by: .seconds(elapsed))
        _ = try await client.call(CheckUser())
        #expect(refreshes(transport) == expected)
    }

    @Test(arguments: ["expired_access_token", "invalid_access_token"])
    func `a refused token is renewed once and the call is replayed`(tag: String) async throws {
        let transport = ScriptedTransport { call in
            switch (call.route, call.token) {
            case ("oauth2/token", _): nil
            case (_, "Bearer token-1"): .refusal(tag, status: 401)
            default: .json(#"{"result":"ok"}"#)
            }
        }
        // A single attempt: the replay is not one.
        let client = DropboxClient.make(transport, attempts: 1)
        #expect(try await client.call(CheckUser()).result == "ok")
        #expect(refreshes(transport) == 2)
        #expect(transport.calls(of: "check/user").map(\.token) == ["Bearer token-1", "Bearer token-2"])
    }

    @Test func `a token that is refused again is the end`() async throws {
        let transport = ScriptedTransport { $0.route == "oauth2/token" ? nil : .text("", status: 401) }
        let error = try await dropboxError { _ = try await DropboxClient.make(transport).call(CheckUser()) }
        #expect(error?.code == .unauthorized)
        #expect(error?.scope == .sync)
        #expect(error?.remedy?.contains("refresh_token") == true)
        #expect(refreshes(transport) == 2)
        #expect(transport.calls(of: "check/user").count == 2)
    }

    @Test func `many calls refused with the same token renew it once`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport { call in
            guard call.route != "oauth2/token" else { return nil }
            guard call.token == "Bearer token-1" else { return .json(#"{"result":"ok"}"#) }
            await gate.pass()
            return .refusal("expired_access_token", status: 401)
        }
        let client = DropboxClient.make(transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await client.call(CheckUser()) } }
            await gate.arrivals(20)
            await gate.open()
            try await group.waitForAll()
        }
        #expect(refreshes(transport) == 2)
    }

    @Test func `a missing scope is not worth a new token`() async throws {
        let transport = ScriptedTransport { call in
            call.route == "oauth2/token"
                ? nil
                : .json(#"{"error_summary":"x","error":{".tag":"missing_scope","required_scope":"sharing.read"}}"#, status: 401)
        }
        let error = try await dropboxError { _ = try await DropboxClient.make(transport).call(ListReceivedFiles()) }
        #expect(error?.code == .missingScope("sharing.read"))
        #expect(error?.description.contains("sharing.read") == true)
        #expect(refreshes(transport) == 1)
    }

    static let rejections: [(status: Int, body: String, code: DropboxError.Code)] = [
        (400, #"{"error": "invalid_grant", "error_description": "refresh token is invalid or revoked"}"#, .refreshTokenRejected),
        (400, #"{"error": "invalid_grant: refresh token is malformed"}"#, .refreshTokenRejected),
        (401, #"{"error": "invalid_client", "error_description": "Invalid client_id or client_secret"}"#, .appCredentialsRejected),
        (400, #"{"error": "invalid_client: Invalid client_id or client_secret"}"#, .appCredentialsRejected),
        (400, "invalid_client: Invalid client_id or client_secret", .appCredentialsRejected),
        (400, #"{"error": "invalid_request", "error_description": "missing parameter"}"#, .tokenRequestRejected),
        (400, #"{"error": "unauthorized_client"}"#, .tokenRequestRejected),
        (400, "no idea", .tokenRequestRejected),
        (404, "<html></html>", .unknownRoute),
    ]

    @Test(arguments: rejections)
    func `a rejected renewal is final and says what to do`(rejection: (status: Int, body: String, code: DropboxError.Code)) async throws {
        let transport = ScriptedTransport { _ in .text(rejection.body, status: rejection.status) }
        let error = try await dropboxError { _ = try await DropboxClient.make(transport).call(CheckUser()) }
        #expect(error?.code == rejection.code)
        #expect(error?.scope == .sync)
        #expect(error?.isTransient == false)
        #expect(error?.remedy != nil)
        // A refresh token that was obtained by PKCE is refused with the secret, which is asked about once.
        #expect(transport.calls.count == (rejection.code == .appCredentialsRejected ? 2 : 1))
    }

    @Test func `a token endpoint that is down is asked again`() async throws {
        let clock = RecordingClock()
        let transport = ScriptedTransport { call in
            switch (call.route, call.number) {
            case ("oauth2/token", 0): .text("down", status: 503)
            case ("oauth2/token", 1): throw HTTPResponse.lost(call.request)
            case ("oauth2/token", _): nil
            default: .json(#"{"result":"ok"}"#)
            }
        }
        let client = DropboxClient.make(transport, clock: clock, random: 0.5)
        #expect(try await client.call(CheckUser()).result == "ok")
        #expect(clock.sleeps == [.seconds(1), .seconds(2)])
        #expect(refreshes(transport) == 3)
    }

    @Test func `one waiter's cancellation leaves the others their token`() async throws {
        let gate = Gate()
        let transport = ScriptedTransport { call in
            if call.route == "oauth2/token" { await gate.pass() }
            return call.route == "oauth2/token" ? nil : .json(#"{"result":"ok"}"#)
        }
        let client = DropboxClient.make(transport)
        let first = Task { try await client.call(CheckUser()).result }
        await gate.arrivals(1)
        let second = Task { try await client.call(CheckUser()).result }
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        // The first one's waiting is over while the token is still under way.
        let third = Task { try await client.call(CheckUser()).result }
        await gate.open()
        #expect(try await second.value == "ok")
        #expect(try await third.value == "ok")
    }

    @Test func `a renewal that nobody waits for any more ends`() async throws {
        let ended = AsyncStream<Void>.makeStream()
        let gate = Gate()
        let transport = ScriptedTransport { call in
            guard call.route == "oauth2/token", call.number == 0 else {
                return call.route == "oauth2/token" ? nil : .json(#"{"result":"ok"}"#)
            }
            defer { ended.continuation.finish() }
            Task { await gate.pass() }
            try await Task.sleep(for: .seconds(86_400))
            return nil
        }
        let client = DropboxClient.make(transport)
        let only = Task { try await client.call(CheckUser()).result }
        await gate.arrivals(1)
        only.cancel()
        await #expect(throws: CancellationError.self) { try await only.value }
        for await _ in ended.stream {}
        #expect(try await client.call(CheckUser()).result == "ok")
    }

    @Test func `the renewal is a form with its values escaped`() async throws {
        let transport = ScriptedTransport { $0.route == "oauth2/token" ? nil : .json(#"{"result":"ok"}"#) }
        let credentials = DropboxCredentials(appKey: "a&b", appSecret: Secret("s=é"), refreshToken: Secret("r+ /"))
        _ = try await DropboxClient.make(transport, credentials: credentials).call(CheckUser())
        let call = try #require(transport.calls.first)
        #expect(call.body == "grant_type=refresh_token&refresh_token=r%2B%20%2F&client_id=a%26b&client_secret=s%3D%C3%A9")
        #expect(call.request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(call.token == nil)
    }

    @Test func `a refresh token from PKCE goes without a secret`() async throws {
        let transport = ScriptedTransport { $0.route == "oauth2/token" ? nil : .json(#"{"result":"ok"}"#) }
        let credentials = DropboxCredentials(appKey: "a", appSecret: Secret(""), refreshToken: Secret("r"))
        _ = try await DropboxClient.make(transport, credentials: credentials).call(CheckUser())
        #expect(transport.calls.first?.body == "grant_type=refresh_token&refresh_token=r&client_id=a")
    }

    @Test func `no secret is in an error, a log line or a description`() async throws {
        let lines = Mutex<[String]>([])
        let log = Log(minimumLevel: .debug) { event in lines.withLock { $0.append("\(event)") } }
        let transport = ScriptedTransport { call in
            switch call.route {
            case "oauth2/token" where call.number == 0:
                .json(#"{"access_token": "token-1", "expires_in": 14400}"#)
            case "oauth2/token":
                .text("invalid_grant: refresh-token of app-secret", status: 400)
            default:
                .refusal("invalid_access_token", status: 401)
            }
        }
        let client = DropboxClient.make(transport, log: log)
        let error = try await dropboxError { _ = try await client.call(CheckUser()) }
        var dumped = ""
        dump(try #require(error), to: &dumped)
        dump(client, to: &dumped)
        let everything = lines.withLock { $0.joined() } + dumped + "\(error as Any) \(client)"
        for secret in ["refresh-token", "app-secret", "token-1", "app-key"] {
            #expect(!everything.contains(secret), "\(secret) is shown")
        }
        #expect(error?.code == .refreshTokenRejected)
        #expect(lines.withLock { $0.count } == 3)
    }
}
