import Synchronization

/// Remembers that a service is away, so that not every file finds out for itself.
final class CircuitBreaker: Sendable {
    private struct State {
        var failures = 0
        /// The time since it was opened.
        var sinceOpened: (@Sendable () -> Duration)?
    }

    private let state = Mutex(State())
    private let maximumFailures: Int
    private let pause: Duration
    private let clock: any Clock<Duration>

    init(failures: Int, pause: Duration, clock: any Clock<Duration>) {
        maximumFailures = failures
        self.pause = pause
        self.clock = clock
    }

    /// Whether the service counts as away. After the pause it may be tried again.
    var isOpen: Bool { state.withLock { $0.sinceOpened.map { $0() < pause } ?? false } }

    func noteFailure() {
        let stopwatch = Self.stopwatch(clock)
        state.withLock { state in
            state.failures += 1
            if state.failures >= maximumFailures { state.sinceOpened = stopwatch }
        }
    }

    func noteSuccess() {
        state.withLock { $0 = State() }
    }

    private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
