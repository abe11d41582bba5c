import Synchronization

/// What the queries of one listing have found: at most some 10,000 ids for each query.
final class MatchedItems: Sendable {
    private let labels = Mutex<[String: String]>([:])

    /// Returns whether no query had found it before.
    func insert(_ id: String, rule: QueryRule) -> Bool {
        labels.withLock { $0.updateValue(rule.label, forKey: id) == nil }
    }

    func forget() { labels.withLock { $0 = [:] } }

    /// The rule that found the item; nil when none did.
    subscript(_ id: String) -> String? { labels.withLock { $0[id] } }
}
