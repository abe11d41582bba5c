import Elasticsearch
import Foundation
import Support

/// Reads and writes the state documents themselves.
struct DirectChannel: StateChannel {
    let client: ElasticsearchClient
    let indices: StateIndices

    func checkIn(connector id: String, at now: Date) async throws {
        try await client.update(id, in: indices.connectors, with: ConnectorUpdate.heartbeat(at: now))
    }

    func createJob(for connector: Connector, type: SyncJobType, at now: Date) async throws -> String {
        let job = try SyncJobUpdate.creation(for: connector, type: type, trigger: .onDemand, at: now)
        return try await client.create(in: indices.syncJobs, job)
    }

    func claim(_ job: SyncJob, by worker: String, cursor: JSON?, at now: Date) async throws {
        let update = SyncJobUpdate.claimed(job, by: worker, cursor: cursor, at: now)
        try await client.update(job.id, in: indices.syncJobs, with: update, expecting: job.version)
    }

    func report(_ stats: IngestionStats, metadata: [String: JSON], on job: SyncJob, at now: Date) async throws {
        let update = SyncJobUpdate.progress(stats, metadata: metadata, at: now)
        try await client.update(job.id, in: indices.syncJobs, with: update, expecting: job.version)
    }

    func judge(_ draft: Filter, of connectorID: String, _ validation: FilterValidation) async throws -> Bool {
        var isJudged = false
        try await client.guarded(
            connectorID, in: indices.connectors, operation: "validation of the sync rules of connector \(connectorID)"
        ) { document in
            let update = DraftRules.update(Connector(document), draft: draft, validation: validation)
            isJudged = update != nil
            return update
        }
        return isJudged
    }
}
