public import Elasticsearch
public import Foundation
public import Support

/// A document of `.elastic-connectors-sync-jobs`: one sync, asked for, running or over.
///
/// Printing one shows its id, type and status, never the configuration that it carries.
public struct SyncJob: Sendable, Hashable, Identifiable {
    public let id: String
    /// What a guarded update must find unchanged.
    public let version: Version
    /// The whole document. Its `connector.configuration` holds secrets: not for logs.
    public let source: JSON
    public let connectorID: String
    public let status: SyncJobStatus
    public let type: SyncJobType

    /// - Throws: ``ProtocolError`` with code `unreadableDocument` when the connector's id, the type or
    ///   the status is missing or unknown: there is nothing sensible to do with such a job.
    public init(id: String, version: Version, source: JSON) throws(ProtocolError) {
        func unreadable(_ field: String) -> ProtocolError {
            ProtocolError(
                .unreadableDocument, operation: "read sync job \(id)", detail: "\(field) is missing or unknown")
        }
        guard let connectorID = source["connector"]?.text("id") else { throw unreadable("connector.id") }
        guard let type = source.text("job_type").flatMap(SyncJobType.init) else { throw unreadable("job_type") }
        guard let status = source.text("status").flatMap(SyncJobStatus.init) else { throw unreadable("status") }
        self.id = id
        self.version = version
        self.source = source
        self.connectorID = connectorID
        self.type = type
        self.status = status
    }

    /// - Throws: ``ProtocolError`` with code `unreadableDocument`, as the other initialiser.
    public init(_ document: StoredDocument) throws(ProtocolError) {
        try self.init(id: document.id, version: document.version, source: document.source)
    }
}

extension SyncJob {
    private var connector: JSON { source["connector"] ?? [:] }

    /// The connector's configuration as it was when the job was created. Secrets are in it: not for logs.
    public var configuration: [String: JSON] { connector["configuration"]?.objectValue ?? [:] }
    /// The connector's active filter as it was when the job was created.
    public var filter: Filter { Filter(connector["filtering"]) }
    /// The index this job writes.
    public var indexName: String? { connector.text("index_name") }
    public var language: String? { connector.text("language") }
    public var pipeline: Pipeline { Pipeline(connector["pipeline"]) }
    public var serviceType: String? { connector.text("service_type") }

    /// Where an incremental job starts; also under the literal key that Elastic's service writes.
    public var syncCursor: JSON? {
        connector["sync_cursor"]?.orNil ?? source["connector.sync_cursor"]?.orNil
    }

    public var triggerMethod: TriggerMethod {
        source.text("trigger_method").flatMap(TriggerMethod.init) ?? .onDemand
    }

    public var createdAt: Date? { source.date("created_at") }
    public var startedAt: Date? { source.date("started_at") }
    public var lastSeen: Date? { source.date("last_seen") }
    public var completedAt: Date? { source.date("completed_at") }
    public var canceledAt: Date? { source.date("canceled_at") }
    public var cancelationRequestedAt: Date? { source.date("cancelation_requested_at") }
    public var error: String? { source.text("error") }
    public var workerHostname: String? { source.text("worker_hostname") }
    public var stats: IngestionStats { IngestionStats(source) }
    public var totalDocumentCount: Int? { source.whole("total_document_count") }
    public var metadata: [String: JSON] { source["metadata"]?.objectValue ?? [:] }
}

extension SyncJob: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(type.rawValue) job \(id) (\(status.rawValue))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror {
        Mirror(self, children: ["id": id, "type": type.rawValue, "status": status.rawValue])
    }
}
