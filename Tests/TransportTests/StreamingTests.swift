import Foundation
import HTTPServer
import Synchronization
import Testing

@testable import Transport

/// Bodies that are sent from a file, and taken while they arrive.
@Suite struct StreamingTests {
    /// Keeps what it is given, one list for each answer.
    private final class Collector: BodyReceiver {
        struct Full: Error {}

        private let parts = Mutex<[Data]>([])
        private let wanted: @Sendable (Int) -> Bool
        private let limit: Int

        init(limit: Int = .max, wanted: @escaping @Sendable (Int) -> Bool = { $0 == 200 }) {
            self.limit = limit
            self.wanted = wanted
        }

        var data: Data { parts.withLock { $0.reduce(Data(), +) } }
        var partCount: Int { parts.withLock { $0.count } }

        func begin(status: Int) -> Bool {
            parts.withLock { $0 = [] }
            return wanted(status)
        }

        func receive(_ data: Data) throws {
            let total = parts.withLock { parts in
                parts.append(data)
                return parts.reduce(0) { $0 + $1.count }
            }
            if total > limit { throw Full() }
        }
    }

    private func withServer<Result>(
        _ handler: @escaping HTTPServer.Handler, _ body: (HTTPServer) async throws -> Result
    ) async throws -> Result {
        let server = try await HTTPServer.start(handler: handler)
        do {
            let result = try await body(server)
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }

    private static let content = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })

    @Test(arguments: [0, 1, 3_000_000]) func `a file is sent as the body, with its length`(size: Int) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Self.content.prefix(size).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await withServer({ request in
            ServerResponse(
                headers: [("X-Length", request.header("content-length") ?? "none"), ("X-Type", request.header("content-type") ?? "none")],
                body: request.body)
        }) { server in
            var request = HTTPRequest(.put, server.url)
            request.bodyFile = file
            let response = try await URLSessionTransport().send(request)
            #expect(response.body == Self.content.prefix(size))
            #expect(response.headers["X-Length"] == "\(size)")
            #expect(response.headers["X-Type"] == "application/octet-stream")
        }
    }

    @Test func `a receiver gets the body in parts, and the response has none`() async throws {
        try await withServer({ _ in ServerResponse(body: Self.content) }) { server in
            let collector = Collector()
            var request = HTTPRequest(.get, server.url)
            request.receiver = collector
            let response = try await URLSessionTransport().send(request)
            #expect(response.status == 200)
            #expect(response.body.isEmpty)
            #expect(collector.data == Self.content)
            #expect(collector.partCount > 1)
        }
    }

    @Test func `an answer that the receiver does not want is gathered as ever`() async throws {
        try await withServer({ _ in .text("no such file", status: 409) }) { server in
            let collector = Collector()
            var request = HTTPRequest(.get, server.url)
            request.receiver = collector
            let response = try await URLSessionTransport().send(request)
            #expect(response.body == Data("no such file".utf8))
            #expect(collector.data.isEmpty)
        }
    }

    @Test func `a receiver that throws ends the request with its error`() async throws {
        try await withServer({ _ in ServerResponse(body: Self.content) }) { server in
            var request = HTTPRequest(.get, server.url)
            request.receiver = Collector(limit: 100_000)
            await #expect(throws: Collector.Full.self) { try await URLSessionTransport().send(request) }
        }
    }

    @Test func `the limit of an answer holds for a receiver, too`() async throws {
        try await withServer({ _ in ServerResponse(body: Self.content) }) { server in
            var request = HTTPRequest(.get, server.url, maximumResponseBytes: 1_000)
            request.receiver = Collector()
            let error = await #expect(throws: TransportError.self) { try await URLSessionTransport().send(request) }
            #expect(error?.code == .responseTooLarge)
        }
    }
}
