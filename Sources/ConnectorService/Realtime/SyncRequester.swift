import ConnectorProtocol
import Elasticsearch
import Support

/// Makes incremental jobs for connectors whose Dropbox has changed.
///
/// It only adds jobs: the times that schedules go by are not touched.
struct SyncRequester: Sendable {
    enum Outcome: Equatable {
        /// A job was created, by this call or, for the same change, by another service.
        case requested
        /// A job waits that will see the change.
        case waiting
        /// A sync runs that may have looked before the change.
        case running
        /// Why there can be no job.
        case impossible(String)
    }

    /// Who told of the change.
    enum Source: String {
        case longpoll, webhook
    }

    let context: ServiceContext
    let source: Source

    /// Creates an incremental job for what is not covered yet.
    ///
    /// - Throws: `ElasticsearchError`, `ProtocolError`, `CancellationError`.
    func request(for connector: Connector, _ log: Log) async throws -> Outcome {
        guard connector.indexName != nil else { return .impossible("the connector has no index") }
        guard connector.features.incrementalSync else {
            return .impossible("incremental syncs are switched off in the connector's features")
        }
        if try await isWaiting(connector.id) {
            context.signals.jobCreated(.incremental)
            return .waiting
        }
        if connector.lastSyncStatus(.incremental) == .inProgress { return .running }
        let job = try await context.state.jobs.create(forChangesOf: connector, at: context.now())
        if job.isNew {
            context.metrics.store.count(.changeJobs, [source.rawValue])
            log.info("Created an incremental sync, because something changed in Dropbox", ["sync_job_id": job.id])
        }
        context.signals.jobCreated(.incremental)
        return .requested
    }

    /// Whether a content sync runs, or is about to.
    func isUnderWay(_ connector: Connector) async throws -> Bool {
        if connector.lastSyncStatus(.incremental) == .inProgress { return true }
        return try await isWaiting(connector.id)
    }

    private func isWaiting(_ connectorID: String) async throws -> Bool {
        try await !context.state.jobs.pending(of: [connectorID], types: [.incremental, .full]).isEmpty
    }
}
