import Synchronization

/// Documents that could not be written, or only without their content, and that may succeed another time.
///
/// A full sync finds them again by their fingerprint; the change feed never mentions them a second time, so
/// an incremental sync has to remember them.
final class RetryList: Sendable {
    private struct State {
        /// To be tried by this sync.
        var due: Set<String>
        /// Being tried by this sync.
        var tried: Set<String> = []
        /// Has failed in this sync: to be tried by the next.
        var failed: Set<String> = []
    }

    private let state: Mutex<State>
    /// More are not remembered: then something is wrong that a list does not cure, and everything is listed instead.
    static let capacity = 1000

    init(_ ids: [String] = []) { state = Mutex(State(due: Set(ids))) }

    func insert(_ id: String) { state.withLock { _ = $0.due.insert(id) } }

    /// Remembers what this sync has tried in vain, for the next one.
    func insertFailed(_ id: String) {
        state.withLock {
            $0.due.remove(id)
            $0.failed.insert(id)
        }
    }

    func remove(_ id: String) {
        state.withLock {
            $0.due.remove(id)
            $0.tried.remove(id)
            $0.failed.remove(id)
        }
    }

    func formUnion(_ ids: [String]) { state.withLock { $0.due.formUnion(ids) } }

    /// What this sync has to try again, sorted; none when there are too many. They stay on the list until ``endTrying()``.
    func beginTrying() -> [String] {
        state.withLock {
            guard $0.due.count <= Self.capacity else { return [] }
            $0.tried = $0.due
            $0.due = []
            return $0.tried.sorted()
        }
    }

    /// What has not failed once more needs no other attempt: it is indexed, or it is gone.
    func endTrying() { state.withLock { $0.tried = [] } }

    /// Everything that is to be tried again. Nil when there are too many.
    var ids: [String]? {
        state.withLock {
            let ids = $0.due.union($0.tried).union($0.failed)
            return ids.count > Self.capacity ? nil : ids.sorted()
        }
    }
}
