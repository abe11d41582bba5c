import Foundation
import HTTPServer
import Support
import Testing

@testable import ConnectorService

/// `config.yml.example` is documentation that must be true.
@Suite struct ExampleFileTests {
    private let text: String

    init() throws {
        let package = URL(filePath: #filePath).appending(path: "../../../..").standardized
        text = try String(contentsOf: package.appending(path: "config.yml.example"), encoding: .utf8)
    }

    /// The file with every key that stands behind a `#`.
    private var uncommented: String {
        NumberedLine.lines(of: text).map { line in
            line.text.wholeMatch(of: /#( {4}[a-z_]+: .*|[a-z_.]+: .*)/).map { String($0.1) } ?? line.text
        }.joined(separator: "\n")
    }

    @Test func `as shipped it can be read, and asks for the connector's id`() throws {
        let read = try ServiceConfiguration.parse(text)
        #expect(read.readingWarnings.isEmpty)
        #expect(read.connectors == [ConnectorEntry(id: "changeme", line: read.connectors.first?.line)])
        var elasticsearch = ElasticsearchConfiguration()
        elasticsearch.apiKey = Secret("changeme")
        #expect(read.elasticsearch == elasticsearch)
        #expect(read.service == ServiceSettings())
        #expect(throws: ConfigurationError.self) { try read.validate() }
    }

    @Test func `the default that stands behind each # is the one of the code`() throws {
        let read = try ServiceConfiguration.parse(uncommented)
        var elasticsearch = ElasticsearchConfiguration()
        elasticsearch.apiKey = Secret("changeme")
        // Without a default; the example shows a value, and so for the extensions below.
        elasticsearch.caCerts = "/config/ca.pem"
        #expect(read.elasticsearch == elasticsearch)
        var service = ServiceSettings()
        service.extractedExtensions = ["pdf", "docx", "txt", "md"]
        service.webhookListen = ListenAddress(port: 9465)
        service.httpListen = ListenAddress(port: 9464)
        #expect(read.service == service)
        let host = try #require(URL(string: "http://localhost:8090"))
        #expect(read.extractionService == ExtractionServiceConfiguration(host: host))
        #expect(read.dropbox.apiURL != nil && read.dropbox.contentURL != nil && read.dropbox.notifyURL != nil)
        #expect(read.connectors.first?.apiKey == Secret("encoded"))
        #expect(read.readingWarnings.map(\.key) == ["connector_id"], "nothing but the deprecated pair")
    }

    @Test func `no key is missing`() throws {
        let root = try ServiceConfiguration.root(of: uncommented, file: "config.yml.example", environment: [:])
        _ = try ServiceConfiguration(root, environment: [:])
        let given = Set(root.lines().keys.map(ConfigurationReadings.general))
            .union(["connectors[].connector_id", "connectors[].service_type", "connectors[].api_key", ""])
        #expect(root.readings.keys.subtracting(given) == [])
        #expect(given.subtracting(root.readings.keys) == [""])
        #expect(uncommented.contains("\n    api_key: encoded\n"))
    }

    @Test func `however it is damaged it is read, or refused with file, line and remedy`() throws {
        var seed: UInt64 = 11
        func random(below bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % bound
        }
        let lines = uncommented.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        let pieces = ["\t", "  ", "\n", ":", ": ", "- ", "[", "]", "{", "}", "'", "\"", "\\", "|", ">", "&", "*", "!", "#", "$", "${", "$X", "%", "é", "---\n", "0x", "~", ","]
        for _ in 0..<200 {
            var damaged = Array(lines)
            for _ in 0...random(below: 3) {
                let place = random(below: damaged.count)
                damaged.replaceSubrange(place..<min(place + random(below: 4), damaged.count), with: pieces[random(below: pieces.count)])
            }
            guard let error = configurationError(String(damaged)) else { continue }
            #expect(error.file == "config.yml" && !error.problem.isEmpty && !error.remedy.isEmpty)
            #expect(error.line != nil || error.key == "connectors", "\(error)")
        }
    }
}
