import ConnectorProtocol
import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import Synchronization
import TestSupport
import Transport

@testable import ConnectorService

/// The life of one connector, told step by step: after each, everything that has changed in its document and in
/// those of its jobs, and nothing else.
final class History: Sendable {
    let dropbox: FakeDropbox
    let client: ElasticsearchClient
    let id = "history-\(UUID().uuidString.lowercased())"
    private let configuration: String
    private let before = Mutex<[String: JSON]>([:])

    var index: String { "search-\(id)" }
    private static let connectors = ".elastic-connectors-v1"
    private static let jobs = ".elastic-connectors-sync-jobs-v1"

    init(dropbox: FakeDropbox, elasticsearch: URL, useConnectorsAPI: Bool) {
        self.dropbox = dropbox
        client = ElasticsearchClient(
            options: ElasticsearchOptions(host: elasticsearch), transport: URLSessionTransport(options: TransportOptions()))
        configuration = """
            elasticsearch.host: \(elasticsearch)
            elasticsearch.feature_use_connectors_api: \(useConnectorsAPI)
            service.idling: 3
            service.job_cleanup_interval: 10
            dropbox.api_url: \(dropbox.url)
            dropbox.content_url: \(dropbox.url)
            connectors:
              - connector_id: \(id)
                service_type: dropbox
            """
    }

    /// Runs the service for as long as `body` runs.
    func service(
        _ actions: Set<Service.Action> = [.schedule, .syncContent], _ body: () async throws -> Void
    ) async throws {
        let context = try ServiceContext(
            configuration: try ServiceConfiguration.parse(configuration), environment: [:], log: .silent,
            clock: AcceleratedClock(factor: 20))
        let task = Task { await Service(context, actions: actions).run() }
        do {
            try await body()
        } catch {
            task.cancel()
            _ = await task.value
            throw error
        }
        task.cancel()
        _ = await task.value
    }

    // MARK: What people do

    func createConnector() async throws {
        try await StateIndices().ensure(client)
        try await put(Self.connectors, id, [
            "name": "History", "service_type": "dropbox", "index_name": .string(index), "is_native": false,
            "status": "created", "configuration": [:], "scheduling": [:],
        ])
    }

    func configure(_ values: [String: JSON]) async throws {
        try await change([
            "configuration": .object(values.mapValues { ["value": $0] }), "status": "configured",
        ])
    }

    func change(_ partial: JSON) async throws { try await client.update(id, in: Self.connectors, with: partial, refresh: .immediately) }

    func changeJob(_ job: String, _ partial: JSON) async throws {
        try await client.update(jobID(job), in: Self.jobs, with: partial, refresh: .immediately)
    }

    func requestSync(_ job: String, type: String = "full", _ extra: JSON = [:]) async throws {
        let connector = try await document(Self.connectors, id)
        let document: JSON = [
            "connector": [
                "id": .string(id), "service_type": "dropbox", "index_name": .string(index),
                "configuration": connector["configuration"] ?? [:], "filtering": ["rules": [], "advanced_snippet": [:]],
            ],
            "job_type": .string(type), "trigger_method": "on_demand", "status": "pending",
            "created_at": .string(Timestamp.format(Date())), "indexed_document_count": 0,
            "indexed_document_volume": 0, "deleted_document_count": 0,
        ]
        try await put(Self.jobs, jobID(job), document.merged(with: extra))
    }

    // MARK: What is seen

    /// Waits until the job's status is `status` and the connector shows it.
    func wait(for job: String, _ status: String) async throws {
        _ = try await eventually {
            let found = try await document(Self.jobs, jobID(job))
            let connector = try await document(Self.connectors, id)
            return found["status"]?.stringValue == status && connector["last_sync_status"]?.stringValue == status
                ? true : nil
        }
    }

    func wait(forStatus status: String) async throws {
        _ = try await eventually { try await document(Self.connectors, id)["status"]?.stringValue == status ? true : nil }
    }

    /// The id of the job that a schedule made, once it is there.
    func scheduledJob() async throws -> String {
        try await eventually {
            try await client.refresh(Self.jobs)
            let query: JSON = ["bool": ["filter": [["term": ["connector.id": .string(id)]], ["term": ["trigger_method": "scheduled"]]]]]
            return try await client.everyHit(SearchRequest(index: Self.jobs, query: query)).first?.id
        }
    }

