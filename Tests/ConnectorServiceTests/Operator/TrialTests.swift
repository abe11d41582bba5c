import FakeDropbox
import Foundation
import Support
import Testing

@testable import ConnectorService

@Suite struct TrialTests {
    private func trial(_ service: TestService, _ token: String) async throws -> AuthorizedApp {
        try await AuthorizedApp.trial(
            Secret(token), configuration: try service.operatorConfiguration(), environment: [:], log: .silent)
    }

    @Test func `an access token shows whose it is, what it may do and when it dies, and syncs`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            let token = service.dropbox.accessToken()
            let app = try await trial(service, token)
            let text = app.lines(OutputStyle(hasColours: false)).joined(separator: "\n")
            #expect(text.contains("ada@example.com"))
            #expect(text.contains("✓ The scope files.content.read is granted"))
            #expect(text.contains("dies 4 hours after it was made, at 20"))
            #expect(!text.contains(token))

            try await service.console().store(app, in: TestService.connectorID)
            service.dropbox.clearRequests()
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "completed")
            }
            #expect(!service.dropbox.requests.contains { $0.route == "oauth2/token" })
        }
    }

    @Test func `a token that has died ends the sync with what to do`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try await service.console().store(try await trial(service, service.dropbox.accessToken()), in: TestService.connectorID)
            service.dropbox.expireAccessTokens()
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "error")
                #expect(job["error"]?.stringValue?.contains("trial run has died") == true, "\(job["error"] ?? .null)")
            }
        }
    }

    @Test func `a missing scope is told`() async throws {
        try await withTestService { service in
            let app = try await trial(service, service.dropbox.accessToken(scopes: ["account_info.read", "files.metadata.read"]))
            #expect(app.lines(OutputStyle(hasColours: false)).contains { $0.contains("! The authorization lacks the scope files.content.read") })
        }
    }

    @Test func `a refresh token is not taken for an access token`() async throws {
        try await withTestService { service in
            let failure = await #expect(throws: OperatorFailure.self) {
                _ = try await trial(service, service.dropbox.credentials.refreshToken)
            }
            #expect(failure?.description.contains("sl.") == true)
        }
    }
}
