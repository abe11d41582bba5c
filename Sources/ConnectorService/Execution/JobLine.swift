import ConnectorProtocol
import Foundation

/// Who is next: of each connector its oldest job, and of these the one that has waited longest.
///
/// A connector that has just been served waits from then on, however old its next job is: one that has many jobs
/// delays no other by more than one of them. Every instance of the service reads the same order from the documents.
struct JobLine {
    let jobs: [SyncJob]

    /// - Parameters:
    ///   - waiting: Pending and suspended jobs of one kind, oldest first.
    ///   - connectors: Those that may run jobs. One that is marked as syncing has to wait for its own job's end.
    init(_ waiting: [SyncJob], of connectors: [Connector]) {
        let known = Dictionary(connectors.map { ($0.id, $0) }) { first, _ in first }
        var seen: Set<String> = []
        var line: [(since: Date, job: SyncJob)] = []
        for job in waiting {
            guard let connector = known[job.connectorID], connector.lastSyncStatus(job.type) != .inProgress,
                seen.insert(connector.id).inserted
            else { continue }
            line.append((max(job.createdAt ?? .distantPast, connector.lastSynced ?? .distantPast), job))
        }
        jobs = line.enumerated().sorted { ($0.element.since, $0.offset) < ($1.element.since, $1.offset) }.map(\.element.job)
    }
}
