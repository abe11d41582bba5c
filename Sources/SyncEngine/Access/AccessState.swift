import Foundation
import Support

/// How current the access lists in the index are: stored with a cursor.
public struct AccessState: Sendable, Equatable {
    /// When all of them were held against the source the last time; `2026-03-04T05:06:07.123456+00:00`.
    public var refreshed: String
    /// Keys whose list could not be read: to be asked for by every sync until it can.
    public var unknown: [String]
    /// ``AccessChanges/state``
    public var source: String?

    public init(refreshed: String, unknown: [String] = [], source: String? = nil) {
        self.refreshed = refreshed
        self.unknown = unknown
        self.source = source
    }

    /// Reads what ``json`` wrote; nil for anything else.
    init?(_ json: JSON?) {
        guard let refreshed = json?["refreshed"]?.stringValue, let unknown = json?["unknown"]?.arrayValue else { return nil }
        self.init(refreshed: refreshed, unknown: unknown.compactMap(\.stringValue), source: json?["source"]?.stringValue)
    }

    /// Every member is there also when it is empty, so that it replaces what is stored.
    var json: JSON {
        [
            "refreshed": .string(refreshed), "unknown": .array(unknown.map { .string($0) }),
            "source": source.map(JSON.string) ?? .null,
        ]
    }

    /// Whether so much time has passed that all lists have to be looked at again.
    func isDue(after interval: Duration, at now: Date) -> Bool {
        guard let then = Timestamp.parse(refreshed) else { return true }
        let age = now.timeIntervalSince(then)
        // A clock that was set back must not put it off.
        return age < 0 || age >= Double(interval.components.seconds)
    }
}

/// What one sync does about the access lists of documents that it does not list.
struct AccessRound: Sendable {
    var changes: AccessChanges
    /// What was stored before; nil when that is nothing.
    var before: AccessState?
    /// What is true when the round is done, but for what could not be read.
    var after: AccessState
    /// Every document is told with its list: only those that the listing misses have to be looked at.
    var listsEverything: Bool
    var isDone: Bool

    /// What is true now; nil when all lists have to be looked at.
    func state(unknown: [String]) -> AccessState? {
        var state = isDone ? after : before
        state?.unknown = Set(unknown).union(isDone ? [] : before?.unknown ?? []).sorted()
        return state
    }
}
