import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing
import Transport

@testable import ConnectorService

@Suite struct ConnectorKeyTests {
    private static let global = "Z2xvYmFs"
    private static let own = "b3du"

    private static func options(_ key: FakeAPIKey) -> FakeElasticsearchOptions {
        var options = FakeElasticsearchOptions()
        options.apiKey = Secret(global)
        options.apiKeys = [key]
        return options
    }

    /// `config.yml` with the key of the cluster and that of the connector.
    private func run(
        _ key: FakeAPIKey, useConnectorsAPI: String = "auto", _ body: (TestService) async throws -> Void
    ) async throws {
        try await withTestService(
            configuration: """
                    api_key: \(Self.own)
                elasticsearch.api_key: \(Self.global)
                elasticsearch.feature_use_connectors_api: \(useConnectorsAPI)
                """, elasticsearch: Self.options(key)
        ) { service in
            try service.createConnector()
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "completed", "\(job["error"] ?? .null)")
                try await body(service)
            }
        }
    }

    @Test(arguments: ["true", "false"])
    func `a connector's key that may is used for its index, its document and its jobs`(useConnectorsAPI: String) async throws {
        try await run(.connector(Self.own, index: TestService.index), useConnectorsAPI: useConnectorsAPI) { service in
            let writes = service.elasticsearch.requests.filter { $0.method != "GET" && $0.method != "HEAD" }
            let about = writes.filter { request in
                [TestService.connectorID, "j1", "_bulk"].contains { request.path.split(separator: "/").contains(Substring($0)) }
            }
            #expect(about.contains { $0.path.contains("_bulk") })
            #expect(about.contains { $0.path.contains("sync") })
            #expect(about.allSatisfy { $0.header("Authorization") == "ApiKey \(Self.own)" }, "\(about.map(\.path))")
            #expect(service.elasticsearch.requests.filter { $0.path.hasSuffix("_has_privileges") }.count == 1)
            // Kibana's keys for connectors may not read pipelines, and the connector can do without.
            let refused = service.elasticsearch.requests.filter { $0.status == 403 && !$0.path.contains("_ingest") }
            #expect(refused.isEmpty, "\(refused.map { "\($0.method) \($0.path)" })")
        }
    }

    @Test func `a key for the index alone leaves document and jobs to the credential of the cluster, and that is told once`() async throws {
        let key = FakeAPIKey(Self.own, cluster: ["monitor", "read_pipeline"], indices: [TestService.index: ["all"]])
        try await run(key) { service in
            try await service.sync("j2")
            let requests = service.elasticsearch.requests
            #expect(requests.filter { $0.path.contains("_bulk") }.allSatisfy { $0.header("Authorization") == "ApiKey \(Self.own)" })
            #expect(
                requests.filter { $0.path.contains("_update") && $0.path.contains("connectors") }
                    .allSatisfy { $0.header("Authorization") == "ApiKey \(Self.global)" })
            #expect(requests.allSatisfy { $0.status != 403 })
            let told = service.log.filter { $0.contains("own API key") }
            #expect(told.count == 1 && told[0].contains("read on .elastic-connectors"), "\(told)")
        }
    }

    @Test func `a key that Elasticsearch does not know is told, and the connector is looked after all the same`() async throws {
        try await withTestService(
            configuration: "    api_key: d3Jvbmc=\nelasticsearch.api_key: \(Self.global)\n",
            elasticsearch: Self.options(.connector(Self.own, index: TestService.index))
        ) { service in
            try service.createConnector()
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "error")
                _ = try await eventually { service.connector["status"] == "error" ? true : nil }
            }
            #expect(service.log.filter { $0.contains("does not accept the connector's own API key") }.count == 1)
        }
    }

    @Test(arguments: [
        (.get, "/", 200), (.get, "/.elastic-connectors/_doc/c1", 200), (.get, "/other/_doc/1", 403), (.head, "/other", 403),
        (.get, "/_ingest/pipeline/x", 403), (.get, "/_connector", 200), (.post, "/other/_bulk", 403),
    ] as [(HTTPRequest.Method, String, Int)])
    func `the stand-in holds a key to its privileges`(method: HTTPRequest.Method, path: String, status: Int) async throws {
        try await withFakeElasticsearch(Self.options(.connector(Self.own, index: "mine"))) { fake in
            try fake.seed(["c1": ["name": "c"]], in: TestService.connectors)
            let request = HTTPRequest(
                method, try #require(URL(string: "\(fake.url)\(path)")), headers: ["Authorization": "ApiKey \(Self.own)"])
            let response = try await URLSessionTransport(options: TransportOptions()).send(request)
            #expect(response.status == status)
        }
    }
}
