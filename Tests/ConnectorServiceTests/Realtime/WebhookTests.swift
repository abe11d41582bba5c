import FakeDropbox
import Foundation
import HTTPServer
import Support
import TestSupport
import Testing
import Transport

@testable import ConnectorService

@Suite(.serialized) struct WebhookTests {
    private static let on = "service.webhook.listen: 127.0.0.1:0\n" + TestService.longPause

    private func address(_ service: TestService) async throws -> URL {
        let sentence = "The webhook is served at "
        return try await eventually {
            service.log.last { $0.hasPrefix(sentence) }.flatMap { URL(string: String($0.dropFirst(sentence.count))) }
        }
    }

    private func notify(
        _ url: URL, _ body: String, secret: String, signature: String? = nil
    ) async throws -> Int {
        var headers = HTTPHeaders()
        let code = HMACSHA256.code(for: Data(body.utf8), key: Data(secret.utf8)).hexadecimal
        headers["X-Dropbox-Signature"] = signature ?? code
        headers["Content-Type"] = "application/json"
        let request = HTTPRequest(.post, url, headers: headers, body: Data(body.utf8))
        return try await URLSessionTransport(options: TransportOptions()).send(request).status
    }

    /// Waits until the webhook knows the connectors.
    private func accepted(_ url: URL, _ body: String, secret: String) async throws {
        _ = try await eventually { try await notify(url, body, secret: secret) == 503 ? nil : true }
    }

    @Test func `a notification for the connector's account is a sync, without a schedule`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            let account = try #require(service.connector["sync_cursor"]?["scope"]?["account_id"]?.stringValue)
            let secret = service.dropbox.credentials.appSecret
            try await service.run(with: Self.on) { service in
                let url = try await address(service)
                try await accepted(url, #"{"list_folder":{"accounts":["dbid:somebody-else"]}}"#, secret: secret)
                #expect(service.incrementalJobs.isEmpty)
                try service.write("/new.txt", "x")
                let body = #"{"list_folder":{"accounts":["\#(account)"]},"delta":{"users":[1]}}"#
                for _ in 0..<20 { #expect(try await notify(url, body, secret: secret) == 200) }
                try await service.waitUntilSynced()
                _ = try await eventually { service.unendedJobs == 0 ? true : nil }
            }
            #expect((1...4).contains(service.incrementalJobs.count), "a burst is one, and one more for what came while it ran")
        }
    }

    @Test func `a team's notification is for the connectors that read this team`() async throws {
        var account = FakeAccount.generated(files: 10, size: 20, seed: 2)
        account.profile.team = FakeTeam()
        let team = FakeTeam().id
        try await withTestService(account) { service in
            try await service.fillIndex()
            #expect(service.connector["sync_cursor"]?["team_id"] == .string(team))
            let secret = service.dropbox.credentials.appSecret
            try await service.run(with: Self.on) { service in
                let url = try await address(service)
                try await accepted(url, #"{"list_folder":{"teams":{"dbtid:another":["dbmid:a"]}}}"#, secret: secret)
                #expect(service.incrementalJobs.isEmpty)
                try service.write("/new.txt", "x")
                #expect(try await notify(url, #"{"list_folder":{"teams":{"\#(team)":["dbmid:a"]}}}"#, secret: secret) == 200)
                try await service.waitUntilSynced()
            }
        }
    }

    @Test func `a team's notification is for every connector of its app whose team is not known`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            let secret = service.dropbox.credentials.appSecret
            try await service.run(with: Self.on) { service in
                let url = try await address(service)
                try service.write("/new.txt", "x")
                try await accepted(url, #"{"list_folder":{"teams":{"dbtid:AAAA":["dbmid:a","dbmid:b"]}}}"#, secret: secret)
                try await service.waitUntilSynced()
            }
        }
    }

