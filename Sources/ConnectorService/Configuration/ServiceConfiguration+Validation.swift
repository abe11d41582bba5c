import HTTPServer
import Support

extension ServiceConfiguration {
    /// Looks for what is missing and for what contradicts itself.
    ///
    /// - Returns: What was noticed here and while reading, and does not keep the service from starting.
    /// - Throws: The first reason why it cannot start.
    ///
    /// Connector protocol: sections 3.3 (5) and 3.4.
    public func validate() throws(ConfigurationError) -> [ConfigurationWarning] {
        try validateConnectors()
        try validateCredential()
        try validateListening()
        return readingWarnings + connectorWarnings + credentialWarnings + serviceWarnings
    }

    private func validateConnectors() throws(ConfigurationError) {
        if service.workerMode {
            guard service.serviceTypes.isEmpty else { return }
            throw error(
                "service.service_types", "is empty, and service.worker_mode serves the connectors of these types",
                "Write `service.service_types: [dropbox]`, or switch worker_mode off and list the connectors")
        }
        guard !connectors.isEmpty else {
            throw error(
                "connectors", "there is no connector to serve",
                "Write `connectors:`, below it `  - connector_id: ...`, as Kibana shows it, and `    service_type: dropbox`")
        }
        for connector in connectors where connector.id == Self.placeholder {
            throw error("connector_id", "is still the placeholder", "Write the connector's id, as Kibana shows it", connector.line)
        }
        for connector in connectors where connector.serviceType == Self.placeholder {
            throw error("service_type", "is still the placeholder", "Write `service_type: dropbox`", connector.line)
        }
    }

    private func validateCredential() throws(ConfigurationError) {
        if elasticsearch.apiKey?.reveal() == Self.placeholder {
            throw error(
                "elasticsearch.api_key", "is still the placeholder",
                "Write the encoded API key that Kibana shows, or remove the line and set username and password")
        }
        for connector in connectors where connector.apiKey?.reveal() == Self.placeholder {
            throw error("api_key", "is still the placeholder", "Write the encoded API key, or remove the line", connector.line)
        }
    }

    private func validateListening() throws(ConfigurationError) {
        guard let http = service.httpListen, http.port != 0, http == service.webhookListen else { return }
        throw error(
            "service.webhook.listen", "is the same as service.http.listen",
            "Choose another port: the webhook is for Dropbox to reach, the metrics are not")
    }

    private var connectorWarnings: [ConfigurationWarning] {
        connectors.filter { $0.serviceType != "dropbox" }.map { connector in
            ConfigurationWarning(
                file: file, line: connector.line, key: "service_type",
                message: "this service serves `dropbox` connectors only; \(connector.id) is left to others")
        }
    }

    private var credentialWarnings: [ConfigurationWarning] {
        let defaults = ElasticsearchConfiguration()
        let hasPassword = elasticsearch.username != defaults.username || elasticsearch.password != defaults.password
        guard elasticsearch.apiKey != nil, hasPassword else { return [] }
        return [warning("elasticsearch.username", "is ignored, because elasticsearch.api_key is given. Remove one of them")]
    }

    private var serviceWarnings: [ConfigurationWarning] {
        var warnings: [ConfigurationWarning] = []
        if !service.workerMode, !service.serviceTypes.isEmpty {
            warnings.append(warning("service.service_types", "is ignored, because service.worker_mode is off"))
        }
        if service.workerMode {
            for type in service.serviceTypes where type != "dropbox" {
                warnings.append(
                    warning("service.service_types", "this service serves `dropbox` connectors only; those of the type \(type) are left to others"))
            }
        }
        if let http = service.httpListen, !http.isLoopback {
            warnings.append(
                warning("service.http.listen", "lets other machines read metrics: who can reach \(http) sees what is synced how often"))
        }
        if service.fipsMode {
            warnings.append(
                warning("service.fips_mode", "changes nothing here: whether TLS is FIPS-certified is up to the system's libraries"))
        }
        return warnings
    }

    private static let placeholder = "changeme"

    private func error(_ key: String, _ problem: String, _ remedy: String, _ line: Int? = nil) -> ConfigurationError {
        ConfigurationError(
            file: file ?? "the configuration", line: line ?? lines[key], key: key, problem: problem, remedy: remedy)
    }

    private func warning(_ key: String, _ message: String) -> ConfigurationWarning {
        ConfigurationWarning(file: file, line: lines[key], key: key, message: message)
    }
}
