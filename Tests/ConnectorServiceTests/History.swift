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
///
/// What changes between two looks is told field by field, and in the words of the step: `"time"` for a time of this
/// step by the service's clock (any other is told as it is), ``form``, ``cursor`` and ``report`` for what is long and in order.
final class History: Sendable {
    let dropbox: FakeDropbox
    let client: ElasticsearchClient
    let clock: AcceleratedClock
    let id = "history-\(UUID().uuidString.lowercased())"
    private let configuration: String
    private let seen = Mutex<[String: [String: JSON]]>([:])
    private let start: Date
    /// When the last look was, at each document.
    private let looked = Mutex<[String: Date]>([:])

    var index: String { "search-\(id)" }
    private static let connectors = ".elastic-connectors-v1"
    private static let jobs = ".elastic-connectors-sync-jobs-v1"

    init(dropbox: FakeDropbox, elasticsearch: URL, useConnectorsAPI: Bool, clock: AcceleratedClock) {
        self.dropbox = dropbox
        self.clock = clock
        start = clock.date
        client = ElasticsearchClient(
            options: ElasticsearchOptions(host: elasticsearch), transport: URLSessionTransport(options: TransportOptions()))
        configuration = """
            elasticsearch.host: \(elasticsearch)
            elasticsearch.feature_use_connectors_api: \(useConnectorsAPI)
            service.idling: 3
            service.heartbeat: 5
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
            clock: clock, now: { [clock] in clock.date })
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
            "created_at": .string(Timestamp.format(clock.date)), "indexed_document_count": 0,
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

    /// Waits until the service has reported on the job, which it does every ten seconds.
    func waitForReport(on job: String) async throws {
        _ = try await eventually { try await document(Self.jobs, jobID(job))["metadata"]?["report"] == nil ? nil : true }
    }

    /// Waits until the service has shown that it looks after the connector, later than at any step before.
    func waitForHeartbeat() async throws {
        let last = looked.withLock { $0[id] } ?? start
        _ = try await eventually {
            try await document(Self.connectors, id)["last_seen"]?.stringValue.flatMap(Timestamp.parse).map { $0 > last } == true
                ? true : nil
        }
    }

    /// What Kibana shows of the connector.
    func view() async throws -> ConnectorView {
        guard let connector = try await ConnectorState(client).connectors.connector(id) else { return .incomplete }
        return ConnectorView(connector, at: clock.date)
    }

    static let (form, cursor, report): (JSON, JSON, JSON) = ("the form", "a cursor", "a report")

    /// What has changed in the connector's document since the last call.
    ///
    /// The heartbeat comes when it comes: it is left out where it is none or a time of this step, and told where it is not.
    func connectorChanges() async throws -> [String: JSON] {
        var changes = try await changes(Self.connectors, id, [
            ("configuration", Self.form, { $0.objectValue.map { Set($0.keys) } == Self.fields }),
            ("sync_cursor", Self.cursor, Self.isCursor),
        ])
        if changes["last_seen"] == "time" { changes["last_seen"] = Optional.none }
        return changes
    }

    /// The same for a job.
    func jobChanges(_ job: String) async throws -> [String: JSON] {
        let connector = try await document(Self.connectors, id)
        return try await changes(Self.jobs, jobID(job), [
            ("connector.configuration", Self.form, { $0 == connector["configuration"] }),
            ("connector.sync_cursor", Self.cursor, Self.isCursor),
            ("metadata", Self.report, Self.isReport),
        ])
    }

    /// The values that the form has.
    func values() async throws -> [String: JSON] {
        try await document(Self.connectors, id)["configuration"]?.objectValue?.compactMapValues { $0["value"] } ?? [:]
    }

    func configuration() async throws -> JSON { try await document(Self.connectors, id)["configuration"] ?? [:] }

    private static let fields = DropboxConnectorForm.complete.objectValue.map { Set($0.keys) }

    private static func isCursor(_ json: JSON) -> Bool {
        json["position"]?["cursor"]?.stringValue?.isEmpty == false && json["scope"]?.objectValue?.isEmpty == false
            && json["checkpoint"]?.isNull != false
    }

    private static func isReport(_ json: JSON) -> Bool {
        guard let report = json["report"] else { return false }
        let counters = ["listed", "created", "replaced", "updated", "unchanged", "deleted", "failed", "downloads"]
        return counters.allSatisfy { (report[$0]?.intValue ?? -1) >= 0 } && json.objectValue?.count == 1
    }

    /// A job that was asked for and is claimed, when the service has reported on it.
    func runningJob(type: String = "full", _ more: [String: JSON] = [:]) -> [String: JSON] {
        let fields: [String: JSON] = [
            "connector.id": .string(id), "connector.service_type": "dropbox", "connector.index_name": .string(index),
            "connector.configuration": Self.form, "connector.filtering.rules": [], "connector.filtering.advanced_snippet": [:],
            "job_type": .string(type), "trigger_method": "on_demand", "created_at": "time", "started_at": "time",
            "last_seen": "time", "worker_hostname": .string(ProcessInfo.processInfo.hostName), "status": "in_progress",
            "indexed_document_count": 0, "indexed_document_volume": 0, "deleted_document_count": 0, "metadata": Self.report,
        ]
        return fields.merging(more) { $1 }
    }

    /// What the end of a job adds.
    func end(_ status: String, _ more: [String: JSON] = [:]) -> [String: JSON] {
        let fields: [String: JSON] = [
            "status": .string(status), "last_seen": "time", "completed_at": "time", "error": .null,
            "total_document_count": .int(dropbox.account.entries.count),
        ]
        return fields.merging(more) { $1 }
    }

    /// The whole of a job that was asked for and came to its end.
    func endedJob(_ status: String, type: String = "full", indexed: JSON = 0, _ more: [String: JSON] = [:]) -> [String: JSON] {
        runningJob(type: type, ["indexed_document_count": indexed]).merging(end(status, more)) { $1 }
    }

    func remove() async throws {
        _ = try await client.delete(id, in: Self.connectors)
    }

    private func jobID(_ job: String) -> String { job.hasPrefix(id) ? job : "\(id)-\(job)" }

    /// A part of a document that is told as a whole: its path, in which words, and when it is in order.
    private typealias Part = (path: String, name: JSON, isInOrder: (JSON) -> Bool)

    private func changes(_ index: String, _ id: String, _ parts: [Part]) async throws -> [String: JSON] {
        // What is written while the document is read may carry an earlier time.
        let before = clock.date
        let now = Self.told(try await document(index, id), parts)
        let until = clock.date
        let since = looked.withLock { looked in
            defer { looked[id] = before }
            return looked[id] ?? start
        }
        let old = seen.withLock { seen in
            defer { seen[id] = now }
            return seen[id] ?? [:]
        }
        var changes: [String: JSON] = [:]
        for (key, value) in now where old[key] != value {
            guard let time = value.stringValue.flatMap(Timestamp.parse) else {
                changes[key] = value
                continue
            }
            // The same moment in another notation is no change.
            if let before = old[key]?.stringValue.flatMap(Timestamp.parse), abs(before.timeIntervalSince(time)) < 0.001 { continue }
            changes[key] = (since.addingTimeInterval(-0.001)...until).contains(time) ? "time" : value
        }
        for key in old.keys where now[key] == nil { changes[key] = "gone" }
        return changes
    }

    /// The document field by field, in the words of its parts.
    private static func told(_ document: JSON, _ parts: [Part]) -> [String: JSON] {
        var flat = flattened(document)
        for part in parts {
            let value = part.path.split(separator: ".").reduce(Optional(document)) { $0?[String($1)] }
            guard let value, part.isInOrder(value) else { continue }
            flat = flat.filter { $0.key != part.path && !$0.key.hasPrefix(part.path + ".") }
            flat[part.path] = part.name
        }
        return flat
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
