import Support

/// Everything that `config.yml` says, with a default for what it does not say.
///
/// Connector protocol: section 5. `config.yml.example` lists every key.
public struct ServiceConfiguration: Sendable {
    /// The connectors this service looks after; no id twice.
    public var connectors: [ConnectorEntry] = []
    /// How Elasticsearch is reached and written to.
    public var elasticsearch = ElasticsearchConfiguration()
    /// The loops of the service, and its limits.
    public var service = ServiceSettings()
    /// The local text extraction service; nil leaves extraction to the ingest pipeline.
    public var extractionService: ExtractionServiceConfiguration?
    /// Where Dropbox is, for tests and proxies.
    public var dropbox = DropboxConfiguration()

    /// The file it was read from, as it was named; nil for a configuration made in code.
    public var file: String?
    /// What was noticed while reading and does not keep the service from starting.
    public var readingWarnings: [ConfigurationWarning] = []

    /// The variables of a `.env` file, to which connectors' secrets may refer as well.
    var dotEnvironment: [String: Secret] = [:]
    /// On which line of ``file`` each key stands.
    var lines: [String: Int] = [:]

    public init() {}
}
