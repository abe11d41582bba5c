import Support
import Synchronization

/// Whether the service's loops turn.
final class LoopHealth: Sendable {
    struct Loop: Sendable {
        var name: String
        /// Since it last ended a turn, or since it began.
        var age: Duration
        var hasFailed: Bool
        /// It has been at one turn, or at its pause, for longer than can be.
        var isStuck: Bool
    }

    private struct State {
        var lastEnd: Duration
        var lastStep: Duration
        var pause: Duration
        var hasFailed = false
    }

    /// The longest that a turn can take: a request to Elasticsearch is patient.
    private let longestTurn: Duration
    private let stopwatch: Stopwatch
    private let states = Mutex<[String: State]>([:])

    init(longestTurn: Duration, clock: any Clock<Duration>) {
        self.longestTurn = longestTurn
        stopwatch = Stopwatch(clock)
    }

    func begins(_ loop: String, pause: Duration) {
        let now = stopwatch.elapsed
        states.withLock { states in
            states[loop, default: State(lastEnd: now, lastStep: now, pause: pause)].lastStep = now
        }
    }

    func ends(_ loop: String, hasFailed: Bool) {
        let now = stopwatch.elapsed
        states.withLock { states in
            states[loop]?.lastStep = now
            states[loop]?.lastEnd = now
            states[loop]?.hasFailed = hasFailed
        }
    }

    var loops: [Loop] {
        let now = stopwatch.elapsed
        return states.withLock { states in
            states.sorted { $0.key < $1.key }.map { name, state in
                Loop(
                    name: name, age: now - state.lastEnd, hasFailed: state.hasFailed,
                    isStuck: now - state.lastStep > max(state.pause, .zero) + longestTurn)
            }
        }
    }
}
