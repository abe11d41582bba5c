import Foundation
import Synchronization
import Transport

/// Answers each request with the next step of its script.
final class ScriptedTransport: HTTPTransport {
    enum Step: Sendable {
        case status(Int, HTTPHeaders = [:], body: String = "")
        case failure(TransportError.Code)
        case cancellation
    }

    private let steps: Mutex<[Step]>
    private let sent = Mutex<[HTTPRequest]>([])

    var requests: [HTTPRequest] { sent.withLock { $0 } }

    init(_ steps: Step...) { self.steps = Mutex(steps) }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        sent.withLock { $0.append(request) }
        switch steps.withLock({ $0.removeFirst() }) {
        case .status(let status, let headers, let body):
            return HTTPResponse(status: status, headers: headers, body: Data(body.utf8))
        case .failure(let code): throw TransportError(code: code, request: request, reason: "scripted")
        case .cancellation: throw CancellationError()
        }
    }
}
