import ConnectorProtocol
import Support

extension Operator {
    /// Writes an authorization into a connector's configuration, and the form first where there is none yet.
    ///
    /// - Throws: ``UnknownConnector``, `ProtocolError`, `ElasticsearchError`.
    public func store(_ app: AuthorizedApp, in connectorID: String) async throws {
        let connector = try await context.connector(named: connectorID)
        _ = try await context.state.connectors.prepare(
            connector.id, schema: .dropbox, serviceType: "dropbox", features: .dropbox)
        try await context.state.connectors.update(connector.id, to: "authorization") { _ in
            ["configuration": app.configuration, "status": .string(ConnectorStatus.configured.rawValue)]
        }
    }
}
