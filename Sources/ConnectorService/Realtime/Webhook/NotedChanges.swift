import Synchronization

/// Connectors that have changes and no task yet that takes them up: a burst is one.
final class NotedChanges: Sendable {
    let wakeUp = WakeUp()
    private let connectorIDs = Mutex<Set<String>>([])

    func note(_ ids: some Sequence<String>) {
        keep(ids)
        wakeUp.call()
    }

    /// As ``note(_:)``, for a time when somebody will look anyway.
    func keep(_ ids: some Sequence<String>) { connectorIDs.withLock { $0.formUnion(ids) } }

    func take() -> Set<String> {
        connectorIDs.withLock { ids in
            defer { ids = [] }
            return ids
        }
    }
}
