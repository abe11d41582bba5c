import Synchronization

/// How many bytes may be in memory at once, over all tasks that share it.
///
/// Whoever wants to hold bytes asks first and waits its turn. Turns are strictly in the order of asking:
/// a large request that waits is not overtaken by small ones for ever, and small ones wait for no more
/// than what asked before them. A request larger than the limit is charged the whole limit, so it runs
/// alone instead of never.
public final class ByteBudget: Sendable {
    /// The most bytes that are charged at once.
    public let limit: Int
    private let state = Mutex(State())

    private struct State {
        var used = 0
        var peak = 0
        var waiters: [Waiter] = []
        var nextTicket = 0
    }

    private struct Waiter {
        var ticket: Int
        var bytes: Int
        var continuation: CheckedContinuation<Void, any Error>
    }

    /// - Parameter limit: In bytes, at least 1.
    public init(limit: Int) {
        precondition(limit > 0, "a budget of nothing would let everything wait for ever")
        self.limit = limit
    }

    /// Bytes charged now.
    public var used: Int { state.withLock { $0.used } }

    /// The most bytes that have been charged at one time.
    public var peak: Int { state.withLock { $0.peak } }

    /// Requests that wait for their turn.
    public var waiting: Int { state.withLock { $0.waiters.count } }

    /// Charges `bytes` for as long as `body` runs.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before its turn; else what `body` throws.
    public func withBytes<Result>(
        _ bytes: Int, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
    ) async throws -> Result {
        try await acquire(bytes)
        defer { release(bytes) }
        return try await body()
    }

    /// Returns when `bytes` are charged. Each call that returns needs one ``release(_:)`` of the same number.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before its turn; then nothing is charged.
    public func acquire(_ bytes: Int) async throws {
        try Task.checkCancellation()
        let charge = charge(for: bytes)
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enqueue(Waiter(ticket: ticket, bytes: charge, continuation: continuation))
            }
        } onCancel: {
            abandon(ticket)
        }
    }

    /// Gives back what ``acquire(_:)`` charged.
    public func release(_ bytes: Int) {
        let served = state.withLock { state in
            state.used -= charge(for: bytes)
            assert(state.used >= 0, "more was released than acquired")
            return serve(&state)
        }
        served.forEach { $0.continuation.resume() }
    }

    private func charge(for bytes: Int) -> Int { min(max(bytes, 0), limit) }

    private func enqueue(_ waiter: Waiter) {
        let served: [Waiter]? = state.withLock { state in
            // A cancellation from before this line found no waiter to abandon; one from after it will.
            guard !Task.isCancelled else { return nil }
            state.waiters.append(waiter)
            return serve(&state)
        }
        guard let served else { return waiter.continuation.resume(throwing: CancellationError()) }
        served.forEach { $0.continuation.resume() }
    }

    private func abandon(_ ticket: Int) {
        let (abandoned, served) = state.withLock { state -> (Waiter?, [Waiter]) in
            guard let index = state.waiters.firstIndex(where: { $0.ticket == ticket }) else { return (nil, []) }
            let waiter = state.waiters.remove(at: index)
            // The one that gave up may have been the large one at the head that all others waited behind.
            return (waiter, serve(&state))
        }
        abandoned?.continuation.resume(throwing: CancellationError())
        served.forEach { $0.continuation.resume() }
    }

    /// Charges the waiters at the head that fit and takes them off the queue.
    private func serve(_ state: inout State) -> [Waiter] {
        var served: [Waiter] = []
        while let next = state.waiters.first, state.used + next.bytes <= limit {
            state.used += next.bytes
            state.peak = max(state.peak, state.used)
            served.append(state.waiters.removeFirst())
        }
        return served
    }
}
