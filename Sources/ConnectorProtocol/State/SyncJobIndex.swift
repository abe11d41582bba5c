public import Elasticsearch
public import Foundation
public import Support

/// `.elastic-connectors-sync-jobs`: finding jobs, and each change a service makes to one.
///
/// Every change reads the job first, makes sure that its status allows the step, and writes on the
/// condition that nobody wrote in between.
public struct SyncJobIndex: Sendable {
    let client: ElasticsearchClient
    let indices: StateIndices
    let channel: any StateChannel
    let log: Log

    /// How long a running job may keep still before anybody may fail it. Kibana and all services use the same.
    public static let idleLimit: TimeInterval = 300

    /// - Parameter way: How the few operations are made for which there is a choice.
    public init(
        _ client: ElasticsearchClient, indices: StateIndices = StateIndices(), way: StateWay = .direct,
        log: Log = .silent
    ) {
        self.client = client
        self.indices = indices
        self.log = log
        channel = way.channel(client, indices)
    }
}

extension SyncJobIndex {
    /// A job as it is at this moment; nil when there is none. This is where a request to cancel is seen.
    public func job(_ id: String) async throws -> SyncJob? {
        try await client.get(id, in: indices.syncJobs).map { document in try SyncJob(document) }
    }

    /// Pending and suspended jobs, oldest first.
    ///
    /// A search shows what was true up to a second ago; ``claim(_:by:cursor:at:)`` looks again.
    public func pending(of connectorIDs: [String], types: [SyncJobType]) async throws -> [SyncJob] {
        guard !connectorIDs.isEmpty else { return [] }
        return try await jobs(StateQueries.pendingJobs(of: connectorIDs, types: types))
    }

    /// Jobs that some service runs, or left running when it died.
    public func running(of connectorIDs: [String]) async throws -> [SyncJob] {
        guard !connectorIDs.isEmpty else { return [] }
        return try await jobs(StateQueries.runningJobs(of: connectorIDs))
    }

    /// Running jobs without a sign of life for ``idleLimit``.
    public func idle(of connectorIDs: [String], at now: Date) async throws -> [SyncJob] {
        guard !connectorIDs.isEmpty else { return [] }
        return try await jobs(
            StateQueries.idleJobs(of: connectorIDs, lastSeenBy: now.addingTimeInterval(-Self.idleLimit)))
    }

    /// Running jobs without a sign of life whose connector does not exist.
    ///
    /// - Parameter connectorIDs: All there are, from ``ConnectorIndex/allIDs()``.
    public func orphaned(connectorIDs: [String], at now: Date) async throws -> [SyncJob] {
        try await jobs(
            StateQueries.orphanedJobs(
                connectorIDs: connectorIDs, lastSeenBy: now.addingTimeInterval(-Self.idleLimit)))
    }

    private func jobs(_ query: JSON) async throws -> [SyncJob] {
        let oldestFirst: JSON = ["created_at": ["order": "asc", "unmapped_type": "date"]]
        let request = SearchRequest(index: indices.syncJobs, query: query, sort: [oldestFirst])
        return try await client.everyHit(request).compactMap { document in
            do throws(ProtocolError) {
                return try SyncJob(document)
            } catch {
                // One broken document must not stop all other jobs.
                log.warning("\(error)", ["sync_job_id": document.id])
                return nil
            }
        }
    }
}

extension SyncJobIndex {
    /// Creates a job that somebody asked for.
    ///
    /// - Parameter metadata: What the source is told for this one sync. The Connector API takes none, so a
    ///   job with metadata is written directly in both ways of talking.
    /// - Returns: Its id.
    /// - Throws: ``ProtocolError`` with code `incompleteConnector` without an index or a service type.
    public func create(
        for connector: Connector, type: SyncJobType, metadata: [String: JSON] = [:], at now: Date
    ) async throws -> String {
        guard !metadata.isEmpty else { return try await channel.createJob(for: connector, type: type, at: now) }
        var job = try SyncJobUpdate.creation(for: connector, type: type, trigger: .onDemand, at: now)
        job["metadata"] = .object(metadata)
        return try await client.create(in: indices.syncJobs, job)
    }

