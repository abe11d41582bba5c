import ConnectorProtocol
import Dropbox
import DropboxSource
import Elasticsearch
import Foundation
import Support
import SyncEngine
import Transport

/// Everything that the service's loops need, made once where the program starts.
struct ServiceContext: Sendable {
    let configuration: ServiceConfiguration
    /// The process's environment, and over it what a `.env` file says.
    let environment: [String: String]
    let clock: any Clock<Duration>
    /// The date by which schedules and signs of life are judged.
    let now: @Sendable () -> Date
    let log: Log
    /// With the global credentials.
    private(set) var elasticsearch: ElasticsearchClient
    /// The connectors and their jobs.
    private(set) var state: ConnectorState
    private var way = StateWay.direct
    /// Whose key serves the documents of which connector.
    let credentials = ConnectorCredentials()
    /// `worker_hostname` of the jobs done here.
    let hostname: String
    let metrics: Metrics
    /// Between the loops of this process.
    let signals = JobSignals()
    private let dropboxTransport: any HTTPTransport
    private let notifyTransport: any HTTPTransport
    private let authorizations = DropboxAuthorizations()

    /// - Parameter wrap: Put around each way to a server: a test cuts it.
    /// - Throws: What is wrong with the configuration or the environment, as a text for the operator.
    init(
        configuration: ServiceConfiguration, environment: [String: String], log: Log,
        clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Date = { Date() },
        wrapping wrap: (any HTTPTransport) -> any HTTPTransport = { $0 }
    ) throws {
        self.configuration = configuration
        self.environment = environment.merging(configuration.dotEnvironment.mapValues { $0.reveal() }) { _, file in file }
        self.log = log
        self.clock = clock
        self.now = now
        hostname = ProcessInfo.processInfo.hostName
        try Self.prepareProcess(configuration, environment, log)
        metrics = Metrics(configuration: configuration, clock: clock, now: now)
        let connections = TransportOptions(connectionsPerHost: configuration.elasticsearch.connections)
        elasticsearch = ElasticsearchClient(
            options: configuration.elasticsearch.options,
            transport: metrics.metered(elasticsearch: wrap(URLSessionTransport(options: connections))),
            clock: clock, log: log, bulkCounters: metrics.bulk)
        state = ConnectorState(elasticsearch, log: log)
        // Downloads of one connector never exceed its own setting; this is what the process may open in all.
        dropboxTransport = metrics.metered(
            dropbox: wrap(URLSessionTransport(options: TransportOptions(connectionsPerHost: 100))))
        // A longpoll holds its connection for minutes, and there is one for each tree that is watched.
        notifyTransport = metrics.metered(
            dropbox: wrap(URLSessionTransport(options: TransportOptions(connectionsPerHost: 1000))))
    }

    /// What is set for the whole process, because libcurl reads it from there.
    private static func prepareProcess(
        _ configuration: ServiceConfiguration, _ environment: [String: String], _ log: Log
    ) throws {
        let proxies = try ProxyEnvironment(environment)
        proxies.apply()
        if let summary = proxies.summary { log.info("\(summary)") }
        let authorities = TrustedAuthorities(environment: environment)
        try authorities.prepare()
        if let path = configuration.elasticsearch.caCerts, case .added(let count) = try authorities.trust(path) {
            log.info("Trusts \(count) more certificates, of \(path)")
        }
        let hosts = configuration.dropbox.hosts
        if !hosts.isProduction {
            log.warning("NOT DROPBOX ITSELF: the API is asked at \(hosts.api), content at \(hosts.content), notifications at \(hosts.notify)")
        }
    }
}

extension ServiceContext {
    /// The same context for the cluster that answered: serverless or not, and by its Connector API where it has one.
    func fitted(to cluster: ClusterInfo) async throws -> ServiceContext {
        var context = self
        context.elasticsearch = elasticsearch.with { $0.isServerless = cluster.isServerless }
        let way = try await StateWay.detect(context.elasticsearch, wanted: configuration.elasticsearch.connectorsAPI.wanted)
        context.way = way
        context.state = ConnectorState(context.elasticsearch, way: way, log: log)
        log.debug("Talks to the connectors' state by \(way == .api ? "the Connector API" : "its indices")")
        return context
    }

    /// The connectors that this service looks after.
    func supportedConnectors() async throws -> [Connector] {
        try await state.connectors.supported(
            ids: configuration.connectors.map(\.id), serviceTypes: configuration.service.effectiveServiceTypes)
    }

