import ConnectorProtocol
import Elasticsearch
import Support

extension ServiceContext {
    /// The context of a command that somebody waits for: what fails is told at once, not after ten attempts.
    ///
    /// - Throws: What is wrong with the configuration or the environment, as a text for the operator.
    static func impatient(
        _ configuration: ServiceConfiguration, environment: [String: String], log: Log
    ) throws -> ServiceContext {
        var configuration = configuration
        configuration.elasticsearch.maxRetries = 1
        configuration.elasticsearch.requestTimeout = min(configuration.elasticsearch.requestTimeout, .seconds(30))
        return try ServiceContext(configuration: configuration, environment: environment, log: log)
    }

    /// The connector that a command is about: the named one, or the only one of the configuration.
    ///
    /// - Throws: ``UnknownConnector`` when there is none, or several and none was named.
    func connector(named name: String?) async throws -> Connector {
        let id = try name ?? onlyConnectorID()
        guard let connector = try await existingConnector(id) else {
            throw UnknownConnector(
                description: """
                    There is no connector "\(id)" in Elasticsearch. dropbox-connector connector list shows those that \
                    are there.
                    """)
        }
        return connector
    }

    /// Nil for one that is not there or was deleted, also where no service has ever made the indices.
    func existingConnector(_ id: String) async throws -> Connector? {
        do {
            return try await state.connectors.connector(id).flatMap { $0.isDeleted ? nil : $0 }
        } catch let error as ElasticsearchError where error.isMissingIndex {
            return nil
        }
    }

    private func onlyConnectorID() throws -> String {
        let ids = configuration.connectors.map(\.id)
        guard ids.count == 1 else {
            throw UnknownConnector(
                description: ids.isEmpty
                    ? "config.yml lists no connector; choose one with --connector-id."
                    : "config.yml has \(ids.count) connectors; choose one with --connector-id: \(ids.joined(separator: ", "))")
        }
        return ids[0]
    }

    /// The connectors that a command shows: the named one, or all that this configuration looks after.
    func connectors(named name: String?) async throws -> [Connector] {
        if name != nil { return [try await connector(named: name)] }
        do {
            return try await supportedConnectors().sorted { $0.id < $1.id }
        } catch let error as ElasticsearchError where error.isMissingIndex {
            return []
        }
    }
}

extension ElasticsearchError {
    /// No service has ever run here, and nobody has created a connector.
    var isMissingIndex: Bool { type == "index_not_found_exception" }
}
