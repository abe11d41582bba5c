/// One pause for all: when a server tells one request to wait, every request waits.
public actor Pacer {
    private let timeline: Timeline
    private var pausedFrom = Duration.zero
    private var openFrom = Duration.zero
    private var endedPauses = Duration.zero

    public init(clock: any Clock<Duration> = ContinuousClock()) {
        timeline = Timeline(clock)
    }

    /// Holds back every ``ready()`` for at least `duration` from now. A shorter pause never shortens a longer one.
    public func pause(for duration: Duration) {
        let now = timeline.now
        if openFrom <= now {
            endedPauses += openFrom - pausedFrom
            (pausedFrom, openFrom) = (now, now)
        }
        openFrom = max(openFrom, now + duration)
    }

    /// Returns when a request may be sent.
    ///
    /// - Throws: `CancellationError`, at once, when the task is cancelled.
    public func ready() async throws {
        // Others run while this one sleeps, and one of them may lengthen the pause: look again.
        while timeline.now < openFrom {
            try await timeline.sleep(until: openFrom)
        }
    }

    /// How much of the pause is left; zero when requests may be sent.
    public var remaining: Duration { max(.zero, openFrom - timeline.now) }

    /// How long requests have been held back so far, all pauses together.
    public var totalPaused: Duration {
        endedPauses + min(openFrom, timeline.now) - pausedFrom
    }
}
