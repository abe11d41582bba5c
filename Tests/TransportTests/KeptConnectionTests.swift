import Foundation
import HTTPServer
import Synchronization
import Testing
import Transport

/// What becomes of a request when the connection it was kept for ends without an answer.
@Suite(.timeLimit(.minutes(10))) struct KeptConnectionTests {
    enum Sent: String, CaseIterable {
        case get, emptyPost, smallPost, largePost, smallPut

        func request(to url: URL) -> HTTPRequest {
            switch self {
            case .get: HTTPRequest(.get, url, timeout: .seconds(100))
            case .emptyPost: HTTPRequest(.post, url, timeout: .seconds(100))
            case .smallPost: HTTPRequest(.post, url, body: Data("{}".utf8), timeout: .seconds(100))
            case .largePost: HTTPRequest(.post, url, body: Data(count: 3 << 20), timeout: .seconds(100))
            case .smallPut: HTTPRequest(.put, url, body: Data("{}".utf8), timeout: .seconds(100))
            }
        }

        var hasBody: Bool { self != .get && self != .emptyPost }
    }

    private let transport = URLSessionTransport()

    @Test(arguments: Sent.allCases)
    func `a request dropped on a kept connection is over at once`(sent: Sent) async throws {
        try await withDroppingServer { url, arrivals in
            try await keepConnection(to: url)
            let error = try await #require(throws: TransportError.self) {
                try await transport.send(sent.request(to: url.appending(path: "drop")))
            }
            // One that stalls would end too, but as timed out.
            #expect(error.code == .connectionLost)
            #expect(error.isTransient)
            // libcurl repeats what has no body by itself.
            #expect(arrivals.count(of: "/drop") == (sent.hasBody ? 1 : 2))
        }
    }

    @Test(arguments: Sent.allCases)
    func `the next request finds a connection that works`(sent: Sent) async throws {
        try await withDroppingServer { url, arrivals in
            for round in 1...3 {
                try await keepConnection(to: url)
                await #expect(throws: TransportError.self) {
                    try await transport.send(sent.request(to: url.appending(path: "drop")))
                }
                let response = try await transport.send(sent.request(to: url))
                #expect(response.status == 200)
                #expect(arrivals.count(of: "/") == 2 * round)
            }
        }
    }

    @Test func `many dropped together all end, and none arrives twice`() async throws {
        let transport = URLSessionTransport(options: TransportOptions(connectionsPerHost: 4))
        try await withDroppingServer { url, arrivals in
            func failures(at path: String) async -> Int {
                await withTaskGroup(of: Bool.self) { group in
                    for _ in 1...40 {
                        group.addTask {
                            let request = Sent.smallPost.request(to: url.appending(path: path))
                            do {
                                _ = try await transport.send(request)
                                return false
                            } catch {
                                // One that stalls would end too, but as timed out.
                                #expect((error as? TransportError)?.code == .connectionLost)
                                return true
                            }
                        }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
            }
            #expect(await failures(at: "kept") == 0)
            #expect(await failures(at: "drop") == 40)
            #expect(arrivals.count(of: "/drop") == 40)
            #expect(await failures(at: "kept") == 0)
        }
    }

    @Test func `a large body and a refused one go through on a kept connection`() async throws {
        let server = try await HTTPServer.start { request in
            request.path == "/refused"
                ? .text("no", status: 401, headers: [("WWW-Authenticate", "Basic realm=\"x\"")])
                : .text("\(request.body.count)")
        }
        for _ in 1...3 {
            let large = HTTPRequest(.post, server.url, body: Data(count: 5_000_000))
            #expect(try await transport.send(large).body == Data("5000000".utf8))
            let refused = HTTPRequest(.post, server.url.appending(path: "refused"), body: Data(count: 3 << 20))
            let response = try await transport.send(refused)
            #expect(response.status == 401)
            #expect(response.body == Data("no".utf8))
        }
        await server.stop()
    }

    private func keepConnection(to url: URL) async throws {
        let response = try await transport.send(HTTPRequest(.post, url, body: Data("first".utf8)))
        try #require(response.status == 200)
    }

    private final class Arrivals: Sendable {
        private let paths = Mutex<[String]>([])

        func add(_ path: String) { paths.withLock { $0.append(path) } }
        func count(of path: String) -> Int { paths.withLock { $0.count { $0 == path } } }
    }

    /// Drops what is sent to `/drop`. A request counts as arrived when it is whole.
    private func withDroppingServer(_ body: (URL, Arrivals) async throws -> Void) async throws {
        let arrivals = Arrivals()
        let server = try await HTTPServer.start { request in
            arrivals.add(request.path)
            return request.path == "/drop" ? .dropped : .text("ok")
        }
        do {
            try await body(server.url, arrivals)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }
}
