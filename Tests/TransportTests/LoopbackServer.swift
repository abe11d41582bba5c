import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A server that answers with whatever bytes a test wants, also with ones no HTTP server would send.
///
/// A thread for each connection; handlers may block.
final class LoopbackServer: Sendable {
    struct Request: Sendable {
        var method: String
        var target: String
        var headers: [(name: String, value: String)]
        var body: Data

        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// Answers a request; false closes the connection.
    typealias Handler = @Sendable (Request, Connection) -> Bool

    private struct State {
        var requests: [Request] = []
        var open: Set<Int32> = []
        var peak = 0
        var connections = 0
    }

    let port: UInt16
    /// Yields each request when all of it has arrived.
    let arrivals: AsyncStream<Request>
    /// Yields whenever a connection has ended.
    let departures: AsyncStream<Void>
    private let listener: Int32
    private let state = Mutex(State())
    private let arrived: AsyncStream<Request>.Continuation
    private let departed: AsyncStream<Void>.Continuation

    var url: URL { URL(string: "http://127.0.0.1:\(port)")! }
    var requests: [Request] { state.withLock { $0.requests } }
    /// The most connections that were open at the same time.
    var peakConnections: Int { state.withLock { $0.peak } }
    var connectionsMade: Int { state.withLock { $0.connections } }

    private init(_ listener: Int32, _ port: UInt16) {
        (arrivals, arrived) = AsyncStream.makeStream()
        (departures, departed) = AsyncStream.makeStream()
        self.listener = listener
        self.port = port
    }

    /// - Parameter greeting: Sent to each connection instead of serving it.
    static func start(greeting: String? = nil, _ handler: @escaping Handler) -> LoopbackServer {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                precondition(bind(listener, $0, length) == 0 && listen(listener, 256) == 0)
                getsockname(listener, $0, &length)
            }
        }
        let server = LoopbackServer(listener, UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                server.opened(descriptor)
                Thread.detachNewThread {
                    let connection = Connection(descriptor)
                    if let greeting { connection.send(greeting) } else { server.serve(connection, handler) }
                    server.closed(descriptor)
                }
            }
            close(listener)
        }
        return server
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        state.withLock { $0.open.forEach { shutdown($0, Int32(SHUT_RDWR)) } }
        arrived.finish()
    }

    private func serve(_ connection: Connection, _ handler: Handler) {
        while let request = connection.readRequest() {
            state.withLock { $0.requests.append(request) }
            arrived.yield(request)
            guard handler(request, connection) else { return }
        }
    }

    private func opened(_ descriptor: Int32) {
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        state.withLock {
            $0.open.insert(descriptor)
            $0.connections += 1
            $0.peak = max($0.peak, $0.open.count)
        }
    }

    private func closed(_ descriptor: Int32) {
        state.withLock {
            $0.open.remove(descriptor)
            _ = close(descriptor)
        }
        departed.yield()
    }
}

extension LoopbackServer {
    final class Connection {
        private let descriptor: Int32
        private var buffer: [UInt8] = []

        init(_ descriptor: Int32) { self.descriptor = descriptor }

        func send(_ text: String) { send(Data(text.utf8)) }

        func send(_ data: Data) {
            data.withUnsafeBytes { bytes in
                var sent = 0
                while sent < bytes.count {
                    let count = Glibc.send(
                        descriptor, bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                    guard count > 0 else { return }
                    sent += count
                }
            }
        }

        /// A whole answer with its length.
        func answer(_ status: Int = 200, _ headers: [String: String] = [:], _ body: Data = Data()) {
            let fields = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
            send(Data("HTTP/1.1 \(status) Status\r\nContent-Length: \(body.count)\r\n\(fields)\r\n".utf8) + body)
        }

        /// Ends the connection as a crashed server does.
        func reset() {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }

        /// Blocks until the client has closed.
        func waitForEnd() { while fill() {} }

        func readRequest() -> Request? {
            while firstBlankLine == nil { guard fill() else { return nil } }
            let head = String(decoding: buffer[..<firstBlankLine!], as: UTF8.self)
            buffer.removeFirst(firstBlankLine! + 4)
            let lines = head.components(separatedBy: "\r\n")
            let words = lines[0].split(separator: " ").map(String.init)
            let headers = lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
                return (name: parts[0], value: parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
            }
            var request = Request(method: words[0], target: words[1], headers: headers, body: Data())
            let length = request.header("Content-Length").flatMap(Int.init) ?? 0
            while buffer.count < length { guard fill() else { return nil } }
            request.body = Data(buffer.prefix(length))
            buffer.removeFirst(length)
            return request
        }

        private var firstBlankLine: Int? {
            guard buffer.count >= 4 else { return nil }
            return (0...buffer.count - 4).first { buffer[$0..<$0 + 4].elementsEqual([13, 10, 13, 10]) }
        }

        private func fill() -> Bool {
            var part = [UInt8](repeating: 0, count: 65536)
            let count = recv(descriptor, &part, part.count, 0)
            guard count > 0 else { return false }
            buffer += part[..<count]
            return true
        }
    }
}

/// Runs `body` with a server that lives as long.
func withServer<Value>(
    _ handler: @escaping LoopbackServer.Handler, _ body: (LoopbackServer) async throws -> Value
) async throws -> Value {
    let server = LoopbackServer.start(handler)
    defer { server.stop() }
    return try await body(server)
}

extension AsyncStream {
    func first() async -> Element? {
        for await element in self { return element }
        return nil
    }
}
