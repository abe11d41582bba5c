import Elasticsearch
import Foundation
import Support

/// Asks the Connector API for what it can do. Elasticsearch refreshes after each of these writes and uses
/// its own clock.
///
/// <https://www.elastic.co/docs/api/doc/elasticsearch/group/endpoint-connector>
struct ConnectorAPIChannel: StateChannel {
    let client: ElasticsearchClient
    let indices: StateIndices

    func checkIn(connector id: String, at now: Date) async throws {
        try await client.put(["_connector", id, "_check_in"], for: "heartbeat of connector \(id)")
    }

    func createJob(for connector: Connector, type: SyncJobType, at now: Date) async throws -> String {
        let operation = "create a \(type.rawValue) job for \(connector.id)"
        guard connector.indexName != nil, connector.serviceType != nil else {
            throw ProtocolError(.incompleteConnector, operation: operation)
        }
        let body: JSON = [
            "id": .string(connector.id), "job_type": .string(type.rawValue),
            "trigger_method": .string(TriggerMethod.onDemand.rawValue),
        ]
        let answer = try await client.post(["_connector", "_sync_job"], body: body, for: operation)
        guard let id = answer.text("id") else {
            throw ElasticsearchError(code: .unreadableAnswer, operation: operation, reason: "there is no id in it")
        }
        return id
    }

    // The API takes a claim and counters in any status and cannot guard them. The marker on the connector,
    // which is guarded, keeps other services out meanwhile, and the callers have read the status just now.

    func claim(_ job: SyncJob, by worker: String, cursor: JSON?, at now: Date) async throws {
        var body: JSON = ["worker_hostname": .string(worker)]
        if job.type == .incremental, let cursor { body["sync_cursor"] = cursor }
        try await client.put(
            ["_connector", "_sync_job", job.id, "_claim"], body: body, for: "claim of sync job \(job.id)")
    }

    func report(_ stats: IngestionStats, metadata: [String: JSON], on job: SyncJob, at now: Date) async throws {
        var body = stats.json
        if !metadata.isEmpty { body["metadata"] = .object(metadata) }
        try await client.put(
            ["_connector", "_sync_job", job.id, "_stats"], body: body, for: "progress of sync job \(job.id)")
    }

    func judge(_ draft: Filter, of connectorID: String, _ validation: FilterValidation) async throws -> Bool {
        guard try await isCurrent(draft, of: connectorID, states: [.edited]) else { return false }
        try await store(validation, of: connectorID)
        // Elasticsearch activates a draft whose state is valid. One that was edited between our look and our
        // write would carry a verdict that is not about it.
        guard try await isCurrent(draft, of: connectorID, states: [validation.state]) else {
            try await store(FilterValidation(["state": "edited"]), of: connectorID)
            return false
        }
        guard validation.state == .valid else { return true }
        try await client.put(
            ["_connector", connectorID, "_filtering", "_activate"],
            for: "activation of the sync rules of connector \(connectorID)")
        return true
    }

    private func isCurrent(
        _ draft: Filter, of connectorID: String, states: [FilterValidation.State]
    ) async throws -> Bool {
        let operation = "validation of the sync rules of connector \(connectorID)"
        guard let document = try await client.get(connectorID, in: indices.connectors) else {
            throw ProtocolError(.notFound, operation: operation)
        }
        guard let current = Connector(document).filtering.draft else { return false }
        return current.hasSameRules(as: draft) && states.contains(current.validation.state)
    }

    private func store(_ validation: FilterValidation, of connectorID: String) async throws {
        try await client.put(
            ["_connector", connectorID, "_filtering", "_validation"], body: ["validation": validation.json],
            for: "validation of the sync rules of connector \(connectorID)")
    }
}
