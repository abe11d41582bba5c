import Support
import Synchronization

/// The documents whose operations have been decided and not yet acknowledged.
///
/// Bulk requests run side by side, so two operations of one document must not be on their way at the
/// same time: the older one could arrive last.
final class UnacknowledgedIDs: Sendable {
    private struct State {
        var ids: Set<String> = []
        var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.ids.count } }

    func contains(_ id: String) -> Bool { state.withLock { $0.ids.contains(id) } }

    func insert(_ id: String) { state.withLock { _ = $0.ids.insert(id) } }

    func remove(_ removed: some Sequence<String>) {
        let resumed: [CheckedContinuation<Void, any Error>] = state.withLock { state in
            for id in removed { state.ids.remove(id) }
            guard state.ids.isEmpty else { return [] }
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for continuation in resumed { continuation.resume() }
    }

    /// Returns when everything is acknowledged.
    ///
    /// - Throws: `CancellationError`.
    func waitUntilEmpty() async throws {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.ids.isEmpty { return .success(()) }
                    state.waiting[waiter] = continuation
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let continuation = state.withLock { $0.waiting.removeValue(forKey: waiter) }
            continuation?.resume(throwing: CancellationError())
        }
    }
}
