import ConnectorProtocol
import Support
import Synchronization

/// What the scheduling loop remembers of connectors from one cycle to the next.
final class ConnectorMemory: Sendable {
    private struct Check {
        var configuration: [String: JSON]
        var hasFailed: Bool
        let stopwatch: Stopwatch
    }

    private let visited = Mutex<Set<String>>([])
    private let checks = Mutex<[String: Check]>([:])

    /// A connection that works is looked at again after this long; a token or a path can go at any time.
    private static let rhythm: Duration = .seconds(3600)
    /// One that does not work: somebody may be repairing it at Dropbox, where we see nothing of it.
    private static let rhythmAfterFailure: Duration = .seconds(300)

    /// Whether this process has not seen the connector before.
    func isFirstVisit(of id: String) -> Bool { visited.withLock { $0.insert(id).inserted } }

    /// Whether the connection has to be checked.
    func needsCheck(_ connector: Connector, clock: any Clock<Duration>) -> Bool {
        checks.withLock { checks in
            guard let last = checks[connector.id], last.configuration == connector.configuration else { return true }
            // Saved again, or set by hand: somebody waits for an answer.
            if connector.status == .configured { return true }
            return last.stopwatch.elapsed >= (last.hasFailed ? Self.rhythmAfterFailure : Self.rhythm)
        }
    }

    func noteSuccess(_ connector: Connector, clock: any Clock<Duration>) { note(connector, false, clock) }
    func noteFailure(_ connector: Connector, clock: any Clock<Duration>) { note(connector, true, clock) }

    private func note(_ connector: Connector, _ hasFailed: Bool, _ clock: any Clock<Duration>) {
        let check = Check(
            configuration: connector.configuration, hasFailed: hasFailed, stopwatch: Stopwatch(clock))
        checks.withLock { $0[connector.id] = check }
    }
}
