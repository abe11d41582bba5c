import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import Testing

/// The built program, typed at a terminal between the two fakes: from nothing to a search result, and every command once.
@Suite(.serialized) struct SessionTests {
    private static func account() throws -> FakeAccount {
        var account = FakeAccount()
        _ = try account.write("/Harbour/Lighthouse.txt", "The keeper of the lighthouse writes down each ship that passes.")
        _ = try account.write("/Harbour/Tides.md", "# Tides\n\nHigh water at noon, low water at six.")
        _ = try account.write("/Harbour/Photo.jpg", "no text")
        _ = try account.write("/Budget.csv", "item,amount\nrope,12\npaint,30\n")
        return account
    }

    private static func withSession(
        _ name: String, _ title: String, account: FakeAccount? = nil, options: FakeDropboxOptions = FakeDropboxOptions(),
        _ body: (inout RecordedSession, FakeDropbox, FakeElasticsearch) async throws -> Void
    ) async throws {
        let dropbox = try await FakeDropbox.start(account: try account ?? Self.account(), options: options)
        let elasticsearch = try await FakeElasticsearch.start()
        let url = dropbox.url.absoluteString
        let terminal = try Terminal(environment: [
            "DROPBOX_API_URL": url, "DROPBOX_CONTENT_URL": url, "DROPBOX_NOTIFY_URL": url,
            "DROPBOX_APP_KEY": dropbox.credentials.appKey, "DROPBOX_APP_SECRET": dropbox.credentials.appSecret,
        ])
        defer { terminal.close() }
        var session = RecordedSession(name, title, in: terminal)
        do {
            try await body(&session, dropbox, elasticsearch)
        } catch {
            print(session.text)
            throw error
        }
        try session.check()
        await dropbox.stop()
        await elasticsearch.stop()
    }

    /// What Dropbox's page would do with the link that the program has printed.
    private static func code(_ printed: String, _ dropbox: FakeDropbox) -> String {
        let link = printed.split(separator: "\n").first { $0.contains("https://") }?.trimmingCharacters(in: .whitespaces) ?? ""
        let items = URLComponents(string: link)?.queryItems ?? []
        func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
        let challenge = value("code_challenge").map { ($0, value("code_challenge_method") ?? "") }
        return dropbox.authorizationCode(redirectURI: value("redirect_uri"), challenge: challenge)
    }

    /// Creates a connector and authorizes it, as the README tells.
    private static func setUp(
        _ session: inout RecordedSession, _ dropbox: FakeDropbox, _ elasticsearch: FakeElasticsearch, listening port: Int? = nil
    ) async throws {
        let start = "elasticsearch.host: \(elasticsearch.url.absoluteString)\nservice.idling: 1\n"
            + (port.map { "service.http.listen: 127.0.0.1:\($0)\n" } ?? "")
        try session.write(start, to: "config.yml")
        let created = try await session.type("dropbox-connector connector create --connector-id my-dropbox --index search-dropbox")
        let lines = created.components(separatedBy: "In config.yml:\n\n").last?.components(separatedBy: "\n\n").first ?? ""
        session.note("The lines go into config.yml.")
        try session.write(start + lines + "\n", to: "config.yml")
        session.note("The code is what Dropbox's page shows after \"Allow\".")
        try await session.type(
            "dropbox-connector auth --connector-id my-dropbox", answering: "The code that the page shows"
        ) { Self.code($0, dropbox) }
    }

    /// Runs the service beside `body`, once it has looked after the connector.
    private static func withService(
        _ session: inout RecordedSession, _ elasticsearch: FakeElasticsearch,
        _ body: (inout RecordedSession) async throws -> Void
    ) async throws {
        let service = try session.terminal.start(["run", "-c", "config.yml"])
        do {
            for _ in 0..<600 where elasticsearch.documents(in: ".elastic-connectors-v1")["my-dropbox"]?["status"] != "connected" {
                try await Task.sleep(for: .milliseconds(100))
            }
            try await body(&session)
        } catch {
            await service.stop()
            print(service.printed)
            throw error
        }
        await service.stop()
    }

    @Test func `from nothing to a search result`() async throws {
        try await Self.withSession("ten-minute-start", "From nothing to a search result") { session, dropbox, elasticsearch in
            try await Self.setUp(&session, dropbox, elasticsearch)
            session.note("In another terminal: dropbox-connector run")
            try await Self.withService(&session, elasticsearch) { session in
                try await session.type("dropbox-connector check --estimate")
                try await session.type("dropbox-connector sync --dry-run")
                try await session.type("dropbox-connector sync --wait")
                try await session.type("dropbox-connector status")
                try await session.type("dropbox-connector search my-dropbox lighthouse keeper")
            }
        }
    }

    @Test func `the service, and how it is`() async throws {
        try await Self.withSession("the-service", "The service, and how it is") { session, dropbox, elasticsearch in
            try await Self.setUp(&session, dropbox, elasticsearch, listening: try Terminal.freePort())
            try await session.type("dropbox-connector health", status: 1)
            let service = try session.terminal.start(["run", "--config-file", "config.yml"])
            for _ in 0..<600 where !service.printed.contains("Connected to the Dropbox") {
                try await Task.sleep(for: .milliseconds(100))
            }
            session.note("In another terminal, while it runs:")
            try await session.type("dropbox-connector health")
            try await session.type("dropbox-connector health --ready --json")
            await service.stop()
            session.note("What it has printed when it is ended by SIGTERM:")
            session.show("dropbox-connector run", await service.outcome())
            session.note("Completion for the shell; zsh's is the same, told of bash's ways.")
            try await session.type("dropbox-connector completion bash")
            try await session.type("dropbox-connector completion zsh", showing: 1)
        }
    }

