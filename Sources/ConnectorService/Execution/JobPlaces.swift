import Synchronization

/// What the loop that starts jobs and the jobs that run tell each other.
final class JobPlaces: Sendable {
    private struct State {
        /// Jobs that could run, if there were a place for them.
        var waiting = 0
        /// Connectors whose job could not be had, and for how long that is known.
        var refusals: [String: Stopwatch] = [:]
    }

    private let state = Mutex(State())
    private let pauseAfterRefusal: Duration
    private let clock: any Clock<Duration>

    init(pauseAfterRefusal: Duration, clock: any Clock<Duration>) {
        self.pauseAfterRefusal = pauseAfterRefusal
        self.clock = clock
    }

    func noteWaiting(_ count: Int) { state.withLock { $0.waiting = count } }

    /// Whether a job waits for a place; the next one who asks is asking for the next of those that wait.
    func takeRequest() -> Bool {
        state.withLock { state in
            guard state.waiting > 0 else { return false }
            state.waiting -= 1
            return true
        }
    }

    /// A job that cannot be had, because another service runs one of its connector, must not stand in the way of
    /// those that can.
    func noteRefused(_ connectorID: String) { state.withLock { $0.refusals[connectorID] = Stopwatch(clock) } }

    func isRefused(_ connectorID: String) -> Bool {
        state.withLock { state in
            guard let known = state.refusals[connectorID] else { return false }
            if known.elapsed < pauseAfterRefusal { return true }
            state.refusals[connectorID] = nil
            return false
        }
    }
}
