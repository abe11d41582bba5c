import ConnectorProtocol
import Support
import SyncEngine

/// What a job does, as far as its run has to know.
protocol JobWork: Sendable {
    /// What has been done so far; it is read while the work goes on.
    var report: SyncReport { get }
    /// What the job's `metadata` holds besides the report.
    var metadata: [String: JSON] { get }
    /// What the connector may keep already while the work goes on, and when it fails; nil when that is nothing new.
    var acknowledged: JSON? { get }

    /// Bytes of content in memory.
    var memoryUsed: Int { get }

    /// Does it.
    ///
    /// - Returns: What the connector keeps for the next sync; nil to leave that alone.
    func run() async throws -> JSON?
}

extension JobWork {
    var metadata: [String: JSON] { [:] }
    var memoryUsed: Int { 0 }
}

extension SyncJob {
    /// - Throws: ``JobError`` when the job is for another kind of source. Such a job has to end all the same, or it
    ///   would wait for ever.
    func demandDropbox() throws(JobError) {
        guard serviceType == nil || serviceType == "dropbox" else {
            throw JobError(
                .unsupportedJob, "This service syncs Dropbox, and the job is for the service type \"\(serviceType ?? "")\".")
        }
    }
}
