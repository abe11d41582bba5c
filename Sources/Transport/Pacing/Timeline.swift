/// Any clock as a plain type: time counted from the moment this was made.
struct Timeline: Sendable {
    private let elapsed: @Sendable () -> Duration
    private let sleepUntil: @Sendable (Duration) async throws -> Void

    init<Time: Clock<Duration>>(_ clock: Time) {
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
    }

    var now: Duration { elapsed() }

    /// - Throws: `CancellationError`.
    func sleep(until deadline: Duration) async throws {
        try await sleepUntil(deadline)
    }
}
