import Transport

/// The requests that share one rate limit: when Dropbox tells one of them to wait, all of them wait.
///
/// Dropbox counts per authorization, and for a team's token per member (reference section 3.5).
actor RateLimitLane {
    /// What a request to wait changed.
    struct Pause {
        /// False when it made a running pause longer.
        var isNew: Bool
        /// By how much the requests are held back longer than before.
        var added: Duration
    }

    private let pacer: Pacer
    private let stopwatch: Stopwatch
    private var openFrom: Duration = .zero

    init(clock: any Clock<Duration>) {
        pacer = Pacer(clock: clock)
        stopwatch = Stopwatch(clock)
    }

    /// Returns when a request may be sent.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while it waits.
    nonisolated func ready() async throws {
        try await pacer.ready()
    }

    func pause(for duration: Duration) async -> Pause {
        let now = stopwatch.elapsed
        let isNew = openFrom <= now
        let added = max(.zero, now + duration - max(openFrom, now))
        openFrom = max(openFrom, now + duration)
        await pacer.pause(for: duration)
        return Pause(isNew: isNew, added: added)
    }
}
