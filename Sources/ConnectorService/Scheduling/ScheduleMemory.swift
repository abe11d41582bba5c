import ConnectorProtocol
import Foundation
import Synchronization

/// Tells which tick of a schedule is due.
///
/// A tick counts from the last one that was dealt with, so none is lost while no service runs. A schedule that
/// was never dealt with, or that has just been switched on or changed, counts from the moment it was first seen:
/// nobody who switches one on means the ticks of last month.
final class ScheduleMemory: Sendable {
    private struct Key: Hashable {
        var connectorID: String
        var type: SyncJobType
    }

    private struct Seen {
        var schedule: Scheduling.Entry?
        var since: Date
    }

    private let seen = Mutex<[Key: Seen]>([:])

    /// The tick to make a job for; nil when none is due.
    ///
    /// - Throws: ``CronError`` when the schedule's text is no cron expression.
    func due(_ connector: Connector, _ type: SyncJobType, at now: Date) throws -> Date? {
        let schedule = connector.scheduling[type]
        let since = start(of: schedule, Key(connectorID: connector.id, type: type), connector, at: now)
        guard let schedule else { return nil }
        let reference = max(connector.lastScheduled(type) ?? .distantPast, since)
        return try CronExpression(schedule.interval).latest(after: reference, through: now)
    }

    private func start(of schedule: Scheduling.Entry?, _ key: Key, _ connector: Connector, at now: Date) -> Date {
        seen.withLock { seen in
            if let known = seen[key], known.schedule == schedule { return known.since }
            let isFirstLook = seen[key] == nil
            let since = isFirstLook && connector.lastScheduled(key.type) != nil ? Date.distantPast : now
            seen[key] = Seen(schedule: schedule, since: since)
            return since
        }
    }
}
