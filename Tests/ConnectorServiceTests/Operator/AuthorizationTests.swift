import FakeDropbox
import Foundation
import Support
import Testing
import Transport

@testable import ConnectorService

struct AuthorizationTests {
    private func authorization(
        _ service: TestService, usesPKCE: Bool = true, redirect: URL? = nil, secret: String? = nil
    ) throws -> AppAuthorization {
        try AppAuthorization(
            configuration: try service.operatorConfiguration(), environment: [:], log: .silent,
            appKey: service.dropbox.credentials.appKey, appSecret: Secret(secret ?? service.dropbox.credentials.appSecret),
            usesPKCE: usesPKCE, redirect: redirect)
    }

    /// The code that Dropbox's page would give for this link.
    private func code(_ service: TestService, _ page: URL) throws -> Secret {
        let items = try #require(URLComponents(url: page, resolvingAgainstBaseURL: false)?.queryItems)
        func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
        #expect(page.host() == "www.dropbox.com")
        #expect(value("response_type") == "code")
        #expect(value("token_access_type") == "offline")
        let challenge = value("code_challenge").map { ($0, value("code_challenge_method") ?? "") }
        return Secret(service.dropbox.authorizationCode(redirectURI: value("redirect_uri"), challenge: challenge))
    }

    @Test(arguments: [true, false])
    func `the code becomes an authorization with which the connector syncs`(usesPKCE: Bool) async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try service.changeConnector(["configuration": ["refresh_token": ["value": ""], "app_key": ["value": ""]]])
            let authorization = try authorization(service, usesPKCE: usesPKCE)
            let app = try await authorization.finish(try code(service, authorization.page))
            let lines = app.lines(OutputStyle(hasColours: false)).joined(separator: "\n")
            #expect(lines.contains("ada@example.com"))
            #expect(lines.contains("✓ The scope files.content.read is granted"))

            try await service.console().store(app, in: TestService.connectorID)
            #expect(service.connector["status"] == "configured")
            let (status, findings) = try await service.check()
            #expect(status == .success, "\(findings.filter { $0.mark == .failed })")
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "completed")
            }
        }
    }

    @Test func `the page's address holds no secret, and the verifier only as its hash`() async throws {
        try await withTestService { service in
            let authorization = try authorization(service)
            let page = authorization.page.absoluteString
            #expect(!page.contains(service.dropbox.credentials.appSecret))
            #expect(page.contains("code_challenge_method=S256"))
            #expect(!page.contains("state="))
        }
    }

    @Test func `a code works once, and the second time says what to do`() async throws {
        try await withTestService { service in
            let authorization = try authorization(service)
            let code = try code(service, authorization.page)
            _ = try await authorization.finish(code)
            let failure = await #expect(throws: OperatorFailure.self) { _ = try await authorization.finish(code) }
            #expect(failure?.description.contains("dropbox-connector auth") == true)
            #expect(failure?.description.contains(code.reveal()) == false)
        }
    }

    @Test func `somebody else's code is worth nothing without the verifier`() async throws {
        try await withTestService { service in
            let other = try authorization(service)
            let stolen = try code(service, other.page)
            let authorization = try authorization(service)
            await #expect(throws: OperatorFailure.self) { _ = try await authorization.finish(stolen) }
        }
    }

    @Test func `a missing scope is told with what it disables`() async throws {
        try await withTestService { service in
            service.dropbox.configure { $0.scopes = ["account_info.read", "files.metadata.read"] }
            let authorization = try authorization(service)
            let app = try await authorization.finish(try code(service, authorization.page))
            let lines = app.lines(OutputStyle(hasColours: false)).joined(separator: "\n")
            #expect(lines.contains("! The scope files.content.read is missing: no text of any file is indexed"))
            #expect(lines.contains("→ Tick files.content.read"))
        }
    }

    @Test func `a redirect brings the code, and one with another state is refused`() async throws {
        try await withTestService { service in
            let listener = try RedirectListener(port: 0)
            let authorization = try authorization(service, redirect: listener.redirect)
            let code = try code(service, authorization.page)
            let browser = URLSessionTransport(options: TransportOptions())
            func visit(_ code: String, _ state: String) async throws -> HTTPResponse {
                let base = "http://127.0.0.1:\(listener.redirect.port ?? 0)"
                let url = try #require(URL(string: "\(base)/?code=\(code)&state=\(state)"))
                return try await browser.send(HTTPRequest(.get, url))
            }
            async let received = listener.code(state: authorization.state)
            #expect(try await visit("forged", "another-state").status == 400)
            let page = try await visit(code.reveal(), authorization.state)
            #expect(page.status == 200)
            #expect(String(decoding: page.body, as: UTF8.self).contains("return to the terminal"))
            let app = try await authorization.finish(try await received)
            #expect(app.email == "ada@example.com")
        }
    }

    @Test func `a refusal on Dropbox's page ends the wait`() async throws {
        let listener = try RedirectListener(port: 0)
        let wait = Task { try await listener.code(state: "s") }
        let url = try #require(URL(string: "http://127.0.0.1:\(listener.redirect.port ?? 0)/?error=access_denied&state=s"))
        _ = try await URLSessionTransport(options: TransportOptions()).send(HTTPRequest(.get, url))
        await #expect(throws: OperatorFailure.self) { _ = try await wait.value }
    }

    @Test func `a wait for the browser can be cancelled`() async throws {
        let listener = try RedirectListener(port: 0)
        let task = Task { try await listener.code(state: "s") }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }

    @Test func `an environment file is its owner's alone, and keeps its other lines`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "env-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("# mine\nOTHER=1\nDROPBOX_REFRESH_TOKEN=old\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let file = EnvironmentFile(path: path)
        try file.set([("DROPBOX_REFRESH_TOKEN", Secret("new")), ("DROPBOX_APP_KEY", Secret("key"))])
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text == "# mine\nOTHER=1\nDROPBOX_REFRESH_TOKEN=new\nDROPBOX_APP_KEY=key\n")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try file.variables()["DROPBOX_APP_KEY"] == "key")
    }
}
