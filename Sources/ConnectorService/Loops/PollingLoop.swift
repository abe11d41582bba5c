import Support

/// Does the same thing again and again, with a pause between.
struct PollingLoop: Sendable {
    /// For the log: `scheduling`.
    let name: String
    let pause: Duration
    let maximumErrors: Int
    let errorSpan: Duration
    let clock: any Clock<Duration>
    let log: Log
    /// Ends the pause early.
    var wakeUp: WakeUp?
    /// Told of each turn.
    var health: LoopHealth?
    var metrics: MetricStore?

    /// Runs `cycle` until the task is cancelled.
    ///
    /// - Throws: ``TooManyErrors``, or `CancellationError`.
    func run(_ cycle: @Sendable () async throws -> Void) async throws {
        let stopwatch = Stopwatch(clock)
        var budget = ErrorBudget(maximum: maximumErrors, span: errorSpan, now: .zero)
        while true {
            health?.begins(name, pause: pause)
            do {
                try await cycle()
                health?.ends(name, hasFailed: false)
            } catch {
                try Task.checkCancellation()
                health?.ends(name, hasFailed: true)
                metrics?.count(.loopFailures, [name])
                log.error("The \(name) loop failed this time: \(error)")
                if budget.noteFailure(now: stopwatch.elapsed) { throw TooManyErrors(loop: name, last: error) }
            }
            if let wakeUp {
                try await wakeUp.wait(atMost: pause, clock)
            } else {
                try await clock.sleep(for: pause)
            }
        }
    }
}

/// A loop that failed too often to go on.
struct TooManyErrors: Error, CustomStringConvertible {
    var loop: String
    var last: any Error

    var description: String {
        "The \(loop) loop failed more often than service.max_errors allows; the last time: \(last)"
    }
}

/// How long something has taken, on any clock.
struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    init(_ clock: any Clock<Duration>) {
        read = Self.reading(clock)
    }

    var elapsed: Duration { read() }

    private static func reading<Time: Clock<Duration>>(_ clock: Time) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }
}
