import Synchronization

/// Keys of access lists that could not be read in this sync.
final class UnknownAccess: Sendable {
    private let state = Mutex<Set<String>>([])
    /// Hashes of the documents that were counted.
    private let counted = Mutex<Set<UInt64>>([])
    /// More are not remembered: everything is listed instead, which asks for all of them.
    static let capacity = 1000

    func insert(_ key: String) { state.withLock { _ = $0.insert(key) } }

    func remove(_ key: String) { state.withLock { _ = $0.remove(key) } }

    /// - Returns: Whether the document is counted for the first time.
    func count(_ id: String) -> Bool { counted.withLock { $0.insert(Fingerprint.hash(id.utf8)).inserted } }

    /// Nil when there are too many.
    var keys: [String]? { state.withLock { $0.count > Self.capacity ? nil : $0.sorted() } }
}
