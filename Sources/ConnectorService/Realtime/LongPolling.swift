import Dropbox
import Support

/// Holds longpolls until one of them tells of a change.
struct LongPolling: Sendable {
    let client: DropboxClient
    let clock: any Clock<Duration>
    /// 0..<1, for the jitter of pauses.
    var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
    /// Told of each answer, and of each failure.
    let note: @Sendable (Result<LongPoll.Response, any Error>) -> Void

    /// Why a longpoll ended.
    enum Event: Sendable, Equatable {
        /// Something changed after a cursor; before the next poll this much time has to pass.
        case changes(backoff: Duration)
        /// A cursor leads nowhere any more: an incremental sync finds that out, and lists everything.
        case reset
    }

    /// How long Dropbox is asked to wait, which adds up to 90 s.
    private static let seconds = 300

    /// Watches all of `cursors` at the same time.
    ///
    /// - Parameter limit: How long to watch them before it is asked anew which they are.
    /// - Returns: The first event; nil when there was none.
    /// - Throws: `CancellationError` alone: what fails is tried again.
    func firstEvent(of cursors: [String], within limit: Duration) async throws -> Event? {
        try await withThrowingTaskGroup(of: Event?.self) { group in
            for cursor in cursors { group.addTask { try await poll(cursor) } }
            group.addTask {
                try await clock.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let event = try await group.next() else { throw CancellationError() }
            return event
        }
    }

    private func poll(_ cursor: String) async throws -> Event {
        var failures = 0
        while true {
            let stopwatch = Stopwatch(clock)
            do {
                let answer = try await client.call(LongPoll(cursor: cursor, seconds: Self.seconds))
                note(.success(answer))
                failures = 0
                let backoff = Duration.seconds(max(0, answer.backoff ?? 0))
                if answer.changes { return .changes(backoff: backoff) }
                try await clock.sleep(for: backoff)
            } catch let error as DropboxError where error.code == .cursorReset {
                return .reset
            } catch {
                try Task.checkCancellation()
                // A proxy that cuts connections which keep still is no failure of Dropbox's.
                if stopwatch.elapsed >= Self.shortestCut {
                    failures = 0
                } else {
                    note(.failure(error))
                    failures += 1
                }
                try await clock.sleep(for: Self.pause(after: failures, random()))
            }
        }
    }

    private static let shortestCut = Duration.seconds(25)

    /// 1 s after a cut; after failures 2 s, 4 s … and never more than 5 minutes, half of it at random.
    static func pause(after failures: Int, _ random: Double) -> Duration {
        guard failures > 0 else { return .seconds(1) }
        let longest = min(300, Double(1 << min(failures, 9)))
        return .seconds(longest * (0.5 + random / 2))
    }
}
