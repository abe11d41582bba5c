import Foundation
import FoundationNetworking
import Support
import Synchronization

/// One request on its way: gathers the answer and ends the wait for it exactly once.
final class Exchange: Sendable {
    fileprivate struct State {
        var continuation: CheckedContinuation<HTTPResponse, any Error>?
        var outcome: Result<HTTPResponse, any Error>?
        var body = Data()
        /// Where a body of known length is gathered.
        var buffer: ByteBuffer?
        var expectedBytes = 0
        var receivedBytes = 0
        /// The request's receiver, if it wants this answer.
        var receiver: (any BodyReceiver)?
        /// Set when the server asked for credentials: the cancellation that follows is ours.
        var isChallenged = false
    }

    /// The largest body to make room for on the word of a header alone.
    private static let largestReservation = 64 << 20

    private let request: HTTPRequest
    private let state = Mutex(State())

    init(_ request: HTTPRequest) {
        self.request = request
    }

    /// Starts the wait. False when it has ended already, because the task was cancelled.
    func begin(_ continuation: CheckedContinuation<HTTPResponse, any Error>) -> Bool {
        let outcome = state.withLock { state in
            if state.outcome == nil { state.continuation = continuation }
            return state.outcome
        }
        guard let outcome else { return true }
        continuation.resume(with: outcome)
        return false
    }

    func finish(_ outcome: Result<HTTPResponse, any Error>) {
        let continuation = state.withLock { state in
            guard state.outcome == nil else { return nil as CheckedContinuation<HTTPResponse, any Error>? }
            state.outcome = outcome
            state.body = Data()
            state.buffer = nil
            return state.continuation.take()
        }
        continuation?.resume(with: outcome)
    }

    /// The header has arrived. False when the answer is too long to go on.
    func receive(_ response: URLResponse) -> Bool {
        guard request.method != .head, let response = response as? HTTPURLResponse else { return true }
        if let receiver = request.receiver, receiver.begin(status: response.statusCode) {
            state.withLock { $0.receiver = receiver }
        }
        guard
            // The length of an encoded body says nothing about the decoded one.
            response.value(forHTTPHeaderField: "Content-Encoding") == nil
        else { return true }
        let expected = Int(clamping: response.expectedContentLength)
        if expected > request.maximumResponseBytes ?? .max { return refuse() }
        state.withLock { $0.expectedBytes = min(max(expected, 0), Self.largestReservation) }
        return true
    }

    /// A part of the body has arrived. False when the answer is too long to go on.
    func receive(_ data: Data) -> Bool {
        do {
            // Under the lock: once the exchange is finished its receiver hears no more of it.
            let total = try state.withLock { state in try state.receive(data) }
            return total <= request.maximumResponseBytes ?? .max || refuse()
        } catch {
            finish(.failure(error))
            return false
        }
    }

    func noteChallenge() {
        state.withLock { $0.isChallenged = true }
    }

    /// The body has gone out, at least in part, and the connection ended before the first byte of an answer.
    func loseConnection() {
        finish(
            .failure(
                TransportError(
                    code: .connectionLost, request: request,
                    reason: "The server closed a kept connection without an answer.")))
    }

    /// The session is done with the request.
    func complete(with response: URLResponse?, error: (any Error)?) {
        let (isChallenged, body) = state.withLock { ($0.isChallenged, $0.buffer?.data ?? $0.body) }
        let code = (error as? URLError)?.code
        if let error, !(isChallenged && code == .cancelled) {
            return finish(.failure(TransportError(error, during: request)))
        }
        guard let response = response as? HTTPURLResponse else {
            return finish(
                .failure(TransportError(code: .connectionLost, request: request, reason: "There was no answer.")))
        }
        finish(
            .success(HTTPResponse(status: response.statusCode, headers: HTTPHeaders(response), body: body)))
    }

    private func refuse() -> Bool {
        let limit = request.maximumResponseBytes ?? .max
        finish(
            .failure(
                TransportError(
                    code: .responseTooLarge, request: request,
                    reason: "The answer is longer than \(limit) bytes.")))
        return false
    }
}

extension Exchange.State {
    /// Returns how many bytes there are by now.
    fileprivate mutating func receive(_ data: Data) throws -> Int {
        guard outcome == nil else { return 0 }
        receivedBytes += data.count
        if let receiver {
            try receiver.receive(data)
        } else {
            gather(data)
        }
        return receivedBytes
    }

    private mutating func gather(_ data: Data) {
        if let buffer, buffer.room < data.count {
            (body, self.buffer) = (buffer.data, nil)
        } else if buffer == nil, body.isEmpty, expectedBytes > data.count {
            buffer = ByteBuffer(capacity: expectedBytes)
        }
        if let buffer {
            data.withUnsafeBytes { buffer.append($0) }
        } else if body.isEmpty {
            // Most answers are one part: it is the body, without a copy.
            body = data
        } else {
            body.append(data)
        }
    }
}

extension HTTPHeaders {
    /// The session has joined repeated fields with commas already.
    fileprivate init(_ response: HTTPURLResponse) {
        self.init(
            distinct: response.allHeaderFields.compactMap { name, value in
                guard let name = name as? String, let value = value as? String else { return nil }
                return (name, value)
            })
    }
}
