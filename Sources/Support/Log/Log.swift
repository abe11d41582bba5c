public import Foundation

/// Where the program tells what it does: one line an event.
///
/// A value: a part of the program that speaks of one job gets a log that labels every line with it.
public struct Log: Sendable {
    public enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error, critical

        public static func < (lhs: Level, rhs: Level) -> Bool { lhs.severity < rhs.severity }

        private var severity: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warning: 2
            case .error: 3
            case .critical: 4
            }
        }
    }

    /// One line of the log.
    public struct Event: Sendable, Equatable {
        public var time: Date
        public var level: Level
        public var message: String
        /// What the line is about, by ECS field name or label: `connector_id`, `sync_job_id`, `url.path`.
        public var labels: [String: String]
    }

    /// Events below this level are dropped before their message is built.
    public var minimumLevel: Level
    /// Given to every event.
    public private(set) var labels: [String: String] = [:]
    private let write: @Sendable (Event) -> Void

    /// - Parameter write: Called once an event, on whatever thread the event happened; it must not block for long.
    public init(minimumLevel: Level = .info, write: @escaping @Sendable (Event) -> Void) {
        self.minimumLevel = minimumLevel
        self.write = write
    }

    /// A log that says nothing.
    public static let silent = Log(minimumLevel: .critical) { _ in }

    /// The same log with further labels on every event.
    public func labelled(_ labels: [String: String]) -> Log {
        var log = self
        log.labels.merge(labels) { _, new in new }
        return log
    }

    public func debug(_ message: @autoclosure () -> String, _ labels: [String: String] = [:]) {
        event(.debug, message, labels)
    }

    public func info(_ message: @autoclosure () -> String, _ labels: [String: String] = [:]) {
        event(.info, message, labels)
    }

    public func warning(_ message: @autoclosure () -> String, _ labels: [String: String] = [:]) {
        event(.warning, message, labels)
    }

    public func error(_ message: @autoclosure () -> String, _ labels: [String: String] = [:]) {
        event(.error, message, labels)
    }

    public func critical(_ message: @autoclosure () -> String, _ labels: [String: String] = [:]) {
        event(.critical, message, labels)
    }

    private func event(_ level: Level, _ message: () -> String, _ extra: [String: String]) {
        guard level >= minimumLevel else { return }
        write(
            Event(
                time: Date(), level: level, message: message(),
                labels: labels.merging(extra) { _, new in new }))
    }
}
