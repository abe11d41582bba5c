import Synchronization

/// Documents that could not be written, or only without their content, and that may succeed another time.
///
/// A full sync finds them again by their fingerprint; the change feed never mentions them a second time, so
/// an incremental sync has to remember them.
final class RetryList: Sendable {
    private let state: Mutex<Set<String>>
    /// More are not remembered: then something is wrong that a list does not cure, and everything is listed instead.
    static let capacity = 1000

    init(_ ids: [String] = []) { state = Mutex(Set(ids)) }

    func insert(_ id: String) { state.withLock { _ = $0.insert(id) } }

    func remove(_ id: String) { state.withLock { _ = $0.remove(id) } }

    func formUnion(_ ids: [String]) { state.withLock { $0.formUnion(ids) } }

    func subtract(_ ids: [String]) { state.withLock { $0.subtract(ids) } }

    /// Nil when there are too many.
    var ids: [String]? { state.withLock { $0.count > Self.capacity ? nil : $0.sorted() } }
}
