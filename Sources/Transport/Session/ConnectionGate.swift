import Synchronization

/// Lets so many requests through to each host at a time, in the order they came.
///
/// The session would queue them as well, but with the timeout of the waiting ones already running.
final class ConnectionGate: Sendable {
    private typealias Waiter = (number: Int, continuation: CheckedContinuation<Void, any Error>)

    private struct Host {
        var inUse = 0
        var waiting: [Waiter] = []
    }

    private struct State {
        var hosts: [String: Host] = [:]
        var lastNumber = 0
        /// Waits that were cancelled before they had begun.
        var cancelled: Set<Int> = []
    }

    private let places: Int
    private let state = Mutex(State())

    init(places: Int) {
        self.places = max(1, places)
    }

    /// Returns when a place at `host` is free, and takes it.
    ///
    /// - Throws: `CancellationError`; then no place is taken.
    func enter(_ host: String) async throws {
        let ticket = state.withLock { state in takePlace(at: host, in: &state) }
        guard let ticket else { return }
        // A cancellation that came when the place was taken already leaves its number behind.
        defer { state.withLock { _ = $0.cancelled.remove(ticket) } }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait(at: host, (ticket, $0)) }
        } onCancel: {
            cancel(ticket, at: host)
        }
    }

    /// Gives the place to the one who has waited longest.
    func leave(_ host: String) {
        let next = state.withLock { state -> Waiter? in
            guard var entry = state.hosts[host] else { return nil }
            let next = entry.waiting.isEmpty ? nil : entry.waiting.removeFirst()
            if next == nil { entry.inUse -= 1 }
            state.hosts[host] = entry.inUse == 0 ? nil : entry
            return next
        }
        next?.continuation.resume()
    }

    /// Nil when a place was free, else the number to wait under.
    private func takePlace(at host: String, in state: inout State) -> Int? {
        guard state.hosts[host, default: Host()].inUse == places else {
            state.hosts[host, default: Host()].inUse += 1
            return nil
        }
        state.lastNumber += 1
        return state.lastNumber
    }

    private func wait(at host: String, _ waiter: Waiter) {
        let outcome = state.withLock { state -> Result<Void, any Error>? in
            if state.cancelled.remove(waiter.number) != nil { return .failure(CancellationError()) }
            // A place may have come free since the number was drawn.
            guard state.hosts[host, default: Host()].inUse == places else {
                state.hosts[host, default: Host()].inUse += 1
                return .success(())
            }
            state.hosts[host, default: Host()].waiting.append(waiter)
            return nil
        }
        if let outcome { waiter.continuation.resume(with: outcome) }
    }

    private func cancel(_ number: Int, at host: String) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.hosts[host]?.waiting.firstIndex(where: { $0.number == number }) else {
                state.cancelled.insert(number)
                return nil
            }
            return state.hosts[host]?.waiting.remove(at: index)
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}