    /// Creates the job of a schedule's tick: one, however many services try and however often.
    ///
    /// Written directly in both ways of talking: the Connector API chooses an id by itself, and it is the
    /// id that keeps a second job out.
    ///
    /// - Returns: The job's id, and whether this call created it.
    /// - Throws: ``ProtocolError`` with code `incompleteConnector` without an index or a service type.
    public func create(
        for connector: Connector, type: SyncJobType, due: Date, at now: Date
    ) async throws -> (id: String, isNew: Bool) {
        let id = SyncJob.id(of: connector.id, type: type, due: due)
        let job = try SyncJobUpdate.creation(for: connector, type: type, trigger: .scheduled, at: now)
        do {
            // Visible at once: another job must not be made because this one is not found yet.
            try await client.create(in: indices.syncJobs, id: id, job, refresh: .immediately)
            return (id, true)
        } catch let error as ElasticsearchError where error.code == .versionConflict {
            return (id, false)
        }
    }
}

extension SyncJobIndex {
    /// Takes a pending or suspended job.
    ///
    /// - Parameter cursor: The connector's cursor; kept on incremental jobs only.
    /// - Returns: The claimed job.
    /// - Throws: ``ProtocolError``: `unexpectedStatus` when another service has it or it was canceled,
    ///   `notFound` when it was deleted, `conflict` after three attempts.
    public func claim(_ id: String, by worker: String, cursor: JSON?, at now: Date) async throws -> SyncJob {
        var started: Date?
        do {
            try await change(id, operation: "claim", from: \.isClaimable) { job in
                started = job.startedAt
                try await channel.claim(job, by: worker, cursor: cursor, at: now)
            }
        } catch let error as ProtocolError where error.code == .unexpectedStatus(.inProgress) {
            // A claim whose answer was lost is found in the document.
            guard try await existing(id, operation: "claim").isClaimed(by: worker, at: now) else { throw error }
        }
        var job = try await existing(id, operation: "claim")
        // A job that was suspended began when it began, whoever claims it again.
        if let started, job.startedAt != started, job.status == .inProgress {
            try await client.update(id, in: indices.syncJobs, with: ["started_at": .timestamp(started)])
            job = try await existing(id, operation: "claim")
        }
        // A request to cancel that came between the read and an unguarded claim would be lost.
        guard job.status == .inProgress, job.cancelationRequestedAt != nil else { return job }
        try await client.update(id, in: indices.syncJobs, with: SyncJobUpdate.cancelationRequested(at: now))
        return try await existing(id, operation: "claim")
    }

    /// Looks whether a job still waits, in its document itself and not in a search.
    ///
    /// - Throws: ``ProtocolError``: `unexpectedStatus` when it does not, `notFound` when it was deleted.
    public func requireClaimable(_ id: String) async throws {
        let job = try await existing(id, operation: "claim")
        guard job.status.isClaimable else {
            throw ProtocolError(.unexpectedStatus(job.status), operation: "claim of sync job \(id)")
        }
    }

    /// Reports how far a job got, and that it is alive. Due every 10 seconds from the claim on.
    ///
    /// - Returns: The job's status: `canceling` when somebody wants it to end.
    /// - Throws: ``ProtocolError``: `unexpectedStatus` when the job is no longer running, `notFound` when it
    ///   was deleted, `conflict` after three attempts. Only the first two mean that the sync has to stop.
    @discardableResult
    public func report(
        _ stats: IngestionStats, metadata: [String: JSON] = [:], on id: String, at now: Date
    ) async throws -> SyncJobStatus {
        let job = try await change(id, operation: "progress", from: \.isRunning) { job in
            try await channel.report(stats, metadata: metadata, on: job, at: now)
        }
        return job.status
    }