    /// Waits until no job waits or runs, and the connector shows it.
    func waitForEveryJob() async throws {
        _ = try await eventually {
            try await client.refresh(Self.jobs)
            let query: JSON = ["bool": [
                "filter": [["term": ["connector.id": .string(id)]]], "must_not": [["terms": ["status": ["completed", "error", "canceled"]]]],
            ]]
            let open = try await client.everyHit(SearchRequest(index: Self.jobs, query: query))
            let connector = try await document(Self.connectors, id)
            return open.isEmpty && connector["last_sync_status"] == "completed" ? true : nil
        }
    }

    /// What Kibana shows of the connector.
    func view() async throws -> ConnectorView {
        guard let connector = try await ConnectorState(client).connectors.connector(id) else { return .incomplete }
        return ConnectorView(connector, at: Date())
    }

    /// What has changed in the connector's document since the last call: dotted field to new value, times as `"time"`, and
    /// `"changed"` for what is long: the form and the cursor. The heartbeat comes when it comes.
    func connectorChanges() async throws -> [String: JSON] {
        try await changes(Self.connectors, id, short: ["configuration", "sync_cursor"], ignoring: ["last_seen"])
    }

    /// The same for a job.
    func jobChanges(_ job: String) async throws -> [String: JSON] {
        try await changes(
            Self.jobs, jobID(job), short: ["connector.configuration", "connector.sync_cursor", "metadata"], ignoring: [])
    }

    /// When the connector was seen last.
    func lastSeen() async throws -> String? { try await document(Self.connectors, id)["last_seen"]?.stringValue }

    /// The whole of a job that was asked for and came to its end.
    func endedJob(_ status: String, type: String = "full", indexed: JSON = 0, _ more: [String: JSON] = [:]) -> [String: JSON] {
        let fields: [String: JSON] = [
            "connector.id": .string(id), "connector.service_type": "dropbox", "connector.index_name": .string(index),
            "connector.configuration": "changed", "connector.filtering.rules": [], "connector.filtering.advanced_snippet": [:],
            "job_type": .string(type), "trigger_method": "on_demand", "created_at": "time", "started_at": "time",
            "last_seen": "time", "completed_at": "time", "worker_hostname": .string(ProcessInfo.processInfo.hostName),
            "status": .string(status), "error": .null, "indexed_document_count": indexed, "indexed_document_volume": 0,
            "deleted_document_count": 0, "total_document_count": .int(dropbox.account.entries.count), "metadata": "changed",
        ]
        return fields.merging(more) { $1 }
    }

    func remove() async throws {
        _ = try await client.delete(id, in: Self.connectors)
    }

    private func jobID(_ job: String) -> String { job.hasPrefix(id) ? job : "\(id)-\(job)" }

    private func changes(_ index: String, _ id: String, short: [String], ignoring: [String]) async throws -> [String: JSON] {
        let now = Self.flattened(try await document(index, id)).filter { !ignoring.contains($0.key) }
        let old = before.withLock { $0[id] }.map(Self.flattened) ?? [:]
        before.withLock { $0[id] = .object(now) }
        var changes: [String: JSON] = [:]
        for (key, value) in now where old[key] != value {
            if let name = short.first(where: { key == $0 || key.hasPrefix($0 + ".") }) {
                changes[name] = "changed"
            } else {
                changes[key] = value.stringValue.flatMap(Timestamp.parse) == nil ? value : "time"
            }
        }
        return changes
    }

    /// `{"a": {"b": 1}}` as `["a.b": 1]`.
    private static func flattened(_ json: JSON) -> [String: JSON] {
        guard case .object(let members) = json else { return [:] }
        var flat: [String: JSON] = [:]
        for (key, value) in members {
            if case .object(let inner) = value, !inner.isEmpty {
                for (rest, value) in flattened(value) { flat["\(key).\(rest)"] = value }
            } else {
                flat[key] = value
            }
        }
        return flat
    }

    private func document(_ index: String, _ id: String) async throws -> JSON {
        try await client.get(id, in: index)?.source ?? [:]
    }

    private func put(_ index: String, _ id: String, _ source: JSON) async throws {
        _ = try await client.index(id, in: index, source, refresh: .immediately)
    }
}
