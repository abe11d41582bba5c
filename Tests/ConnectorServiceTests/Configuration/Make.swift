@testable import ConnectorService

/// What `text` says.
func configuration(
    _ text: String, environment: [String: String] = [:]
) throws(ConfigurationError) -> ServiceConfiguration {
    try ServiceConfiguration.parse(text, environment: environment)
}

/// The error of reading `text`, or else of validating it.
func configurationError(_ text: String, environment: [String: String] = [:]) -> ConfigurationError? {
    do {
        _ = try configuration(text, environment: environment).validate()
        return nil
    } catch {
        return error
    }
}

/// The lines that every configuration needs, for a test about something else.
let oneConnector = "connectors:\n  - connector_id: dbx\n    service_type: dropbox\n"
