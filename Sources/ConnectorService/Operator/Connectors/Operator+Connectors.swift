import ConnectorProtocol
import Elasticsearch
import Foundation
import Support
import Transport

extension Operator {
    /// What came of a wish for a connector.
    public struct Created: Sendable {
        /// The lines for `config.yml`, of which one may hold the new API key.
        public var configurationLines: [String]
        /// Whether an API key of the connector's own was made.
        public var hasKey: Bool
    }

    /// Creates a connector, and an API key that may do what its syncs need and nothing else.
    ///
    /// - Parameter wantsKey: False to use the credential of `config.yml` for everything.
    /// - Throws: ``OperatorFailure`` when the id or the index is taken, or a name cannot be; `ElasticsearchError`.
    public func create(_ new: NewConnector, wantsKey: Bool) async throws -> Created {
        try new.validate()
        try await StateIndices().ensure(context.elasticsearch)
        try await refuseTaken(new)
        do {
            try await context.elasticsearch.create(
                in: StateIndices().connectors, id: new.id, new.document(at: context.now()), refresh: .immediately)
        } catch let error as ElasticsearchError where error.code == .versionConflict {
            throw OperatorFailure(.failure, "There is a connector \"\(new.id)\" already. Choose another --connector-id.")
        }
        let key = wantsKey ? try await makeKey(new) : nil
        var lines = ["connectors:", "  - connector_id: \(new.id)", "    service_type: dropbox"]
        if let key { lines.append("    api_key: \(key.reveal())") }
        return Created(configurationLines: lines, hasKey: key != nil)
    }

    private func refuseTaken(_ new: NewConnector) async throws {
        let holders = try await context.elasticsearch.everyHit(
            SearchRequest(index: StateIndices().connectors, query: ["term": ["index_name": .string(new.indexName)]]))
        guard let holder = holders.map(Connector.init).first(where: { !$0.isDeleted && $0.id != new.id }) else { return }
        throw OperatorFailure(
            .failure,
            "The index \(new.indexName) belongs to connector \(holder.id): two of them would delete each other's documents. Choose another --index.")
    }

    /// Nil where the cluster makes no keys, because its security is off.
    private func makeKey(_ new: NewConnector) async throws -> Secret? {
        let role: JSON = [
            "cluster": ["monitor", "read_pipeline"],
            "indices": [
                [
                    "names": [.string(new.indexName), .string(".search-acl-filter-\(new.indexName)")],
                    "privileges": ["read", "write", "create_index", "manage"],
                ]
            ],
        ]
        let body: JSON = [
            "name": .string("dropbox-connector-\(new.id)"), "role_descriptors": .object(["connector": role]),
            "metadata": ["created_by": "dropbox-connector"],
        ]
        do {
            let answer = try await context.elasticsearch.post(
                ["_security", "api_key"], body: body, for: "creating an API key")
            guard let id = answer["id"]?.stringValue, let key = answer["encoded"]?.stringValue else { return nil }
            try await context.state.connectors.update(new.id, to: "API key") { _ in ["api_key_id": .string(id)] }
            return Secret(key)
        } catch let error as ElasticsearchError where [.badRequest, .notFound, .forbidden, .serverError].contains(error.code) {
            context.log.warning("No API key was made: \(error)")
            return nil
        }
    }
}

extension Operator {
    /// Every Dropbox connector there is, and those of the configuration, deleted ones left out.
    public func allConnectors() async throws -> [ConnectorSummary] {
        do {
            return try await context.state.connectors
                .supported(ids: context.configuration.connectors.map(\.id), serviceTypes: ["dropbox"])
                .sorted { $0.id < $1.id }
                .map { ConnectorSummary(connector: $0, running: [], last: nil, next: [], now: context.now()) }
        } catch let error as ElasticsearchError where error.isMissingIndex {
            return []
        }
    }

    /// One connector's settings, secrets as dots.
    ///
    /// - Throws: ``UnknownConnector``, `ElasticsearchError`.
    public func settings(of connectorID: String) async throws -> [(name: String, value: String)] {
        let connector = try await context.connector(named: connectorID)
        var settings = [
            ("id", connector.id), ("name", connector.name ?? ""), ("index", connector.indexName ?? "none attached"),
            ("status", connector.status.rawValue), ("pipeline", connector.pipeline.name),
        ]
        for type in SyncJobType.allCases {
            settings.append(("\(type.rawValue) schedule", connector.scheduling[type]?.interval ?? "off"))
        }
        for field in ConfigurationSchema.dropbox.fields {
            settings.append((field.name, shown(connector.configuration[field.name]?["value"], field)))
        }
        return settings
    }

    private func shown(_ value: JSON?, _ field: ConfigurationField) -> String {
        guard let value, !value.isNull, value != "" else { return field.isSensitive ? "not set" : "" }
        // A reference to the environment is no secret, and whoever looks for a mistake wants to see it.
        if field.isSensitive, value.stringValue?.wholeMatch(of: /\$\{\w+\}/) == nil { return Secret("").description }
        if let text = value.stringValue { return text.printable }
        // Encoding fails for infinity and NaN alone, which no stored JSON holds.
        return (try? value.data()).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Marks a connector as deleted, as Kibana does. Its index and its job history stay.
    ///
    /// - Returns: The name of the index that is left.
    /// - Throws: ``OperatorFailure`` while a sync runs; ``UnknownConnector``, `ElasticsearchError`.
    public func delete(_ connectorID: String) async throws -> String? {
        let connector = try await context.connector(named: connectorID)
        await showLatest()
        guard try await context.state.jobs.running(of: [connectorID]).isEmpty else {
            throw OperatorFailure(
                .failure,
                "A sync of \(connectorID) is running. Wait for it, or end it: dropbox-connector jobs shows its id, job cancel ID ends it.")
        }
        try await context.state.connectors.update(connectorID, to: "deletion") { _ in ["deleted": true] }
        if let key = connector.apiKeyID { try await invalidate(key) }
        // So that a list made right afterwards does not show it. Without the privilege it does, for a second.
        try? await context.elasticsearch.refresh(StateIndices().connectors)
        return connector.indexName
    }

    private func invalidate(_ key: String) async throws {
        do {
            _ = try await context.elasticsearch.request(
                "invalidating the connector's API key", .delete, path: ["_security", "api_key"], body: ["ids": [.string(key)]])
        } catch let error as ElasticsearchError {
            context.log.error("The connector's API key \(key) is still valid: \(error)")
        }
    }
}

extension ConnectorSummary {
    /// The heads of what ``row`` gives.
    public static let heads = ["connector", "name", "index", "health", "service seen"]

    /// One line of a list.
    public var row: [String] {
        [
            connector.id, connector.name?.printable ?? "", connector.indexName ?? "-", healthWord,
            connector.lastSeen.map { Age(since: $0, at: now).description } ?? "never",
        ]
    }

    public static func table(_ connectors: [ConnectorSummary], _ style: OutputStyle) -> [String] {
        var lines = TextTable(rows: [heads] + connectors.map(\.row)).lines
        lines[0] = style(lines[0], .bold)
        return lines
    }
}
