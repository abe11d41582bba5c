/// A cron expression that cannot be read. Its text goes to the connector's `error`, so it says what would
/// be right.
public struct CronError: Error, Sendable, Hashable {
    public var expression: String
    /// `day of month: 32 is not in 1-31`.
    public var reason: String
}

extension CronError: CustomStringConvertible {
    public var description: String { "The schedule '\(expression)' is not a Quartz cron expression: \(reason)." }
}
