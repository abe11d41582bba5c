import Elasticsearch
import Foundation
import Support
import Synchronization
import TestSupport
import Transport

/// A server in memory: answers each request with the next line of a script, and notes what was asked.
final class ScriptedTransport: HTTPTransport {
    enum Line: Sendable {
        case json(Int, String)
        case raw(Int, HTTPHeaders, String)
        case failure(TransportError.Code)
        /// The answer depends on the request.
        case reply(@Sendable (HTTPRequest) -> HTTPResponse)
    }

    private struct State {
        var script: [Line]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    init(_ script: [Line]) { state = Mutex(State(script: script)) }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }
    /// `METHOD /path?query` of each request.
    var lines: [String] { requests.map { "\($0.method.rawValue) \($0.target)" } }
    var bodies: [JSON] { requests.map { request in request.body.flatMap { try? JSON(parsing: $0) } ?? nil } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let line = state.withLock { state -> Line? in
            state.requests.append(request)
            return state.script.isEmpty ? nil : state.script.removeFirst()
        }
        switch line {
        case .json(let status, let body)?: return HTTPResponse(status: status, body: Data(body.utf8))
        case .raw(let status, let headers, let body)?:
            return HTTPResponse(status: status, headers: headers, body: Data(body.utf8))
        case .failure(let code)?: throw TransportError(code: code, request: request, reason: "as the script says")
        case .reply(let reply)?: return reply(request)
        case nil: throw TransportError(code: .secureConnectionFailed, request: request, reason: "the script has ended")
        }
    }
}

extension HTTPRequest {
    /// Path and query as they travel.
    var target: String {
        let text = url.absoluteString
        return text.range(of: "http://es.test").map { String(text[$0.upperBound...]) } ?? text
    }
}

extension ElasticsearchClient {
    /// A client whose server follows a script and whose clock never waits.
    static func make(
        _ script: ScriptedTransport.Line..., clock: RecordingClock = RecordingClock(), log: Log = .silent,
        _ configure: (inout ElasticsearchOptions) -> Void = { _ in }
    ) -> (ElasticsearchClient, ScriptedTransport) {
        let transport = ScriptedTransport(script)
        var options = ElasticsearchOptions(host: URL(string: "http://es.test")!)
        configure(&options)
        return (ElasticsearchClient(options: options, transport: transport, clock: clock, log: log), transport)
    }
}

/// The Elasticsearch error that `body` throws; nil when it throws none, or another.
func elasticsearchError(
    _ body: () async throws -> Void
) async -> ElasticsearchError? {
    do {
        try await body()
    } catch let error as ElasticsearchError {
        return error
    } catch {
        return nil
    }
    return nil
}
