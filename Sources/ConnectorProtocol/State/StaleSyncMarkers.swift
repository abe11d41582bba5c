public import Foundation

/// Tells which markers (`last_sync_status: in_progress`) belong to a sync that nobody runs.
///
/// The marker is written before the job is claimed and cleared after the job has ended, in writes of their
/// own. A service that dies between them leaves it behind, and nobody could sync the connector ever again.
///
/// A marker without any running job may be just that: one that is about to be claimed. It has to be seen
/// so for a while, which is what this value remembers from one look to the next.
public struct StaleSyncMarkers: Sendable {
    private struct Marker: Hashable {
        var connectorID: String
        var isContent: Bool
        /// Every end of a sync changes it, so that the markers of two syncs are never taken for one.
        var lastSynced: Date?
    }

    private var unclaimedSince: [Marker: Date] = [:]
    private let grace: TimeInterval

    /// - Parameter grace: How long a marker may be seen without a running job, in seconds.
    public init(grace: TimeInterval = SyncJobIndex.idleLimit) {
        self.grace = grace
    }

    /// Looks at one marker.
    ///
    /// - Parameter running: The running jobs of the connector, from ``SyncJobIndex/running(of:)``.
    /// - Returns: Why the marker can be cleared; nil while there is none, or it may be right.
    public mutating func reasonToClear(
        _ connector: Connector, _ type: SyncJobType, running: [SyncJob], at now: Date
    ) -> String? {
        let marker = Marker(
            connectorID: connector.id, isContent: type.isContent, lastSynced: connector.lastSynced)
        unclaimedSince = unclaimedSince.filter { kept in
            kept.key == marker || kept.key.connectorID != connector.id || kept.key.isContent != type.isContent
        }
        let jobs = running.filter { $0.connectorID == connector.id && $0.type.isContent == type.isContent }
        guard connector.lastSyncStatus(type) == .inProgress, jobs.allSatisfy({ $0.isIdle(at: now) }) else {
            unclaimedSince[marker] = nil
            return nil
        }
        if let job = jobs.first {
            unclaimedSince[marker] = nil
            return "The sync of job \(job.id) has stopped without a result: \(job.idleError(isOrphaned: false, at: now))"
        }
        let since = unclaimedSince[marker] ?? now
        unclaimedSince[marker] = since
        guard now.timeIntervalSince(since) >= grace else { return nil }
        return "A sync was started, and no job runs it: the service that started it has stopped."
    }
}
