import Synchronization

/// What bulk requests have done, over all clients that share it.
public final class BulkCounters: Sendable {
    public struct Snapshot: Sendable, Equatable {
        /// Requests sent, each attempt counted.
        public var requests = 0
        /// Bytes of their bodies.
        public var bytes = 0
        /// Items by result: `created`, `updated`, `deleted`, `noop`, `not_found`, `failed`. An item that was sent again
        /// counts each time.
        public var items: [String: Int] = [:]
    }

    private let state = Mutex(Snapshot())

    public init() {}

    public var snapshot: Snapshot { state.withLock { $0 } }

    func countRequest(bytes: Int) {
        state.withLock {
            $0.requests += 1
            $0.bytes += bytes
        }
    }

    func count(_ results: [BulkItemResult]) {
        state.withLock { state in
            for result in results { state.items[result.name, default: 0] += 1 }
        }
    }
}

extension BulkItemResult {
    fileprivate var name: String {
        switch self {
        case .created: "created"
        case .updated: "updated"
        case .deleted: "deleted"
        case .noop: "noop"
        case .notFound: "not_found"
        case .failed: "failed"
        }
    }
}
