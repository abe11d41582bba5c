import ConnectorProtocol
import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import Testing
import Transport

@testable import ConnectorService

extension TestService {
    /// `config.yml` of a command that runs beside the service.
    func operatorConfiguration(_ extra: String = "") throws -> ServiceConfiguration {
        try ServiceConfiguration.parse(
            """
            elasticsearch.host: \(elasticsearch.url)
            dropbox.api_url: \(dropbox.url)
            dropbox.content_url: \(dropbox.url)
            dropbox.notify_url: \(dropbox.url)
            connectors:
              - connector_id: \(Self.connectorID)
                service_type: dropbox

            """ + extra)
    }

    func check(_ extra: String = "") async throws -> (status: ConnectorService.ExitStatus, findings: [Finding]) {
        let doctor = try Doctor(
            configuration: try operatorConfiguration(extra), environment: [:], log: .silent, connectorID: nil)
        var findings: [Finding] = []
        let status = try await doctor.run { findings.append($0) }
        return (status, findings)
    }

    /// A cluster and a connector with which nothing is wrong.
    func prepareEverything() async throws {
        try await StateIndices().ensure(client)
        try createConnector(["last_seen": .string(Timestamp.format(Date()))])
    }
}

/// Something wrong, and what mends it.
struct Ailment: Sendable, CustomTestStringConvertible {
    var check: String
    var mark = Finding.Mark.failed
    /// Words of the text or of the remedy.
    var says: String
    var cause: @Sendable (TestService) async throws -> Void
    var cure: @Sendable (TestService) async throws -> Void

    var testDescription: String { "\(check): \(says)" }
}

struct DoctorTests {
    @Test func `where everything is right, nothing fails and every check has a line`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            let (status, findings) = try await service.check()
            #expect(status == .success, "\(findings.filter { $0.mark == .failed })")
            #expect(findings.allSatisfy { $0.remedy == nil })
            let passed = Set(findings.filter { $0.mark == .passed }.map(\.name))
            #expect(
                passed.isSuperset(of: [
                    "configuration", "cluster.version", "cluster.license", "cluster.index", "connector.service",
                    "connector.pipeline", "connector.configuration", "dropbox.token", "dropbox.account", "dropbox.path",
                    "dropbox.scope.files.metadata.read", "dropbox.scope.files.content.read", "dropbox.scope.sharing.read",
                    "dropbox.rate_limit",
                ]), "\(findings)")
        }
    }

    @Test(arguments: Self.ailments)
    func `each failure is told with its remedy, and is gone when that is followed`(ailment: Ailment) async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try await ailment.cause(service)
            let (status, findings) = try await service.check()
            let finding = try #require(findings.first { $0.name == ailment.check && $0.mark != .passed }, "\(findings)")
            #expect(finding.mark == ailment.mark)
            let told = finding.text + " → " + (finding.remedy ?? "")
            #expect(told.contains(ailment.says), "\(told)")
            #expect(finding.remedy != nil)
            #expect((status == .success) == (ailment.mark == .warning))

            try await ailment.cure(service)
            let cured = try await service.check()
            #expect(cured.status == .success, "\(cured.findings.filter { $0.mark == .failed })")
            #expect(!cured.findings.contains { $0.name == ailment.check && $0.mark == ailment.mark }, "\(cured.findings)")
        }
    }

    @Test func `a cluster that does not answer is unavailable, and the address is doubted`() async throws {
        try await withTestService { service in
            await service.elasticsearch.stop()
            let (status, findings) = try await service.check()
            #expect(status == .unavailable)
            #expect(findings.last?.name == "cluster.reachable")
            #expect(findings.last?.remedy?.contains("elasticsearch.host") == true)
        }
    }

    @Test func `a refused credential is unavailable, and the credential is doubted`() async throws {
        var options = FakeElasticsearchOptions()
        options.apiKey = Secret("the-right-key")
        try await withTestService(elasticsearch: options) { service in
            let (status, findings) = try await service.check()
            #expect(status == .unavailable)
            #expect(findings.last?.remedy?.contains("elasticsearch.api_key") == true)
        }
    }

    @Test(arguments: [
        ("8.11.4", Finding.Mark.failed, "8.12"), ("10.0.0", .warning, "newer"), ("9.1.0", .passed, "9.1.0"),
    ])
    func `the version is judged`(version: String, mark: Finding.Mark, says: String) async throws {
        var options = FakeElasticsearchOptions()
        options.version = version
        try await withTestService(elasticsearch: options) { service in
            let findings = try await service.check().findings
            let finding = try #require(findings.first { $0.name == "cluster.version" })
            #expect(finding.mark == mark)
            #expect(finding.text.contains(says))
        }
    }

    @Test func `an expired license is a warning`() async throws {
        var options = FakeElasticsearchOptions()
        options.licenseStatus = "expired"
        try await withTestService(elasticsearch: options) { service in
            let findings = try await service.check().findings
            #expect(findings.first { $0.name == "cluster.license" }?.mark == .warning)
        }
    }

    @Test func `an extraction service that does not answer is a failure`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            let (status, findings) = try await service.check("extraction_service.host: http://127.0.0.1:1")
            #expect(status == .failure)
            #expect(findings.last?.name == "extraction_service")
            #expect(findings.last?.remedy?.contains("extraction_service.host") == true)
        }
    }

    @Test func `nothing is written`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            let before = (service.connector, service.elasticsearch.indexNames)
            service.elasticsearch.clearRequests()
            _ = try await service.check()
            #expect(service.connector == before.0)
            #expect(service.elasticsearch.indexNames == before.1)
            let writes = service.elasticsearch.requests.filter { request in
                request.method != "GET" && request.method != "HEAD" && !request.path.hasSuffix("_search")
                    && !request.path.hasSuffix("_has_privileges") && !request.path.hasSuffix("_pit")
            }
            #expect(writes.isEmpty, "\(writes.map { "\($0.method) \($0.path)" })")
        }
    }

    @Test func `no secret is printed`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            service.dropbox.revokeRefreshToken()
            let findings = try await service.check().findings
            let text = findings.map { "\($0.text(OutputStyle(hasColours: false)))\($0.json)" }.joined()
            for secret in [service.dropbox.credentials.appSecret, service.dropbox.credentials.refreshToken] {
                #expect(!text.contains(secret))
            }
        }
    }
}

