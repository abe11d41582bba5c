import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import Synchronization
import TestSupport

@testable import ConnectorService

/// The service between two fakes, all in this process, with time running fast.
final class TestService: Sendable {
    let dropbox: FakeDropbox
    let elasticsearch: FakeElasticsearch
    let clock: AcceleratedClock
    private let lines = Mutex<[String]>([])
    let configurationText: String

    static let connectorID = "c1"
    static let index = "search-test"
    static let connectors = ".elastic-connectors-v1"
    static let jobs = ".elastic-connectors-sync-jobs-v1"

    init(dropbox: FakeDropbox, elasticsearch: FakeElasticsearch, configuration: String, factor: Int) {
        self.dropbox = dropbox
        self.elasticsearch = elasticsearch
        clock = AcceleratedClock(factor: factor)
        configurationText = configuration
    }

    /// What the service has logged, message by message.
    var log: [String] { lines.withLock { $0 } }

    /// Runs the service for as long as `body` runs, then asks it to end.
    ///
    /// - Parameter actions: Without the cleanup, which would take a job for dead that a busy machine holds up:
    ///   five seconds of the wall are five minutes here.
    @discardableResult
    func run(
        _ actions: Set<Service.Action> = [.schedule, .syncContent, .syncAccessControl], _ body: (TestService) async throws -> Void
    ) async throws -> ExitStatus {
        let service = try service(actions)
        let task = Task { await service.run() }
        do {
            try await body(self)
        } catch {
            task.cancel()
            _ = await task.value
            throw error
        }
        task.cancel()
        return await task.value
    }

    var recordingLog: Log {
        Log(minimumLevel: .info) { [self] event in lines.withLock { $0.append(event.message) } }
    }

    func service(_ actions: Set<Service.Action> = Set(Service.Action.allCases)) throws -> Service {
        let configuration = try ServiceConfiguration.parse(configurationText)
        let clock = clock
        return Service(
            try ServiceContext(
                configuration: configuration, environment: [:], log: recordingLog, clock: clock, now: { clock.date }),
            actions: actions)
    }
}

// MARK: What the connector's owner does

extension TestService {
    /// Creates the connector with a complete configuration, as if the form had been filled in.
    func createConnector(_ changes: JSON = [:]) throws {
        let credentials = dropbox.credentials
        var configuration: JSON = DropboxConnectorForm.complete
        for (name, value) in [
            ("app_key", credentials.appKey), ("app_secret", credentials.appSecret),
            ("refresh_token", credentials.refreshToken),
        ] {
            configuration[name] = configuration[name].map { $0.merged(with: ["value": .string(value)]) }
        }
        let connector: JSON = [
            "name": "Test", "service_type": "dropbox", "index_name": .string(Self.index), "is_native": false,
            "status": "configured", "configuration": configuration, "scheduling": [:],
        ]
        try elasticsearch.seed([Self.connectorID: connector.merged(with: changes)], in: Self.connectors)
    }

    func changeConnector(_ changes: JSON) throws {
        try elasticsearch.update(Self.connectorID, in: Self.connectors, with: changes)
    }

    var connector: JSON { elasticsearch.documents(in: Self.connectors)[Self.connectorID] ?? [:] }
    var allJobs: [String: JSON] { elasticsearch.documents(in: Self.jobs) }
    func job(_ id: String) -> JSON { allJobs[id] ?? [:] }
    var documents: [String: JSON] { elasticsearch.documents(in: Self.index) }

    /// Asks for a sync, as the button in Kibana does.
    func requestSync(
        _ id: String, type: String = "full", of connectorID: String = TestService.connectorID, metadata: JSON = [:],
        filtering: JSON = [:]
    ) throws {
        let connector = elasticsearch.documents(in: Self.connectors)[connectorID] ?? [:]
        let job: JSON = [
            "connector": [
                "id": .string(connectorID), "service_type": "dropbox", "index_name": connector["index_name"] ?? nil,
                "configuration": connector["configuration"] ?? [:], "filtering": filtering,
            ],
            "job_type": .string(type), "trigger_method": "on_demand", "status": "pending", "metadata": metadata,
            "created_at": .string(Timestamp.format(clock.date)), "indexed_document_count": 0,
        ]
        try elasticsearch.seed([id: job], in: Self.jobs)
    }

    func changeJob(_ id: String, _ changes: JSON) throws {
        try elasticsearch.update(id, in: Self.jobs, with: changes)
    }

    /// Waits until the job has one of `statuses`.
    @discardableResult
    func wait(for id: String, _ statuses: Set<String> = ["completed", "error", "canceled"]) async throws -> JSON {
        try await eventually {
            let job = job(id)
            return statuses.contains(job["status"]?.stringValue ?? "") ? job : Optional.none
        }
    }

    /// Asks for a sync and waits for its end.
    @discardableResult
    func sync(_ id: String, type: String = "full", metadata: JSON = [:]) async throws -> JSON {
        try requestSync(id, type: type, metadata: metadata)
        return try await wait(for: id)
    }
}

extension JSON {
    /// Objects merge, everything else is replaced.
    func merged(with changes: JSON) -> JSON {
        guard case .object(var members) = self, case .object(let new) = changes else { return changes }
        for (key, value) in new { members[key] = members[key]?.merged(with: value) ?? value }
        return .object(members)
    }
}

/// Runs `body` with a service that is not started yet.
///
/// - Parameter elasticsearchURL: Where the service looks for Elasticsearch; nil for the fake.
/// - Parameter factor: Seconds of the service's clock in one of the wall's.
func withTestService(
    _ account: FakeAccount = .generated(files: 30, size: 100, seed: 1), configuration: String = "",
    dropbox dropboxOptions: FakeDropboxOptions = FakeDropboxOptions(),
    elasticsearch options: FakeElasticsearchOptions = FakeElasticsearchOptions(), timesFaster factor: Int = 60,
    at elasticsearchURL: String? = nil, _ body: (TestService) async throws -> Void
) async throws {
    var options = options
    options.refreshInterval = .milliseconds(10)
    let elasticsearch = try await FakeElasticsearch.start(options: options)
    let dropbox = try await FakeDropbox.start(account: account, options: dropboxOptions)
    let text = """
        elasticsearch.host: \(elasticsearchURL ?? elasticsearch.url.absoluteString)
        elasticsearch.max_wait_duration: 20
        elasticsearch.retry_interval: 1
        dropbox.api_url: \(dropbox.url)
        dropbox.content_url: \(dropbox.url)
        dropbox.notify_url: \(dropbox.url)
        connectors:
          - connector_id: \(TestService.connectorID)
            service_type: dropbox

        """ + configuration
    let service = TestService(dropbox: dropbox, elasticsearch: elasticsearch, configuration: text, factor: factor)
    do {
        try await body(service)
    } catch {
        await dropbox.stop()
        await elasticsearch.stop()
        throw error
    }
    await dropbox.stop()
    await elasticsearch.stop()
}
