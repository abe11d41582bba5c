public import Elasticsearch
public import Foundation
public import Support

/// Both state indices, and the steps that need both.
public struct ConnectorState: Sendable {
    public let connectors: ConnectorIndex
    public let jobs: SyncJobIndex

    public init(
        _ client: ElasticsearchClient, indices: StateIndices = StateIndices(), way: StateWay = .direct,
        log: Log = .silent
    ) {
        connectors = ConnectorIndex(client, indices: indices, way: way)
        jobs = SyncJobIndex(client, indices: indices, way: way, log: log)
    }
}

extension ConnectorState {
    /// Deals with a schedule's tick: creates its job, then notes the tick on the connector.
    ///
    /// In this order nothing is lost when the second write fails: the next attempt finds the job by its id.
    /// Any number of services may call it for the same tick.
    ///
    /// - Returns: The id of the job when this call created it; nil when the tick was dealt with before.
    /// - Throws: ``ProtocolError``: `notFound` without the connector, `incompleteConnector` without its index.
    public func schedule(
        _ connectorID: String, _ type: SyncJobType, due: Date, at now: Date
    ) async throws -> String? {
        guard let connector = try await connectors.connector(connectorID) else {
            throw ProtocolError(.notFound, operation: "schedule of connector \(connectorID)")
        }
        if let last = connector.lastScheduled(type), last >= due { return nil }
        let job = try await jobs.create(for: connector, type: type, due: due, at: now)
        try await connectors.scheduled(connectorID, type, due: due)
        return job.isNew ? job.id : nil
    }

    /// Starts a job: the marker on the connector, then the claim. When the job cannot be had after all, the
    /// marker is taken back.
    ///
    /// - Returns: The connector with its marker, and the claimed job.
    /// - Throws: ``ProtocolError``: `alreadySyncing`; or what ``SyncJobIndex/claim(_:by:cursor:at:)`` throws.
    public func start(
        _ job: SyncJob, by worker: String, at now: Date
    ) async throws -> (connector: Connector, job: SyncJob) {
        // A search may show a job as waiting that has just ended; its connector would be marked for a moment.
        try await jobs.requireClaimable(job.id)
        let (before, connector) = try await connectors.startSync(job.connectorID, job.type)
        do {
            let claimed = try await jobs.claim(job.id, by: worker, cursor: connector.syncCursor, at: now)
            return (connector, claimed)
        } catch let error as ProtocolError {
            // Any other error leaves open whether the claim happened; cleanup settles that one later.
            try await connectors.undoSyncStart(job.type, before: before)
            throw error
        }
    }

    /// Ends a job that this service ran, then notes the end on the connector.
    ///
    /// - Parameter cursor: Stored when the job is a content sync and completed.
    /// - Returns: The job as its end left it; nil when its document had been deleted.
    /// - Throws: ``ProtocolError`` with code `unexpectedStatus` when somebody else ended the job: the
    ///   connector is theirs then, and stays as it is.
    @discardableResult
    public func finish(
        _ job: SyncJob, as end: SyncJobEnd, stats: IngestionStats, totalDocumentCount: Int? = nil,
        metadata: [String: JSON] = [:], cursor: JSON? = nil, at now: Date
    ) async throws -> SyncJob? {
        do {
            let ended = try await jobs.end(
                job.id, as: end, stats: stats, totalDocumentCount: totalDocumentCount, metadata: metadata, at: now)
            try await connectors.syncEnded(ended, cursor: cursor, at: now)
            return ended
        } catch let error as ProtocolError where error.code == .notFound {
            return try await noteMissing(job, at: now)
        }
    }

    /// Either document may be the one that is missing; a deleted connector needs no note.
    private func noteMissing(_ job: SyncJob, at now: Date) async throws -> SyncJob? {
        let existing = try await jobs.job(job.id)
        if existing == nil, try await connectors.connector(job.connectorID) != nil {
            try await connectors.jobVanished(job.connectorID, at: now)
        }
        return existing
    }

    /// Ends a job that can never run here, with an error that says why: it is claimed first, because no
    /// other way leads from pending to error.
    ///
    /// - Returns: The failed job.
    /// - Throws: As ``start(_:by:at:)``.
    @discardableResult
    public func refuse(_ job: SyncJob, error: String, by worker: String, at now: Date) async throws -> SyncJob? {
        let started = try await start(job, by: worker, at: now)
        return try await finish(started.job, as: .error(error), stats: IngestionStats(), at: now)
    }
}

extension ConnectorState {
    /// Fails a job whose service died, and frees its connector.
    ///
    /// - Returns: The failed job; nil when it has shown life or come to its end since it was listed.
    public func failIdle(_ job: SyncJob, isOrphaned: Bool, at now: Date) async throws -> SyncJob? {
        guard let failed = try await jobs.failIdle(job, isOrphaned: isOrphaned, at: now) else { return nil }
        guard let connector = try await connectors.connector(job.connectorID) else { return failed }
        let alive = try await jobs.running(of: [connector.id]).contains { other in
            other.id != job.id && other.type.isContent == job.type.isContent && !other.isIdle(at: now)
        }
        // The connector shows that one now.
        if alive { return failed }
        try await connectors.syncEnded(failed, cursor: nil, at: now)
        return failed
    }

    /// Clears a marker that ``StaleSyncMarkers`` gave a reason for, and fails the dead jobs behind it.
    ///
    /// - Parameter connector: As it was judged; when its marker has changed since, nothing is cleared.
    public func clearMarker(
        of connector: Connector, _ type: SyncJobType, reason: String, running: [SyncJob], at now: Date
    ) async throws {
        for job in running where job.connectorID == connector.id && job.type.isContent == type.isContent {
            _ = try await jobs.failIdle(job, isOrphaned: false, at: now)
        }
        try await connectors.update(connector.id, to: "clearing the sync marker") { current in
            guard current.lastSyncStatus(type) == .inProgress, current.lastSynced == connector.lastSynced else {
                return Optional.none
            }
            return ConnectorUpdate.syncLost(type, error: reason, at: now)
        }
    }
}
