import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import Testing

@testable import ConnectorService

struct ConnectorTests {
    private func new(_ index: String = "search-test") -> NewConnector {
        NewConnector(id: TestService.connectorID, name: "Test", indexName: index)
    }

    @Test func `a created connector, authorized, syncs`() async throws {
        try await withTestService { service in
            let created = try await service.console().create(new(), wantsKey: true)
            #expect(!created.hasKey)
            #expect(created.configurationLines == ["connectors:", "  - connector_id: c1", "    service_type: dropbox"])
            #expect(service.connector["status"] == "needs_configuration")
            let (_, _, token) = service.dropbox.credentials
            let app = AuthorizedApp(
                appKey: service.dropbox.credentials.appKey, appSecret: Secret(service.dropbox.credentials.appSecret),
                refreshToken: Secret(token), scopes: [], isPKCE: false)
            try await service.console().store(app, in: TestService.connectorID)
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "completed")
            }
            #expect(!service.documents.isEmpty)
        }
    }

    @Test(arguments: ["/Reports", "dropbox://Reports", "Reports/", "dropbox:///Reports"])
    func `a path can be written in several ways`(path: String) async throws {
        try await withTestService { service in
            var new = new()
            new.path = path
            _ = try await service.console().create(new, wantsKey: false)
            #expect(service.connector["configuration"]?["path"]?["value"] == "/Reports")
        }
    }

    @Test func `its API key may do what its syncs need, and nothing in other indices`() async throws {
        try await withTestService { service in
            service.elasticsearch.fail(
                matching: "POST /_security/api_key", with: .status(200, body: ["id": "key-1", "encoded": "ZW5jb2RlZA=="]))
            let created = try await service.console().create(new(), wantsKey: true)
            #expect(created.configurationLines.last == "    api_key: ZW5jb2RlZA==")
            #expect(service.connector["api_key_id"] == "key-1")
            let request = try #require(service.elasticsearch.requests.first { $0.path == "/_security/api_key" })
            let role = request.json?["role_descriptors"]?["connector"]
            #expect(role?["indices"]?.arrayValue?.first?["names"] == ["search-test", ".search-acl-filter-search-test"])
            #expect(role?["cluster"] == ["monitor", "read_pipeline"])
        }
    }

    @Test func `secrets from the environment are in no document`() async throws {
        try await withTestService { service in
            var new = new()
            new.takesSecretsFromEnvironment = true
            let console = try await service.console()
            _ = try await console.create(new, wantsKey: false)
            #expect(service.connector["configuration"]?["refresh_token"]?["value"] == "${DROPBOX_REFRESH_TOKEN}")
            #expect(service.connector["status"] == "configured")
            let shown = try await console.settings(of: TestService.connectorID)
            #expect(shown.contains { $0.name == "refresh_token" && $0.value == "${DROPBOX_REFRESH_TOKEN}" })
        }
    }

    @Test func `shown settings hide what is secret`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            let shown = try await service.console().settings(of: TestService.connectorID)
            #expect(shown.contains { $0.name == "app_secret" && $0.value == "••••••" })
            #expect(!shown.contains { $0.value.contains(service.dropbox.credentials.refreshToken) })
        }
    }

    @Test func `an id or an index that is taken is refused`() async throws {
        try await withTestService { service in
            let console = try await service.console()
            _ = try await console.create(new(), wantsKey: false)
            await #expect(throws: OperatorFailure.self) { _ = try await console.create(new("search-other"), wantsKey: false) }
            let other = NewConnector(id: "c2", name: "Other", indexName: "search-test")
            let failure = await #expect(throws: OperatorFailure.self) { _ = try await console.create(other, wantsKey: false) }
            #expect(failure?.description.contains("belongs to connector c1") == true)
        }
    }

    @Test(arguments: [("a b", "search-x"), ("", "search-x"), ("ok", "Search"), ("ok", "_x"), ("ok", "a*")])
    func `names that cannot be are refused before anything is written`(id: String, index: String) async throws {
        try await withTestService { service in
            let new = NewConnector(id: id, name: "x", indexName: index)
            let console = try await service.console()
            await #expect(throws: OperatorFailure.self) { _ = try await console.create(new, wantsKey: false) }
            #expect(service.elasticsearch.indexNames.isEmpty)
        }
    }

    @Test func `a deleted connector is gone from every list, and its index stays`() async throws {
        try await withTestService { service in
            let console = try await service.console()
            #expect(try await console.allConnectors().isEmpty)
            _ = try await console.create(new(), wantsKey: false)
            #expect(try await console.allConnectors().map(\.row).first?[0] == "c1")
            #expect(try await console.delete("c1") == "search-test")
            #expect(service.connector["deleted"] == true)
            await #expect(throws: UnknownConnector.self) { _ = try await console.delete("c1") }
        }
    }

    @Test func `a connector that is being synced is not deleted`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try service.requestSync("j1")
            try service.changeJob("j1", ["status": "in_progress", "last_seen": .string(Timestamp.format(Date()))])
            let console = try await service.console()
            await #expect(throws: OperatorFailure.self) { _ = try await console.delete("c1") }
            #expect(service.connector["deleted"] != true)
        }
    }
}
