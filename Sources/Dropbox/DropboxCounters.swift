import Synchronization

/// What one user of the API has asked of it: a job's report, and the call budget of a test.
public final class DropboxCounters: Sendable {
    public struct Snapshot: Sendable, Equatable {
        /// Requests sent by route (`files/list_folder`, `oauth2/token`), each attempt counted.
        public var calls: [String: Int] = [:]
        /// Attempts after the first, and replays after a new token; not those after a 429.
        public var retries = 0
        /// Times Dropbox asked to wait (429). What made a running pause longer is not another one.
        public var pauses = 0
        /// How long those pauses were together.
        public var paused: Duration = .zero
        /// Bytes of all answers' bodies.
        public var bytes = 0
        /// Requests that wait at this moment for a pause to end, whoever was told to wait.
        public var held = 0

        public var allCalls: Int { calls.values.reduce(0, +) }
    }

    private let state = Mutex(Snapshot())
    /// Counts the same.
    private let whole: DropboxCounters?

    public init() { whole = nil }

    /// A part of `whole`.
    public init(within whole: DropboxCounters) { self.whole = whole }

    public var snapshot: Snapshot { state.withLock { $0 } }

    func countCall(_ route: String) { update { $0.calls[route, default: 0] += 1 } }
    func countRetry() { update { $0.retries += 1 } }
    func count(bytes: Int) { update { $0.bytes += bytes } }

    /// Counts the wait for `lane` among those that are held.
    func waiting(for lane: RateLimitLane) async throws {
        update { $0.held += 1 }
        defer { update { $0.held -= 1 } }
        try await lane.ready()
    }

    func countPause(_ pause: RateLimitLane.Pause) {
        update {
            $0.pauses += pause.isNew ? 1 : 0
            $0.paused += pause.added
        }
    }

    private func update(_ change: (inout Snapshot) -> Void) {
        state.withLock { change(&$0) }
        whole?.update(change)
    }
}
