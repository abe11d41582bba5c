import ConnectorProtocol

extension ServiceContext {
    /// The connector that a command is about.
    ///
    /// - Parameter id: Nil for the only connector of the configuration.
    /// - Throws: ``UnknownConnector``; `ElasticsearchError`.
    func connector(_ id: String?) async throws -> Connector {
        let id = try id ?? onlyConnector()
        guard let connector = try await state.connectors.connector(id) else {
            throw UnknownConnector(description: "There is no connector \"\(id)\" in Elasticsearch.")
        }
        return connector
    }

    private func onlyConnector() throws -> String {
        let ids = configuration.connectors.map(\.id)
        guard ids.count == 1 else {
            throw UnknownConnector(
                description: "config.yml has \(ids.count) connectors; choose one with --connector-id: \(ids.joined(separator: ", "))")
        }
        return ids[0]
    }
}
