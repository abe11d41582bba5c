import Foundation
import Synchronization
import TestSupport
import Testing
import Transport

struct RetryingTransportTests {
    let request = HTTPRequest(.post, URL(string: "http://127.0.0.1/2/a")!, body: Data("b".utf8))
    let clock = RecordingClock()
    let policy = RetryPolicy(maximumAttempts: 3, backoff: .linear(interval: .seconds(1)))

    @Test func `a request is sent again until an answer is final, and each wait is told`() async throws {
        let base = ScriptedTransport(.failure(.connectionLost), .status(503), .status(200))
        let told = Mutex<[String]>([])
        let transport = RetryingTransport(base, policy: policy, clock: clock) { retry in
            told.withLock { $0.append("\(retry.attempt) \(retry.delay) \(retry.reason) \(retry.request.url.path)") }
        }
        let response = try await transport.send(request)
        #expect(response.status == 200)
        #expect(clock.sleeps == [.seconds(1), .seconds(2)])
        #expect(told.withLock { $0 } == ["1 1.0 seconds scripted /2/a", "2 2.0 seconds status 503 /2/a"])
        #expect(base.requests.map(\.body) == Array(repeating: request.body, count: 3))
    }

    @Test func `the last answer is returned and the last failure thrown`() async throws {
        let answers = ScriptedTransport(.status(503), .status(502), .status(500))
        let response = try await RetryingTransport(answers, policy: policy, clock: clock).send(request)
        #expect(response.status == 500)

        let failures = ScriptedTransport(.status(503), .failure(.timedOut), .failure(.connectionFailed))
        let error = await #expect(throws: TransportError.self) {
            try await RetryingTransport(failures, policy: policy, clock: clock).send(request)
        }
        #expect(error?.code == .connectionFailed)
        #expect(clock.sleeps.count == 4)
    }

    @Test func `a cancellation is never tried again`() async throws {
        let base = ScriptedTransport(.cancellation)
        await #expect(throws: CancellationError.self) {
            try await RetryingTransport(base, policy: policy, clock: clock).send(request)
        }
        #expect(base.requests.count == 1)
    }

    @Test(.timeLimit(.minutes(10))) func `cancelling ends the wait`() async throws {
        let base = ScriptedTransport(.status(503))
        let (waits, began) = AsyncStream<Void>.makeStream()
        let hour = RetryPolicy(maximumAttempts: 3, backoff: .linear(interval: .seconds(3600)))
        let transport = RetryingTransport(base, policy: hour) { _ in began.yield() }
        let task = Task { try await transport.send(request) }
        _ = await waits.first()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(base.requests.count == 1)
    }
}
