public import Elasticsearch
public import Foundation
public import Support

/// `.elastic-connectors`: reading connectors, and each change a service makes to one.
///
/// A guarded change reads the connector, decides on what it read, and writes on the condition that nobody
/// wrote in between; three attempts, each from a fresh read.
public struct ConnectorIndex: Sendable {
    let client: ElasticsearchClient
    let indices: StateIndices
    let channel: any StateChannel

    /// - Parameter way: How the few operations are made for which there is a choice.
    public init(_ client: ElasticsearchClient, indices: StateIndices = StateIndices(), way: StateWay = .direct) {
        self.client = client
        self.indices = indices
        channel = way.channel(client, indices)
    }
}

extension ConnectorIndex {
    /// A connector as it is at this moment; nil when there is none. A deleted one is returned, marked so.
    public func connector(_ id: String) async throws -> Connector? {
        try await client.get(id, in: indices.connectors).map(Connector.init)
    }

    /// The connectors a service looks after, none twice and none left out.
    ///
    /// - Parameters:
    ///   - ids: Those configured. Nothing is asked when this and `serviceTypes` are empty.
    ///   - serviceTypes: Every self-managed connector of these types, for worker mode.
    public func supported(ids: [String], serviceTypes: [String] = []) async throws -> [Connector] {
        guard let query = StateQueries.supportedConnectors(ids: ids, serviceTypes: serviceTypes) else { return [] }
        return try await client.everyHit(SearchRequest(index: indices.connectors, query: query)).map(Connector.init)
    }

    /// The ids of all connectors there are, deleted ones too.
    public func allIDs() async throws -> [String] {
        try await client.everyHit(SearchRequest(index: indices.connectors, source: ["service_type"], size: 1000))
            .map(\.id)
    }
}

extension ConnectorIndex {
    /// Changes a connector on the condition that nobody else changes it in between.
    ///
    /// - Parameter change: The partial update for the connector that was read; nil to leave it as it is.
    ///   Asked again after a conflict.
    /// - Returns: The connector as it is afterwards.
    /// - Throws: ``ProtocolError`` with code `notFound`, or `conflict` after the third attempt; what
    ///   `change` throws; ``ElasticsearchError``.
    @discardableResult
    public func update(
        _ id: String, to operation: String, _ change: (Connector) throws -> JSON?
    ) async throws -> Connector {
        var outcome: Connector?
        try await client.guarded(id, in: indices.connectors, operation: "\(operation) of connector \(id)") { document in
            let connector = Connector(document)
            let partial = try change(connector)
            outcome = Connector(
                id: id, version: connector.version, source: partial.map { connector.source.merging($0) } ?? connector.source)
            return partial
        } written: { version in
            outcome = outcome.map { Connector(id: id, version: version, source: $0.source) }
        }
        guard let outcome else { throw ProtocolError(.notFound, operation: "\(operation) of connector \(id)") }
        return outcome
    }

    /// Changes a connector whatever it is now: for what is true regardless.
    func write(_ id: String, _ update: JSON, operation: String) async throws {
        try await naming(operation, id) {
            try await client.update(id, in: indices.connectors, with: update)
        }
    }

    private func naming(_ operation: String, _ id: String, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as ElasticsearchError where error.code == .notFound {
            throw ProtocolError(.notFound, operation: "\(operation) of connector \(id)")
        }
    }
}

extension ConnectorIndex {
    /// Gives a connector what its source and `config.yml` say: the schema when it has none, what is missing
    /// of it, the service type when it has none, the features. Writes nothing when it has all that.
    ///
    /// - Parameters:
    ///   - serviceType: Written where the connector has none; nil to leave it.
    ///   - features: Nil to leave those of the connector.
    /// - Returns: The connector afterwards, and the fields that were missing: worth a warning when the
    ///   connector was configured already.
    public func prepare(
        _ id: String, schema: ConfigurationSchema, serviceType: String?, features: Features?
    ) async throws -> (connector: Connector, addedFields: [String]) {
        var added: [String] = []
        let connector = try await update(id, to: "preparation") { connector in
            let preparation = ConnectorPreparation(
                of: connector, schema: schema, serviceType: serviceType, features: features)
            added = preparation.addedFields
            return preparation.update
        }
        return (connector, added)
    }

