public import Foundation

extension SyncJob {
    /// Whether the job counts as running and has shown no sign of life for ``SyncJobIndex/idleLimit``.
    public func isIdle(at now: Date) -> Bool {
        status.isRunning && now.timeIntervalSince(lastSignOfLife) >= SyncJobIndex.idleLimit
    }

    /// A job without any date is as old as can be.
    private var lastSignOfLife: Date { lastSeen ?? startedAt ?? createdAt ?? .distantPast }

    /// Why cleanup fails the job.
    func idleError(isOrphaned: Bool, at now: Date) -> String {
        let age = lastSeen.map { "for \(Int(now.timeIntervalSince($0))) seconds" } ?? "at all"
        let worker = workerHostname.map { ", which ran on \($0)," } ?? ""
        let reason = isOrphaned ? "its connector \(connectorID) no longer exists" : "the service that ran it has stopped"
        return "The job\(worker) has received no update \(age): \(reason)."
    }
}
