import Elasticsearch
import Foundation
import Support

/// The operations that can be made in two ways: on the documents, or by the Connector API.
///
/// Callers have decided already that the operation is right; a channel only carries it out.
protocol StateChannel: Sendable {
    /// Sets `last_seen` of a connector.
    func checkIn(connector id: String, at now: Date) async throws

    /// Creates a job that somebody asked for.
    ///
    /// - Returns: Its id.
    func createJob(for connector: Connector, type: SyncJobType, at now: Date) async throws -> String

    /// Writes the claim of `job`, which was read just now.
    ///
    /// - Throws: ``ElasticsearchError`` with code `versionConflict` when somebody changed it meanwhile.
    func claim(_ job: SyncJob, by worker: String, cursor: JSON?, at now: Date) async throws

    /// Writes the counters and `last_seen` of `job`, which was read just now.
    func report(_ stats: IngestionStats, metadata: [String: JSON], on job: SyncJob, at now: Date) async throws

    /// Writes the verdict on a draft of sync rules, and puts the draft in force when it is valid.
    ///
    /// - Returns: Whether the draft was still the one that was validated; if not, nothing is in force.
    func judge(_ draft: Filter, of connectorID: String, _ validation: FilterValidation) async throws -> Bool
}