    /// The heartbeat.
    ///
    /// - Throws: ``ProtocolError`` with code `notFound`; ``ElasticsearchError``.
    public func checkIn(_ id: String, at now: Date) async throws {
        try await naming("heartbeat", id) { try await channel.checkIn(connector: id, at: now) }
    }

    /// The configuration is valid and the source answered.
    ///
    /// - Parameter connector: As it was read; nothing is written when it says so already.
    public func connected(_ connector: Connector) async throws {
        guard let update = ConnectorUpdate.connected(connector) else { return }
        try await write(connector.id, update, operation: "status")
    }

    /// The validation, the check of the source, of its filtering or of its schedule failed.
    ///
    /// - Parameter connector: As it was read; nothing is written when it says so already.
    public func failed(_ connector: Connector, error: String) async throws {
        let update = ConnectorUpdate.failed(error)
        guard connector.source.merging(update) != connector.source else { return }
        try await write(connector.id, update, operation: "error")
    }

    /// Writes the verdict on a draft of sync rules, and puts the draft in force when it is valid.
    ///
    /// - Parameter draft: What was validated, from ``DraftRules/pending(_:)``.
    /// - Returns: Whether the draft was still the one that was validated. If not, it is validated next time.
    @discardableResult
    public func judge(_ draft: Filter, of id: String, _ validation: FilterValidation) async throws -> Bool {
        try await channel.judge(draft, of: id, validation)
    }

    /// Notes that a schedule's tick has been dealt with. Guarded.
    ///
    /// - Returns: Whether this call noted it; false when the connector says as much or more already.
    @discardableResult
    public func scheduled(_ id: String, _ type: SyncJobType, due: Date) async throws -> Bool {
        var noted = false
        try await update(id, to: "schedule") { connector in
            noted = connector.lastScheduled(type).map { $0 < due } ?? true
            guard noted else { return Optional.none }
            return ConnectorUpdate.scheduled(type, due: due)
        }
        return noted
    }

    /// Marks the start of a sync, which keeps a second one of the kind out. Guarded.
    ///
    /// - Returns: The connector before and after.
    /// - Throws: ``ProtocolError`` with code `alreadySyncing` when the marker is there, `notFound` when the
    ///   connector is not.
    public func startSync(_ id: String, _ type: SyncJobType) async throws -> (before: Connector, after: Connector) {
        var before: Connector?
        let after = try await update(id, to: "sync start") { connector in
            guard connector.lastSyncStatus(type) != .inProgress else {
                throw ProtocolError(.alreadySyncing, operation: "sync start of connector \(id)")
            }
            before = connector
            return ConnectorUpdate.syncStarted(type)
        }
        return (before ?? after, after)
    }

    /// Takes back the mark of a sync that did not begin. Guarded; nothing happens when it is gone.
    public func undoSyncStart(_ type: SyncJobType, before: Connector) async throws {
        try await update(before.id, to: "undoing the sync start") { connector in
            guard connector.lastSyncStatus(type) == .inProgress else { return Optional.none }
            return ConnectorUpdate.syncStartUndone(type, before: before)
        }
    }

    /// Notes the end of a sync.
    ///
    /// - Parameters:
    ///   - job: As its end left it.
    ///   - cursor: Stored after a completed content sync.
    public func syncEnded(_ job: SyncJob, cursor: JSON?, at now: Date) async throws {
        let update = ConnectorUpdate.syncEnded(job, cursor: cursor, at: now)
        try await write(job.connectorID, update, operation: "sync end")
    }

    /// Notes that a job's document disappeared while the job ran.
    public func jobVanished(_ id: String, at now: Date) async throws {
        try await write(id, ConnectorUpdate.jobVanished(at: now), operation: "sync end")
    }
}
