import FakeElasticsearch
import Foundation
import Support
import Synchronization
import Testing
import Transport

/// Calls a fake and reads its answers.
struct FakeCaller {
    let fake: FakeElasticsearch
    var headers: HTTPHeaders = [:]
    private static let transport = URLSessionTransport()

    init(_ fake: FakeElasticsearch) {
        self.fake = fake
    }

    func send(_ method: HTTPRequest.Method, _ target: String, _ body: JSON? = nil) async throws -> (status: Int, json: JSON) {
        try await send(method, target, text: body.map { String(decoding: try $0.data(), as: UTF8.self) })
    }

    func send(_ method: HTTPRequest.Method, _ target: String, text: String?) async throws -> (status: Int, json: JSON) {
        let response = try await response(method, target, text: text)
        return (response.status, response.body.isEmpty ? .null : try JSON(parsing: response.body))
    }

    func response(_ method: HTTPRequest.Method, _ target: String, text: String? = nil) async throws -> HTTPResponse {
        guard let url = URL(string: fake.url.absoluteString + target) else { throw URLError(.badURL) }
        var headers = headers
        headers["Content-Type"] = text.map { $0.hasSuffix("\n") ? "application/x-ndjson" : "application/json" }
        return try await Self.transport.send(HTTPRequest(method, url, headers: headers, body: text.map { Data($0.utf8) }))
    }

    /// The ids that a search finds, in order.
    func ids(_ target: String, _ body: JSON = [:]) async throws -> [String] {
        let answer = try await send(.post, target, body).json
        return (answer["hits"]?["hits"]?.arrayValue ?? []).compactMap { $0["_id"]?.stringValue }
    }

    /// Calls that must be answered with `status`.
    @discardableResult
    func expect(
        _ status: Int, _ method: HTTPRequest.Method, _ target: String, _ body: JSON? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> JSON {
        let answer = try await send(method, target, body)
        #expect(answer.status == status, "\(method.rawValue) \(target): \(answer.json)", sourceLocation: sourceLocation)
        return answer.json
    }
}

/// A time that tests move.
final class Clockwork: Sendable {
    private let seconds = Mutex(1_780_000_000.0)

    var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }

    func advance(by interval: TimeInterval) { seconds.withLock { $0 += interval } }
}
