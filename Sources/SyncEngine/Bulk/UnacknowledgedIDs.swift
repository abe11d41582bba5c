import Support
import Synchronization

/// The documents whose operations have been decided and not yet acknowledged.
///
/// Bulk requests run side by side, so two operations of one document must not be on their way at the
/// same time: the older one could arrive last.
final class UnacknowledgedIDs: Sendable {
    private struct Waiter {
        /// Nil for everything.
        var ids: Set<String>?
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// Each with the page that it was decided on.
        var ids: [String: Int] = [:]
        /// How many of each page.
        var counts: [Int: Int] = [:]
        var page = 0
        var waiting: [Int: Waiter] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.ids.count } }

    func contains(_ id: String) -> Bool { state.withLock { $0.ids[id] != nil } }

    func insert(_ id: String) {
        state.withLock { state in
            guard state.ids[id] == nil else { return }
            state.ids[id] = state.page
            state.counts[state.page, default: 0] += 1
        }
    }

    func remove(_ removed: some Sequence<String>) {
        let resumed: [CheckedContinuation<Void, any Error>] = state.withLock { state in
            for id in removed {
                guard let page = state.ids.removeValue(forKey: id) else { continue }
                let left = state.counts[page, default: 1] - 1
                state.counts[page] = left == 0 ? nil : left
                for waiter in state.waiting.keys { state.waiting[waiter]?.ids?.remove(id) }
            }
            let isEmpty = state.ids.isEmpty
            let served = state.waiting.filter { $0.value.ids?.isEmpty ?? isEmpty }
            for waiter in served.keys { state.waiting[waiter] = nil }
            return served.values.map(\.continuation)
        }
        for continuation in resumed { continuation.resume() }
    }

    /// Returns when everything is acknowledged.
    ///
    /// - Throws: `CancellationError`.
    func waitUntilEmpty() async throws { try await wait(for: nil) }

    /// Returns when nothing of these is under way.
    ///
    /// - Throws: `CancellationError`.
    func wait(for ids: Set<String>) async throws { try await wait(for: .some(ids)) }

    private func wait(for ids: Set<String>?) async throws {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    let left = ids.map { $0.filter { state.ids[$0] != nil } }
                    if left?.isEmpty ?? state.ids.isEmpty { return .success(()) }
                    state.waiting[waiter] = Waiter(ids: left, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiting.removeValue(forKey: waiter) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}

extension UnacknowledgedIDs {
    /// Says that what comes from now on belongs to another page. Returns the number of the one that ends.
    func turnPage() -> Int {
        state.withLock { state in
            defer { state.page += 1 }
            return state.page
        }
    }

    /// Whether nothing of this page and of those before it is under way.
    func isAcknowledged(through page: Int) -> Bool {
        state.withLock { $0.counts.keys.allSatisfy { $0 > page } }
    }
}
