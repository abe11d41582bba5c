import Foundation
import HTTPServer
import Testing

@testable import ConnectorService

/// The files that people deploy with hold configurations, which have to be ones that the service takes as they are.
@Suite struct DeployFilesTests {
    private static let environment = [
        "ELASTICSEARCH_HOST": "http://elasticsearch:9200", "ELASTICSEARCH_API_KEY": "encoded",
    ]

    @Test(arguments: [("compose/config.yml", true), ("kubernetes.yml", false)])
    func `a configuration in deploy is taken without a problem`(file: String, isLoopback: Bool) throws {
        let text = Self.configuration(in: try Self.text("deploy/\(file)"))
        let configuration = try ServiceConfiguration.parse(text, file: file, environment: Self.environment)
        let listen = try #require(configuration.service.httpListen)
        #expect(listen.isLoopback == isLoopback)
        // Outside the loopback, in a pod, the probes could not reach it; that others can is what the warning says.
        #expect(try configuration.validate().map(\.key) == (isLoopback ? [] : ["service.http.listen"]))
        #expect(configuration.connectors.count == 1)
    }

    @Test func `the probes of the Kubernetes manifest ask where its configuration listens`() throws {
        let text = try Self.text("deploy/kubernetes.yml")
        let configuration = try ServiceConfiguration.parse(
            Self.configuration(in: text), file: "kubernetes.yml", environment: Self.environment)
        let port = try #require(configuration.service.httpListen?.port)
        #expect(text.contains("containerPort: \(port)"))
        #expect(text.contains("prometheus.io/port: \"\(port)\""))
    }

    /// The text itself, or the one in a Kubernetes ConfigMap.
    private static func configuration(in text: String) -> String {
        guard let begin = text.range(of: "config.yml: |\n") else { return text }
        let lines = text[begin.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
        return lines.prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }.joined(separator: "\n")
    }

    private static func text(_ path: String) throws -> String {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}
