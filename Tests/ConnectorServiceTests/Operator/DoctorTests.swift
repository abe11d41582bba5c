import ConnectorProtocol
import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import FakeExtraction
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

    /// The same, whatever credential the cluster demands.
    func prepare() async throws {
        let demanded = elasticsearch.options
        elasticsearch.configure { ($0.apiKey, $0.apiKeys) = (nil, []) }
        try await prepareEverything()
        elasticsearch.configure { $0 = demanded }
    }
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
        let extraction = try await FakeExtraction.start(.elastic)
        try await withTestService(
            ailment.account, configuration: ailment.serviceLines, dropbox: ailment.dropbox, elasticsearch: ailment.cluster
        ) { service in
            let patient = Patient(service: service, extraction: extraction, ailment: ailment)
            if !ailment.isFromNothing { try await service.prepare() }
            try await ailment.cause(patient)
            let (status, findings) = try await patient.check(isCured: false)
            let told = findings.filter { $0.name == ailment.check && $0.mark == ailment.mark }
            let finding = try #require(told.first { $0.text.contains(ailment.says) }, "\(findings)")
            let remedy = try #require(finding.remedy)
            #expect(remedy.contains(ailment.remedy))
            #expect(status == ailment.status ?? (ailment.mark == .warning ? .success : .failure), "\(findings)")

            try await ailment.cure(patient)
            let cured = try await patient.check(isCured: true)
            #expect(cured.status == .success, "\(cured.findings.filter { $0.mark == .failed })")
            #expect(!cured.findings.contains { $0.name == ailment.check && $0.mark == ailment.mark }, "\(cured.findings)")
            #expect(cured.findings.contains { $0.name == ailment.check } || ailment.vanishes, "\(cured.findings)")
        }
        await extraction.stop()
    }

    /// The places in the code that tell of something wrong, by the name of the check and the mark.
    private static func places() throws -> [String: Int] {
        var places: [String: Int] = [:]
        func add(_ name: String, _ mark: String, _ count: Int = 1) { places["\(name) \(mark)", default: 0] += count }
        for folder in ["Operator/Check", "Forecast"] {
            let url = RecordedText.package("Sources/ConnectorService/\(folder)")
            for file in try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil) {
                let source = try String(contentsOf: file, encoding: .utf8)
                for match in source.matches(of: /\.(failed|warning)\(\s*"([a-z_.]+)"/) { add(String(match.2), String(match.1)) }
                // The two places in `PrivilegeCheck`, each for every check of privileges.
                for match in source.matches(of: /\.run\(\s*"([a-z_.]+)"/) { add(String(match.1), "failed", 2) }
                for match in source.matches(of: /\.(failed|warning)\(\s*name\b/) { add("of a name", String(match.1)) }
            }
        }
        for scope in DropboxScope.allCases {
            add("dropbox.scope.\(scope.rawValue)", "failed")
            if scope.isOfPermissions { add("dropbox.scope.\(scope.rawValue)", "warning") }
        }
        return places
    }

    @Test func `every place that tells of something wrong has its failure among these`() throws {
        var places = try Self.places()
        // Two of `PrivilegeCheck`, and two of `DropboxScope` beside a warning.
        #expect(places.removeValue(forKey: "of a name failed") == 4)
        #expect(places.removeValue(forKey: "of a name warning") == 1)
        #expect(places.count > 35, "\(places)")
        let produced = Dictionary(grouping: Self.ailments) { "\($0.check) \($0.mark)" }.mapValues(\.count)
        for (place, count) in places { #expect(produced[place, default: 0] >= count, "\(place): \(count) places in the code") }
        for ailment in produced.keys { #expect(places[ailment] != nil, "\(ailment) is nowhere in the code") }
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

extension TestService {
    var client: ElasticsearchClient {
        ElasticsearchClient(
            options: ElasticsearchOptions(host: elasticsearch.url),
            transport: URLSessionTransport(options: TransportOptions()))
    }
}