    @Test func `who sees what`() async throws {
        try await Self.withSession("who-sees-what", "Who sees what", account: .demoTeam(), options: .team) { session, dropbox, elasticsearch in
            try await Self.setUp(&session, dropbox, elasticsearch)
            session.note("In Kibana, \"Enable document level security\" is switched on.")
            try elasticsearch.update(
                "my-dropbox", in: ".elastic-connectors-v1",
                with: ["configuration": ["use_document_level_security": ["value": true]]])
            try await Self.withService(&session, elasticsearch) { session in
                try await session.type("dropbox-connector sync --wait")
                try await session.type("dropbox-connector sync --type access_control --dry-run")
                try await session.type("dropbox-connector sync --type access_control --wait")
                try await session.type("dropbox-connector search my-dropbox year --as bob@example.com")
                try await session.type("dropbox-connector search my-dropbox year --as ivan@example.com", status: 2)
                try await session.type("dropbox-connector explain /Plans/Salaries/list.txt bob@example.com")
                try await session.type("dropbox-connector explain /Plans/Salaries/list.txt cleo@example.com --json")
            }
        }
    }

    @Test func `a sync that nobody watches any more`() async throws {
        try await Self.withSession("stop-watching", "Ctrl-C while a sync is watched") { session, dropbox, elasticsearch in
            try await Self.setUp(&session, dropbox, elasticsearch)
            session.note("No service runs yet. After a while, Ctrl-C; the output goes into a file.")
            let piped = try session.terminal.start(["sync", "--wait"])
            let outcome = await piped.interrupt(after: "pending:")
            #expect(outcome.status == 130)
            session.show("dropbox-connector sync --wait | tee log", outcome)
            let job = try #require(outcome.output.firstMatch(of: /job cancel (\S+)/)?.1)
            #expect(elasticsearch.documents(in: ".elastic-connectors-sync-jobs-v1")[String(job)]?["status"] == "pending")
            try await session.type("dropbox-connector job cancel \(job)")
            try await session.type("dropbox-connector job cancel \(job)", status: 1)

            session.note("On a terminal Ctrl-C asks.")
            for (answer, status) in [("n", Int32(130)), ("y", 1)] {
                let terminal = try session.terminal.start(["sync", "--wait"], question: "[y/N]", isTerminal: true) { _ in answer }
                let outcome = await terminal.interrupt(after: "pending:")
                #expect(outcome.status == status)
                session.show("dropbox-connector sync --wait", outcome)
            }
            let statuses = elasticsearch.documents(in: ".elastic-connectors-sync-jobs-v1").values.compactMap { $0["status"]?.stringValue }
            #expect(statuses.sorted() == ["canceled", "canceled", "pending"])
        }
    }

    @Test func `every day`() async throws {
        try await Self.withSession("every-day", "Looking at it, and changing it") { session, dropbox, elasticsearch in
            try await Self.setUp(&session, dropbox, elasticsearch)
            try await Self.withService(&session, elasticsearch) { session in
                try await session.type("dropbox-connector sync --wait")
                try await session.type("dropbox-connector connector list")
                try await session.type("dropbox-connector connector show my-dropbox")
                let jobs = try await session.type("dropbox-connector jobs")
                let job = jobs.split(separator: "\n").last?.split(separator: " ").first ?? ""
                try await session.type("dropbox-connector job show \(job)")
                try dropbox.change { account in
                    try account.move("/Budget.csv", to: "/Harbour/Budget.csv")
                    try account.delete("/Harbour/Tides.md")
                    _ = try account.write("/Harbour/Log.txt", "A calm day.")
                }
                session.note("In Dropbox, a file is moved, one is deleted, and one is new.")
                try await session.type("dropbox-connector sync --dry-run")
                try await session.type("dropbox-connector sync --dry-run --type incremental")
                try await session.type("dropbox-connector sync --type incremental --wait")
                try await session.type("dropbox-connector search my-dropbox calm")
                try await session.type("dropbox-connector search my-dropbox tides", status: 1)
            }
            try session.write(#"[{"include": {"extension": ["txt"]}}]"# + "\n", to: "rules.json")
            try await session.type("dropbox-connector rules check rules.json")
            try await session.type("dropbox-connector rules preview rules.json")
            try await session.type("dropbox-connector connector delete my-dropbox --yes")
            try await session.type("dropbox-connector connector list")
            try await session.type("dropbox-connector --version")
        }
    }

    @Test func `when something is wrong`() async throws {
        try await Self.withSession("when-something-is-wrong", "When something is wrong") { session, dropbox, elasticsearch in
            try session.write("elasticsearch.hots: http://localhost:9200\nservice:\n  idling: soon\n", to: "config.yml")
            try await session.type("dropbox-connector check", status: 2)
            try await Self.setUp(&session, dropbox, elasticsearch)
            dropbox.fail(
                "files/download", with: .error(401, [".tag": "missing_scope", "required_scope": "files.content.read"]), times: nil)
            session.note("The authorization was given without one of the scopes.")
            try await session.type("dropbox-connector check", status: 1)
            try await session.type("dropbox-connector sync --typ full", status: 2)
            try await session.type("dropbox-connector job show no-such-job", status: 1)
            try await session.type("dropbox-connector sinc", status: 2)
            await elasticsearch.stop()
            session.note("Elasticsearch is down.")
            try await session.type("dropbox-connector status", status: 3)
        }
    }
}
