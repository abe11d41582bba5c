import FakeDropbox
import Foundation
import HTTPServer
import Support
import TestSupport
import Testing
import Transport

@testable import ConnectorService

/// Invariant: the connector only ever reads in Dropbox.
@Suite(.serialized) struct SecurityReadOnlyTests {
    @Test(arguments: ["full", "incremental", "access_control"])
    func `no sync calls a route that writes`(type: String) async throws {
        try await withSecureTeam(SecurityProofTests.smallTeam(), configuration: ["include_member_folders": true]) { team async throws in
            _ = try await team.syncAll()
            team.dropbox.change { account in
                for number in 0..<5 { account.changeRandomly(seed: 77 + UInt64(number)) }
            }
            _ = try await team.sync(type)
            let requests = team.dropbox.requests
            #expect(requests.contains { $0.route == "files/list_folder" })
            #expect(requests.filter(\.isWrite).map(\.route) == [])
        }
    }

    @Test func `neither does a command, whatever it shows`() async throws {
        try await withTeamService(.demoTeam()) { service in
            try service.createSecureConnector()
            try await service.run { service in
                try await service.syncIdentities("people")
                try await service.sync("content")
            }
            let configuration = try service.operatorConfiguration()
            let console = try await Operator(configuration: configuration, environment: [:], log: .silent)
            for document in ["/Plans/offer.txt", "/Private/diary.txt"] {
                _ = try await console.explain(document, to: "bob@example.com", connectorID: nil)
            }
            _ = try await console.search("plans", in: TestService.connectorID, as: "bob@example.com", limit: 10)
            _ = try await service.check()
            let doctor = try Doctor(
                configuration: configuration, environment: [:], log: .silent, connectorID: nil, isEstimating: true)
            _ = try await doctor.run { _ in }
            _ = try await service.dryRun()
            for rules in [#"[{"include": {"path": ["/Plans/**"]}}]"#, #"[{"query": "plans"}]"#] {
                _ = try await RulesPreview(connectorID: nil).run(
                    try RulesFile(Data(rules.utf8)), configuration: configuration, environment: [:], log: .silent
                ) { _ in }
            }
            let authorization = try AppAuthorization(
                configuration: configuration, environment: [:], log: .silent, appKey: service.dropbox.credentials.appKey,
                appSecret: Secret(service.dropbox.credentials.appSecret), usesPKCE: false, redirect: nil)
            _ = try await authorization.finish(Secret(service.dropbox.authorizationCode(redirectURI: nil, challenge: nil)))
            _ = try await AuthorizedApp.trial(
                Secret(service.dropbox.accessToken()), configuration: configuration, environment: [:], log: .silent)
            let routes = Set(service.dropbox.requests.map(\.route))
            #expect(routes.isSuperset(of: ["oauth2/token", "files/get_metadata", "files/search_v2"]), "\(routes)")
            #expect(service.dropbox.requests.filter(\.isWrite).map(\.route) == [])
        }
    }

    @Test func `neither does watching, nor a webhook's notification`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            let settings = "service.realtime: true\nservice.webhook.listen: 127.0.0.1:0\n" + TestService.longPause
            try await service.run(with: settings) { service in
                let sentence = "The webhook is served at "
                let url = try await eventually {
                    service.log.last { $0.hasPrefix(sentence) }.flatMap { URL(string: String($0.dropFirst(sentence.count))) }
                }
                let body = #"{"list_folder":{"accounts":["dbid:somebody"]}}"#
                var headers = HTTPHeaders()
                headers["X-Dropbox-Signature"] = HMACSHA256.code(
                    for: Data(body.utf8), key: Data(service.dropbox.credentials.appSecret.utf8)).hexadecimal
                let request = HTTPRequest(.post, url, headers: headers, body: Data(body.utf8))
                _ = try await URLSessionTransport(options: TransportOptions()).send(request)
                try service.write("/new.txt", "news")
                try await service.waitUntilSynced()
            }
            #expect(service.dropbox.requests.contains { $0.route == "files/list_folder/longpoll" })
            #expect(service.dropbox.requests.filter(\.isWrite).map(\.route) == [])
        }
    }

    /// What the product can call at all: each route is a text in the sources of the room that calls Dropbox.
    @Test func `there is no route in the product that writes`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let sources = root.appending(path: "Sources/Dropbox")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        var routes: Set<String> = []
        for file in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: #/static let route = "([^"]*)"/#) { routes.insert(String(match.1)) }
        }
        #expect(routes.count > 25)
        let reads = #/^(files/(list_folder|get_metadata|download|export|search)|sharing/(list|get)_|team/.*(list|get)|team_log/get|users/get|check/|oauth2/token$)/#
        #expect(routes.filter { $0.firstMatch(of: reads) == nil } == [])
    }
}