extension DoctorTests {
    private static func configure(_ field: String, _ value: JSON) -> @Sendable (TestService) async throws -> Void {
        { try $0.changeConnector(["configuration": .object([field: ["value": value]])]) }
    }

    private static func denied(_ privileges: JSON) -> FakeFault { .status(200, body: privileges) }

    static let ailments: [Ailment] = [
        Ailment(
            check: "connector", says: "connector create",
            cause: { try $0.elasticsearch.delete(TestService.connectorID, in: ".elastic-connectors-v1") },
            cure: { try $0.createConnector() }),
        Ailment(
            check: "connector.service_type", says: "\"box\"", cause: { try $0.changeConnector(["service_type": "box"]) },
            cure: { try $0.changeConnector(["service_type": "dropbox"]) }),
        Ailment(
            check: "connector.index", says: "Attach one", cause: { try $0.changeConnector(["index_name": .null]) },
            cure: { try $0.changeConnector(["index_name": "search-test"]) }),
        Ailment(
            check: "connector.service", mark: .warning, says: "dropbox-connector run",
            cause: { try $0.changeConnector(["last_seen": "2020-01-01T00:00:00Z"]) },
            cure: { try $0.changeConnector(["last_seen": .string(Timestamp.format(Date()))]) }),
        Ailment(
            check: "connector.error", mark: .warning, says: "it broke",
            cause: { try $0.changeConnector(["error": "it broke", "status": "error"]) },
            cure: { try $0.changeConnector(["error": .null, "status": "connected"]) }),
        Ailment(
            check: "connector.configuration", says: "App Key", cause: configure("app_key", ""),
            cure: { try await configure("app_key", .string($0.dropbox.credentials.appKey))($0) }),
        Ailment(
            check: "connector.pipeline", says: "no-such-pipeline",
            cause: { try $0.changeConnector(["pipeline": ["name": "no-such-pipeline"]]) },
            cure: { try $0.changeConnector(["pipeline": ["name": "search-default-ingestion"]]) }),
        Ailment(
            check: "connector.pipeline", says: "read_pipeline",
            cause: { $0.elasticsearch.fail(matching: "_ingest/pipeline", with: .status(403), times: nil) },
            cure: { $0.elasticsearch.clearFaults() }),
        Ailment(
            check: "cluster.privileges", says: "monitor on the cluster, write on .elastic-connectors*",
            cause: {
                $0.elasticsearch.fail(
                    matching: "_has_privileges",
                    with: denied([
                        "cluster": ["monitor": false], "index": [".elastic-connectors*": ["read": true, "write": false]],
                    ]))
            },
            cure: { $0.elasticsearch.clearFaults() }),
        Ailment(
            check: "connector.privileges", says: "create_index on search-test",
            cause: {
                $0.elasticsearch.fail(
                    matching: "_has_privileges", with: denied(["index": ["search-test": ["create_index": false]]]),
                    afterRequests: 1)
            },
            cure: { $0.elasticsearch.clearFaults() }),
        Ailment(
            check: "dropbox.token", says: "Authorize the app again", cause: configure("refresh_token", "revoked"),
            cure: { try await configure("refresh_token", .string($0.dropbox.credentials.refreshToken))($0) }),
        Ailment(
            check: "dropbox.token", says: "app_key and app_secret", cause: configure("app_secret", "wrong"),
            cure: { try await configure("app_secret", .string($0.dropbox.credentials.appSecret))($0) }),
        Ailment(
            check: "dropbox.path", says: "does not exist", cause: configure("path", "/nowhere"), cure: configure("path", "")),
        Ailment(
            check: "dropbox.path", says: "is a file",
            cause: { service in
                _ = try service.dropbox.change { try $0.write("/file.txt", "x") }
                try await configure("path", "/file.txt")(service)
            }, cure: configure("path", "/")),
        Ailment(
            check: "dropbox.scope.files.content.read", says: "no text of any file",
            cause: { service in
                service.dropbox.fail(
                    "files/download", with: .error(401, [".tag": "missing_scope", "required_scope": "files.content.read"]))
            }, cure: { $0.dropbox.clearFaults() }),
        Ailment(
            check: "dropbox.scope.files.metadata.read", says: "Tick files.metadata.read",
            cause: { service in
                service.dropbox.fail(
                    "files/list_folder",
                    with: .error(401, [".tag": "missing_scope", "required_scope": "files.metadata.read"]))
            }, cure: { $0.dropbox.clearFaults() }),
        Ailment(
            check: "dropbox.scope.sharing.read", mark: .warning, says: "who may see a document",
            cause: { service in
                service.dropbox.fail(
                    "sharing/list_received_files",
                    with: .error(401, [".tag": "missing_scope", "required_scope": "sharing.read"]))
            }, cure: { $0.dropbox.clearFaults() }),
    ]
}

extension TestService {
    var client: ElasticsearchClient {
        ElasticsearchClient(
            options: ElasticsearchOptions(host: elasticsearch.url),
            transport: URLSessionTransport(options: TransportOptions()))
    }
}
