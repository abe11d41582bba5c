import Foundation
import Synchronization
import Testing
import Transport

/// Every wait ends at once when its task is cancelled.
@Suite(.timeLimit(.minutes(10))) struct CancellationTests {
    let transport = URLSessionTransport(options: TransportOptions(connectionsPerHost: 1))

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"a\"\r\nContent-Length: 10\r\n\r\nhalf",
    ])
    func `a request ends when its task is cancelled`(answered: String) async throws {
        try await withServer({ _, connection in
            connection.send(answered)
            connection.waitForEnd()
            return false
        }) { server in
            let request = Task { try await transport.send(HTTPRequest(.get, server.url)) }
            _ = await server.arrivals.first()
            request.cancel()
            await #expect(throws: CancellationError.self) { try await request.value }
        }
    }

    @Test func `a request that waits for its turn ends when its task is cancelled, and takes no turn`() async throws {
        try await withServer({ request, connection in
            if request.target == "/slow" { connection.waitForEnd() }
            connection.answer()
            return true
        }) { server in
            let slow = Task { try await transport.send(HTTPRequest(.get, server.url.appending(path: "slow"))) }
            _ = await server.arrivals.first()
            let waiting = Task { try await transport.send(HTTPRequest(.get, server.url.appending(path: "never"))) }
            await Task.yield()
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            slow.cancel()
            await #expect(throws: CancellationError.self) { try await slow.value }
            let response = try await transport.send(HTTPRequest(.get, server.url.appending(path: "next")))
            #expect(response.status == 200)
            #expect(server.requests.map(\.target) == ["/slow", "/next"])
        }
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        try await withServer({ _, connection in
            connection.answer()
            return true
        }) { server in
            let request = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await transport.send(HTTPRequest(.get, server.url))
            }
            await #expect(throws: CancellationError.self) { try await request.value }
            #expect(server.requests.isEmpty)
        }
    }

    /// The session's queue resumes a task while its cancellation handler runs: neither may wait for the other.
    @Test(.timeLimit(.minutes(10))) func `a request that is cancelled while its answer arrives stops no other one`() async throws {
        let transport = URLSessionTransport(options: TransportOptions(connectionsPerHost: 8))
        let requests = Requests()
        try await withServer({ request, connection in
            connection.answer(200, [:], Data(count: 10))
            // Somewhere about when the other end has it.
            for _ in 0..<(request.target.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 0x3FFF) { _ = ContinuousClock.now }
            requests.byTarget.withLock { $0[request.target] }?.cancel()
            return true
        }) { server in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<3000 {
                    if number >= 8 { await group.next() }
                    group.addTask {
                        let url = server.url.appending(path: "\(number)")
                        _ = await requests.start("/\(number)") { try await transport.send(HTTPRequest(.get, url)) }.result
                    }
                }
            }
            let response = try await transport.send(HTTPRequest(.get, server.url))
            #expect(response.status == 200)
        }
    }

    @Test func `cancelling at any moment leaves a transport that works`() async throws {
        let transport = URLSessionTransport(options: TransportOptions(connectionsPerHost: 8))
        try await withServer({ request, connection in
            connection.answer(
                request.target.hasSuffix("1") ? 401 : 200, ["WWW-Authenticate": "Basic realm=\"a\""],
                Data(count: 50_000))
            return true
        }) { server in
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<400 {
                    group.addTask {
                        let url = server.url.appending(path: "\(number)")
                        let request = Task { try await transport.send(HTTPRequest(.get, url)) }
                        for _ in 0..<(number % 40) { await Task.yield() }
                        request.cancel()
                        _ = await request.result
                    }
                }
            }
            let response = try await transport.send(HTTPRequest(.get, server.url))
            #expect(response.body.count == 50_000)
        }
    }
}

/// Requests under way, by their targets, for a server that cancels them.
private final class Requests: Sendable {
    let byTarget = Mutex<[String: Task<HTTPResponse, any Error>]>([:])

    func start(_ target: String, _ send: @escaping @Sendable () async throws -> HTTPResponse) -> Task<HTTPResponse, any Error> {
        byTarget.withLock { requests in
            let request = Task(operation: send)
            requests[target] = request
            return request
        }
    }
}
