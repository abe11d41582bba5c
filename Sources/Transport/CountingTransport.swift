import Synchronization

/// Counts what passes through it, for the benchmark's tables and the progress line.
public final class CountingTransport<Key: Hashable & Sendable>: HTTPTransport {
    /// What has been sent and received.
    public struct Counts: Sendable, Equatable {
        /// Requests sent, those that failed or were cancelled included.
        public var requests = 0
        /// Requests that got no whole answer.
        public var failures = 0
        /// Bytes of request bodies.
        public var bytesSent = 0
        /// Bytes of answers' bodies, decoded.
        public var bytesReceived = 0

        public init() {}
    }

    private let base: any HTTPTransport
    private let key: @Sendable (HTTPRequest) -> Key
    private let counts = Mutex<[Key: Counts]>([:])

    /// - Parameter key: What a request is counted under, such as its route.
    public init(_ base: any HTTPTransport, by key: @escaping @Sendable (HTTPRequest) -> Key) {
        self.base = base
        self.key = key
    }

    /// The counts so far.
    public var snapshot: [Key: Counts] { counts.withLock { $0 } }

    /// Starts again from nothing.
    public func reset() { counts.withLock { $0 = [:] } }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let key = key(request)
        count(key) {
            $0.requests += 1
            $0.bytesSent += request.body?.count ?? 0
        }
        do {
            let response = try await base.send(request)
            count(key) { $0.bytesReceived += response.body.count }
            return response
        } catch {
            count(key) { $0.failures += 1 }
            throw error
        }
    }

    private func count(_ key: Key, _ change: (inout Counts) -> Void) {
        counts.withLock { change(&$0[key, default: Counts()]) }
    }
}
