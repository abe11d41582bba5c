import ConnectorProtocol
import Support

/// Whether a job has to heed document-level security.
///
/// Connector protocol: switches. It takes effect when the connector's features and its configuration both say so. Where
/// they contradict each other nothing is indexed: done as if it were off, what the configuration protects would be
/// public.
enum SecuritySwitch {
    /// - Throws: ``JobError`` with code `securityIsOff` when the configuration asks for it, and the features deny it.
    static func isOn(_ settings: SourceSettings, _ connector: Connector) throws(JobError) -> Bool {
        guard settings.useDocumentLevelSecurity else { return false }
        // Features that nobody has written yet deny nothing: a service writes them when it first sees the connector.
        guard connector.source["features"]?["document_level_security"]?["enabled"] == false else { return true }
        throw JobError(
            .securityIsOff,
            """
            Document-level security is switched on in the connector's configuration and off in its features, so nothing \
            was done: the documents would be visible to everyone. The scheduling loop of this service sets the feature \
            when it looks at the connector (every service.idling seconds); sync again after that, or switch it off in the \
            configuration.
            """)
    }
}