    @Test func `bad input is refused, and makes no job`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            let secret = service.dropbox.credentials.appSecret
            try await service.run(with: Self.on) { service in
                let url = try await address(service)
                try await accepted(url, "{}", secret: secret)
                let body = #"{"list_folder":{"teams":{"dbtid:AAAA":[]}}}"#
                #expect(try await notify(url, body, secret: "another") == 403)
                #expect(try await notify(url, body, secret: secret, signature: "") == 403)
                #expect(try await notify(url, body, secret: secret, signature: "zz") == 403)
                #expect(try await notify(url, body, secret: secret, signature: String(repeating: "00", count: 32)) == 403)
                #expect(try await notify(url, "[]", secret: secret) == 400)
                #expect(try await notify(url, "no json", secret: secret) == 400)
                #expect(try await notify(url, #"{"list_folder":5}"#, secret: secret) == 400)
                #expect(try await notify(url, "{}", secret: secret) == 200, "nothing that is known, and nothing wrong")
            }
            #expect(service.incrementalJobs.isEmpty)
        }
    }
}

@Suite struct WebhookAnswerTests {
    private let server = WebhookServer(connectors: WebhookConnectors()) { _ in }

    @Test func `the challenge comes back as plain text that no browser takes for a page`() {
        let answer = server.answer(ServerRequest(method: "GET", path: "/", query: ["challenge": "<b>abc 123</b>"]))
        #expect(answer.status == 200)
        #expect(answer.body == Data("<b>abc 123</b>".utf8))
        #expect(answer.headers.map { "\($0): \($1)" } == ["Content-Type: text/plain", "X-Content-Type-Options: nosniff"])
    }

    @Test(arguments: [("GET", 400), ("PUT", 405), ("DELETE", 405), ("POST", 503)])
    func `what else is asked`(method: String, status: Int) {
        #expect(server.answer(ServerRequest(method: method, path: "/")).status == status)
    }

    @Test(arguments: [
        (#"{"list_folder":{"accounts":["dbid:a","dbid:b"]},"delta":{"users":[1]}}"#, ["dbid:a", "dbid:b"], []),
        (#"{"list_folder":{"teams":{"dbtid:t":["dbmid:a"]}},"delta":{"teams":{"dbtid:u":[]}}}"#, [], ["dbtid:t", "dbtid:u"]),
        ("{}", [], []),
    ] as [(String, [String], [String])])
    func `notifications`(body: String, accounts: [String], teams: [String]) throws {
        let notification = try #require(WebhookNotification(Data(body.utf8)))
        #expect(notification.accounts == Set(accounts) && notification.teams == Set(teams))
    }

    @Test(arguments: [
        (["dbid:a"], [], ["one", "unknown"]), (["dbid:x"], [], ["unknown"]), ([], ["dbtid:t"], ["one", "unknown"]),
        ([], ["dbtid:u"], ["two", "unknown"]), ([], ["dbtid:v"], ["unknown"]), (["dbid:a"], ["dbtid:u"], ["one", "two", "unknown"]),
        ([], [], []),
    ] as [([String], [String], [String])])
    func `whom it concerns`(accounts: [String], teams: [String], expected: [String]) throws {
        let entries = [
            WebhookConnectors.Entry(connectorID: "one", appSecret: Secret("s"), accountID: "dbid:a", teamID: "dbtid:t"),
            WebhookConnectors.Entry(connectorID: "two", appSecret: Secret("s"), accountID: "dbid:b", teamID: "dbtid:u"),
            WebhookConnectors.Entry(connectorID: "unknown", appSecret: Secret("s"), accountID: nil),
        ]
        var notification = try #require(WebhookNotification(Data("{}".utf8)))
        (notification.accounts, notification.teams) = (Set(accounts), Set(teams))
        #expect(entries.concerned(by: notification).map(\.connectorID) == expected)
    }

    @Test func `of several apps the one that signed is meant`() {
        let entries = ["a", "b"].map { WebhookConnectors.Entry(connectorID: $0, appSecret: Secret("secret-\($0)"), accountID: nil) }
        let body = Data("{}".utf8)
        let signature = HMACSHA256.code(for: body, key: Data("secret-b".utf8)).hexadecimal
        #expect(entries.signed(body, with: signature).map(\.connectorID) == ["b"])
        #expect(entries.signed(body + Data(" ".utf8), with: signature).isEmpty)
        #expect(entries.signed(body, with: String(signature.dropLast(2))).isEmpty)
    }
}
