public import Elasticsearch
public import Foundation
public import Support

/// A document of `.elastic-connectors`: what Kibana, the Connector API and the services know of one
/// connector.
///
/// Many write it, so nothing in it is taken for granted: an absent field is null, and a value of the
/// wrong type counts as absent. It is changed by partial updates only (``ConnectorUpdate``), so fields
/// that this version does not know are never lost.
///
/// Printing one shows its id and status, never its configuration.
public struct Connector: Sendable, Hashable, Identifiable {
    public let id: String
    /// What a guarded update must find unchanged.
    public let version: Version
    /// The whole document. Its `configuration` holds secrets: not for logs.
    public let source: JSON

    public init(id: String, version: Version, source: JSON) {
        self.id = id
        self.version = version
        self.source = source
    }

    public init(_ document: StoredDocument) {
        self.init(id: document.id, version: document.version, source: document.source)
    }
}

extension Connector {
    public var name: String? { source.text("name") }
    public var serviceType: String? { source.text("service_type") }
    /// The index that content syncs write. Nil when nobody has named one, and no sync is possible.
    public var indexName: String? { source.text("index_name") }
    public var language: String? { source.text("language") }
    public var isDeleted: Bool { source.flag("deleted") ?? false }
    /// Whether Elastic runs it; a self-managed service leaves those alone.
    public var isNative: Bool { source.flag("is_native") ?? false }
    public var apiKeyID: String? { source.text("api_key_id") }

    /// The stored fields by name; empty when the document has none yet, or null.
    ///
    /// Secrets are among them: not for logs. Read it with ``ConnectorConfiguration``.
    public var configuration: [String: JSON] { source["configuration"]?.objectValue ?? [:] }

    /// An unknown or absent status is read as the one that the configuration suggests.
    public var status: ConnectorStatus {
        source.text("status").flatMap(ConnectorStatus.init) ?? (configuration.isEmpty ? .created : .needsConfiguration)
    }

    /// What went wrong last; shown by Kibana.
    public var error: String? { source.text("error") }
    public var features: Features { Features(source["features"]) }
    public var filtering: Filtering { Filtering(source["filtering"]) }
    public var pipeline: Pipeline { Pipeline(source["pipeline"]) }
    public var scheduling: Scheduling { Scheduling(source["scheduling"]) }

    /// When a service last looked after this connector.
    public var lastSeen: Date? { source.date("last_seen") }
    /// When a job of any type last ended, however it ended.
    public var lastSynced: Date? { source.date("last_synced") }
    /// Where the next incremental sync goes on. Its content belongs to the source.
    public var syncCursor: JSON? { source["sync_cursor"]?.orNil }
    public var lastIndexedDocumentCount: Int? { source.whole("last_indexed_document_count") }
    public var lastDeletedDocumentCount: Int? { source.whole("last_deleted_document_count") }
}

extension Connector {
    /// The status of the last job of this kind; `in_progress` is the marker that keeps a second one out.
    public func lastSyncStatus(_ type: SyncJobType) -> SyncJobStatus? {
        source.text(type.statusField).flatMap(SyncJobStatus.init)
    }

    public func lastSyncError(_ type: SyncJobType) -> String? { source.text(type.errorField) }

    /// The due time of the last job that a schedule created.
    public func lastScheduled(_ type: SyncJobType) -> Date? { source.date(type.scheduledAtField) }

    /// The index that a job of this type writes; nil without an ``indexName``.
    public func indexName(for type: SyncJobType) -> String? {
        indexName.map { type.isContent ? $0 : ".search-acl-filter-\($0)" }
    }

    /// The error of the last content sync, or else of the last access-control sync, while it stands.
    var standingSyncError: String? {
        for type in [SyncJobType.full, .accessControl] where lastSyncStatus(type) == .error {
            return lastSyncError(type) ?? ErrorText.unknown
        }
        return nil
    }
}

extension SyncJobType {
    var statusField: String { isContent ? "last_sync_status" : "last_access_control_sync_status" }
    var errorField: String { isContent ? "last_sync_error" : "last_access_control_sync_error" }

    var scheduledAtField: String {
        switch self {
        case .full: "last_sync_scheduled_at"
        case .incremental: "last_incremental_sync_scheduled_at"
        case .accessControl: "last_access_control_sync_scheduled_at"
        }
    }
}

extension Connector: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "connector \(id) (\(status.rawValue))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["id": id, "status": status.rawValue]) }
}