    /// The same context, in which the documents of one connector and of its jobs are read and written with the
    /// connector's API key, where it has one that may.
    func serving(_ connectorID: String) async -> ServiceContext {
        guard hasOwnKey(connectorID) else { return self }
        let client = contentClient(for: connectorID)
        guard await credentials.mayKeepState(of: connectorID, client, way, log) else { return self }
        var context = self
        context.state = ConnectorState(client, way: way, log: log)
        return context
    }

    func hasOwnKey(_ connectorID: String) -> Bool {
        configuration.connectors.contains { $0.id == connectorID && $0.apiKey != nil }
    }

    /// What a key must be allowed to, to serve a connector's document and jobs.
    var statePrivileges: PrivilegeQuestion { .state(StateIndices(), way) }

    /// The client for a connector's own indices: with the connector's API key, where it has one.
    func contentClient(for connectorID: String) -> ElasticsearchClient {
        guard let key = configuration.connectors.first(where: { $0.id == connectorID })?.apiKey else {
            return elasticsearch
        }
        return elasticsearch.with { $0.credential = .apiKey(key) }
    }

    /// Where `${NAME}` in a connector's secrets leads.
    var secretEnvironment: ConnectorConfiguration.Environment {
        { [environment] name in environment[name] }
    }

    /// The account that a connector's settings lead to.
    ///
    /// - Throws: `DropboxError`, `CancellationError`.
    func account(
        _ settings: SourceSettings, counters: DropboxCounters? = nil, log: Log
    ) async throws -> DropboxAccount {
        try await DropboxAccount.identify(
            dropbox(settings.credentials, attempts: settings.retryCount, dropboxTransport, counters ?? metrics.dropbox, log))
    }

    /// The client for longpolls, which go without a token. Whoever polls makes the pauses after a failure.
    func notifications(_ credentials: DropboxCredentials, log: Log) -> DropboxClient {
        dropbox(credentials, attempts: 1, notifyTransport, metrics.dropbox, log)
    }

    private func dropbox(
        _ credentials: DropboxCredentials, attempts: Int, _ transport: any HTTPTransport, _ counters: DropboxCounters,
        _ log: Log
    ) -> DropboxClient {
        var options = DropboxOptions()
        options.hosts = configuration.dropbox.hosts
        options.retryCount = attempts
        options.userAgent = "dropbox-connector/\(ProductVersion.text)"
        return DropboxClient(
            credentials: credentials, options: options, transport: transport,
            authorizations: authorizations, counters: counters, clock: clock, log: log)
    }

    /// A refresh token for a code that Dropbox gave.
    ///
    /// - Throws: `DropboxError`, `CancellationError`.
    func exchange(_ text: Secret, of code: AuthorizationCode) async throws -> AuthorizationCode.Grant {
        var options = DropboxOptions()
        options.hosts = configuration.dropbox.hosts
        return try await code.exchange(text, options: options, transport: dropboxTransport)
    }

    func plan(index: String, pipeline: Pipeline) -> SyncPlan {
        var plan = SyncPlan(index: index, pipeline: PipelineSettings(pipeline), mapping: .dropbox)
        plan.bulk = configuration.elasticsearch.bulkOptions
        plan.permissionRefresh = configuration.service.permissionRefresh
        plan.contentMemoryBudget = configuration.service.contentMemoryBudget
        plan.brake = configuration.service.brake
        return plan
    }
}

extension PipelineSettings {
    init(_ pipeline: Pipeline) {
        self.init(
            name: pipeline.name, extractBinaryContent: pipeline.extractBinaryContent,
            reduceWhitespace: pipeline.reduceWhitespace, runMLInference: pipeline.runMLInference)
    }
}

extension ConfigurationSchema {
    /// The fields of a Dropbox connector.
    static let dropbox = ConfigurationSchema(
        DropboxConfigurationSchema.json, extensions: DropboxConfigurationSchema.extensions)
}

extension Features {
    /// What this version does: a feature that Kibana offered and no job could use would be a promise broken.
    static let dropbox = Features(
        basicSyncRules: true, advancedSyncRules: true, documentLevelSecurity: true, incrementalSync: true)
}

extension ConnectorsAPIUse {
    /// For the ConnectorProtocol room: nil lets the cluster decide.
    fileprivate var wanted: Bool? {
        switch self {
        case .always: true
        case .never: false
        case .auto: nil
        }
    }
}
