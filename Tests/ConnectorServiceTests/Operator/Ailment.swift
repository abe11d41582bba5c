import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import FakeExtraction
import Foundation
import Glibc
import Support
import TestSupport
import Testing

@testable import ConnectorService

/// Something wrong, how `check` tells it, and what its remedy comes to.
struct Ailment: Sendable, CustomTestStringConvertible {
    typealias Action = @Sendable (Patient) async throws -> Void

    var check: String
    var mark = Finding.Mark.failed
    /// Words of the text.
    var says: String
    /// Words of the remedy.
    var remedy: String
    /// The program's exit status while it lasts; nil: by the mark.
    var status: ConnectorService.ExitStatus?
    var isEstimating = false
    var cluster = FakeElasticsearchOptions()
    var dropbox = FakeDropboxOptions()
    var account = FakeAccount.generated(files: 5, size: 10, seed: 1)
    /// Lines of `config.yml` as they are wrong, and as the remedy makes them; `{extraction}` is a text extraction service.
    var lines = ""
    var cured = ""
    /// `elasticsearch.host` while it is wrong; `{port}` is the fake's, `{plain}` one where nobody speaks TLS.
    var host = "http://127.0.0.1:{port}"
    /// Whether no service has ever run, and nobody has created a connector.
    var isFromNothing = false
    /// Whether the row is there only while something is wrong.
    var vanishes = false
    /// Lines of the service's `config.yml`, where a cause or a cure takes a sync.
    var serviceLines = ""
    var cause: Action = { _ in }
    var cure: Action = { _ in }

    var testDescription: String { "\(check) \(mark): \(says)" }
}

/// Who has an ailment.
struct Patient: Sendable {
    let service: TestService
    let extraction: FakeExtraction
    let ailment: Ailment

    func check(isCured: Bool) async throws -> (status: ConnectorService.ExitStatus, findings: [Finding]) {
        let port = service.elasticsearch.url.port ?? 0
        let plain = try PlainPort()
        defer { plain.close() }
        let host = isCured ? "http://127.0.0.1:\(port)" : ailment.host.replacing("{port}", with: "\(port)").replacing("{plain}", with: "\(plain.number)")
        let lines = (isCured ? ailment.cured : ailment.lines).replacing("{extraction}", with: "\(extraction.url)")
        let text = """
            elasticsearch.host: \(host)
            dropbox.api_url: \(service.dropbox.url)
            dropbox.content_url: \(service.dropbox.url)
            dropbox.notify_url: \(service.dropbox.url)

            """ + (lines.contains("connectors:") || lines.contains("worker_mode") ? "" : Self.connectors) + lines + "\n"
        let doctor = try Doctor(
            configuration: try ServiceConfiguration.parse(text), environment: [:], log: .silent, connectorID: nil,
            isEstimating: ailment.isEstimating)
        var findings: [Finding] = []
        let status = try await doctor.run { findings.append($0) }
        return (status, findings)
    }

    static let connectors = "connectors:\n  - connector_id: \(TestService.connectorID)\n    service_type: dropbox\n"

    /// What the connector's owner fills in.
    func fillIn(_ field: String, _ value: JSON) throws {
        try service.changeConnector(["configuration": .object([field: ["value": value]])])
    }

    /// What `dropbox-connector auth` does, with the page's button pressed.
    func authorize() async throws {
        let authorization = try AppAuthorization(
            configuration: try service.operatorConfiguration(), environment: [:], log: .silent,
            appKey: service.dropbox.credentials.appKey, appSecret: Secret(service.dropbox.credentials.appSecret),
            usesPKCE: true, redirect: nil)
        let items = try #require(URLComponents(url: authorization.page, resolvingAgainstBaseURL: false)?.queryItems)
        func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
        let challenge = value("code_challenge").map { ($0, value("code_challenge_method") ?? "") }
        let code = service.dropbox.authorizationCode(redirectURI: value("redirect_uri"), challenge: challenge)
        try await service.console().store(try await authorization.finish(Secret(code)), in: TestService.connectorID)
    }

    /// Starts the service, and ends it once it has looked after the connector.
    func runService() async throws {
        let before = service.connector["last_seen"]
        try await service.run { service in
            _ = try await eventually {
                let seen = service.connector["last_seen"]
                return seen != nil && seen != .null && seen != before ? true : Optional<Bool>.none
            }
        }
    }
}

/// A port that answers everything at once, and not in TLS.
private struct PlainPort {
    let number: Int
    private let descriptor: Int32

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && listen(descriptor, 8) == 0 ? getsockname(descriptor, pointer, &length) : -1
            }
        }
        guard status == 0 else { throw POSIXError(.EADDRINUSE) }
        self.descriptor = descriptor
        number = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            while case let connection = accept(descriptor, nil, nil), connection >= 0 {
                let answer = Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8)
                _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
                var hello = [UInt8](repeating: 0, count: 4096)
                _ = recv(connection, &hello, hello.count, 0)
                Glibc.close(connection)
            }
        }
    }

    func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        Glibc.close(descriptor)
    }
}
