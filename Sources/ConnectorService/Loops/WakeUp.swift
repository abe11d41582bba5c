import Synchronization

/// Calls somebody who waits between two looks to look now. One call is as good as many, and none is lost: one that
/// comes while nobody waits ends the next wait at once.
final class WakeUp: Sendable {
    private enum State {
        case quiet
        case called
        case waiting(CheckedContinuation<Void, any Error>)
    }

    private let state = Mutex(State.quiet)

    func call() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard case .waiting(let continuation) = state else {
                state = .called
                return nil
            }
            state = .quiet
            return continuation
        }
        waiting?.resume()
    }

    /// Returns with the next call. One task waits at a time.
    ///
    /// - Throws: `CancellationError`.
    func wait() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Result<Void, any Error>? in
                    // A cancellation from before this line found nobody waiting; one from after it will.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if case .called = state {
                        state = .quiet
                        return .success(())
                    }
                    state = .waiting(continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let abandoned = state.withLock { state -> CheckedContinuation<Void, any Error>? in
                guard case .waiting(let continuation) = state else { return nil }
                state = .quiet
                return continuation
            }
            abandoned?.resume(throwing: CancellationError())
        }
    }

    /// Returns with the next call, or when the time is over.
    ///
    /// - Returns: Whether it was called.
    /// - Throws: `CancellationError`.
    @discardableResult
    func wait(atMost limit: Duration, _ clock: any Clock<Duration>) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await self.wait()
                return true
            }
            group.addTask {
                try await clock.sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            guard let wasCalled = try await group.next() else { throw CancellationError() }
            return wasCalled
        }
    }
}