    /// Ends a job that this service ran.
    ///
    /// When somebody has asked for it to be canceled meanwhile, it ends as canceled instead of completed or
    /// suspended: no other end is allowed then.
    ///
    /// - Parameters:
    ///   - stats: Nil keeps the counters on the job.
    ///   - totalDocumentCount: Documents in the index now; nil when they were not counted.
    /// - Returns: The job as its end left it.
    /// - Throws: ``ProtocolError``: `unexpectedStatus` when the job is no longer running, and whoever ended it
    ///   has the last word; `notFound`; `conflict`.
    public func end(
        _ id: String, as end: SyncJobEnd, stats: IngestionStats?, totalDocumentCount: Int? = nil,
        metadata: [String: JSON] = [:], at now: Date
    ) async throws -> SyncJob {
        try await update(id, operation: "end") { job in
            guard let allowed = end.allowed(from: job.status) else {
                throw ProtocolError(.unexpectedStatus(job.status), operation: "end of sync job \(id)")
            }
            return SyncJobUpdate.ended(
                allowed, stats: stats, totalDocumentCount: totalDocumentCount, metadata: metadata, at: now)
        }
    }

    /// Fails a job whose service died, with the reason and the age in its error.
    ///
    /// - Returns: The failed job; nil when it has shown life or come to its end since it was listed.
    public func failIdle(_ job: SyncJob, isOrphaned: Bool, at now: Date) async throws -> SyncJob? {
        var isDead = false
        let failed = try await update(job.id, operation: "cleanup") { job in
            isDead = job.isIdle(at: now)
            guard isDead else { return Optional.none }
            let error = SyncJobEnd.error(job.idleError(isOrphaned: isOrphaned, at: now))
            return SyncJobUpdate.ended(error, stats: nil, totalDocumentCount: nil, at: now)
        }
        return isDead ? failed : nil
    }

    /// Requests the end of a running job, or cancels one that waits: what Kibana's button does.
    public func cancel(_ id: String, at now: Date) async throws -> SyncJob {
        try await update(id, operation: "cancel") { job in
            switch job.status {
            case .inProgress: return SyncJobUpdate.cancelationRequested(at: now)
            case .pending, .suspended:
                return SyncJobUpdate.ended(.canceled, stats: nil, totalDocumentCount: nil, at: now)
                    .merging(["cancelation_requested_at": .timestamp(now)])
            case .canceling: return Optional.none
            case .canceled, .completed, .error:
                throw ProtocolError(.unexpectedStatus(job.status), operation: "cancel of sync job \(id)")
            }
        }
    }
}

extension SyncJobIndex {
    private func existing(_ id: String, operation: String) async throws -> SyncJob {
        guard let job = try await job(id) else {
            throw ProtocolError(.notFound, operation: "\(operation) of sync job \(id)")
        }
        return job
    }

    /// Three attempts at a step that a channel makes, each from a fresh read.
    ///
    /// - Returns: The job as it was read.
    @discardableResult
    private func change(
        _ id: String, operation: String, from expected: (SyncJobStatus) -> Bool, _ step: (SyncJob) async throws -> Void
    ) async throws -> SyncJob {
        for _ in 1...3 {
            let job = try await existing(id, operation: operation)
            guard expected(job.status) else {
                throw ProtocolError(.unexpectedStatus(job.status), operation: "\(operation) of sync job \(id)")
            }
            do {
                try await step(job)
                return job
            } catch let error as ElasticsearchError where error.code == .versionConflict {
                continue
            }
        }
        throw ProtocolError(.conflict, operation: "\(operation) of sync job \(id)")
    }

    private func update(
        _ id: String, operation: String, _ change: (SyncJob) throws -> JSON?
    ) async throws -> SyncJob {
        var outcome: StoredDocument?
        try await client.guarded(
            id, in: indices.syncJobs, operation: "\(operation) of sync job \(id)", isOwn: true
        ) { document in
            outcome = document
            let partial = try change(try SyncJob(document))
            if let partial { outcome?.source = document.source.merging(partial) }
            return partial
        } written: {
            outcome?.version = $0
        }
        guard let outcome else { throw ProtocolError(.notFound, operation: "\(operation) of sync job \(id)") }
        return try SyncJob(outcome)
    }
}
