import ConnectorProtocol
import Support
import Synchronization

/// What the scheduling loop remembers of connectors from one cycle to the next.
final class ConnectorMemory: Sendable {
    private struct Check {
        var configuration: [String: JSON]
        var canWork: Bool
        let stopwatch: Stopwatch
    }

    private let visited = Mutex<Set<String>>([])
    private let checks = Mutex<[String: Check]>([:])

    /// A connection that works is looked at again after this long; a token or a path can go at any time.
    private static let rhythm: Duration = .seconds(3600)
    /// One that does not work: somebody may be repairing it at Dropbox, where nothing of it is seen here.
    private static let rhythmAfterFailure: Duration = .seconds(300)

    /// Whether this process has not seen the connector before.
    func isFirstVisit(of id: String) -> Bool { visited.withLock { $0.insert(id).inserted } }

    /// Whether the connector could work when it was last checked; nil when it has to be checked.
    func knownState(of connector: Connector) -> Bool? {
        checks.withLock { checks in
            guard let last = checks[connector.id], last.configuration == connector.configuration else { return nil }
            // Saved again, or set by hand: somebody waits for an answer.
            if connector.status == .configured { return nil }
            let rhythm = last.canWork ? Self.rhythm : Self.rhythmAfterFailure
            return last.stopwatch.elapsed < rhythm ? last.canWork : nil
        }
    }

    /// What the last check of this configuration said, however long ago; nil when there was none.
    func lastVerdict(on connector: Connector) -> Bool? {
        checks.withLock { checks in
            checks[connector.id].flatMap { $0.configuration == connector.configuration ? $0.canWork : nil }
        }
    }

    func note(_ connector: Connector, canWork: Bool, clock: any Clock<Duration>) {
        let check = Check(
            configuration: connector.configuration, canWork: canWork, stopwatch: Stopwatch(clock))
        checks.withLock { $0[connector.id] = check }
    }
}
