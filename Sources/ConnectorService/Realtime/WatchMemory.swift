import Support
import Synchronization

/// What was last said of each connector's watch: a state is logged when it begins, not at every attempt.
final class WatchMemory: Sendable {
    enum State: Equatable {
        case watching
        case waiting(reason: String)
        case failing(error: String)
    }

    private let states = Mutex<[String: State]>([:])

    /// A watch begins; after a failure, the first answer tells whether it works again.
    func begin(_ connectorID: String, _ log: Log) {
        if case .failing = states.withLock({ $0[connectorID] }) { return }
        note(.watching, of: connectorID, log)
    }

    func note(_ state: State, of connectorID: String, _ log: Log) {
        let last = states.withLock { states -> State? in
            defer { states[connectorID] = state }
            return states[connectorID]
        }
        guard last.map({ !$0.isLike(state) }) ?? true else { return }
        switch state {
        case .watching: log.info("Near real time: watching Dropbox for changes")
        case .waiting(let reason): log.info("Near real time waits: \(reason)")
        case .failing(let error):
            log.warning("Near real time: Dropbox cannot be watched, will try again; schedules go on. \(error)")
        }
    }
}

extension WatchMemory.State {
    /// Failures follow each other in many words, and are one state.
    fileprivate func isLike(_ other: Self) -> Bool {
        if case .failing = self, case .failing = other { return true }
        return self == other
    }
}
