public import Foundation
public import Support

/// The partial updates of a connector document, one for each event: exactly the fields that belong to
/// it, so that what others write at the same time stays.
public enum ConnectorUpdate {
    /// The document had no configuration: it gets the complete schema, and its owner something to fill in.
    public static func schema(_ schema: ConfigurationSchema) -> JSON {
        ["configuration": schema.json, "status": .connectorStatus(.needsConfiguration)]
    }

    /// The stored configuration lacks fields or properties; the status stays.
    ///
    /// - Parameter fields: The changed parts alone, from ``ConfigurationSchema/upgrade(of:)``.
    public static func configuration(adding fields: [String: JSON]) -> JSON {
        ["configuration": .object(fields)]
    }

    /// The document has no service type, and `config.yml` names one.
    public static func serviceType(_ serviceType: String) -> JSON {
        ["service_type": .string(serviceType)]
    }

    /// What the source can do. Nil when the document says the same already.
    public static func features(_ features: Features, of connector: Connector) -> JSON? {
        let stored = connector.source["features"] ?? .null
        if stored.merging(features.json) == stored { return nil }
        return ["features": features.json]
    }

    /// A service looks after the connector.
    public static func heartbeat(at now: Date) -> JSON {
        ["last_seen": .timestamp(now)]
    }

    /// The configuration is valid and the source answered. Nil when the document says so already.
    ///
    /// The error of the last sync stays readable until the next sync starts: written away on every
    /// round, it would be gone before anybody saw it.
    public static func connected(_ connector: Connector) -> JSON? {
        if connector.status == .error, let error = connector.standingSyncError {
            if connector.error == error { return nil }
            return failed(error)
        }
        if connector.status == .connected, connector.error == nil { return nil }
        return connected
    }

    /// The validation, the check of the source, of its filtering or of its schedule failed.
    ///
    /// - Parameter error: What to do about it, without the class of the failure.
    public static func failed(_ error: String) -> JSON {
        ["status": .connectorStatus(.error), "error": .string(ErrorText.truncated(error))]
    }

    /// A schedule created a job.
    ///
    /// - Parameter due: The time computed from the cron expression, not the time of the write.
    public static func scheduled(_ type: SyncJobType, due: Date) -> JSON {
        .object([type.scheduledAtField: .timestamp(due)])
    }

    /// A sync starts. The marker it leaves keeps a second one of the kind out.
    ///
    /// Kibana shows a failure for as long as an error field is not null, so both are reset here.
    public static func syncStarted(_ type: SyncJobType) -> JSON {
        connected.merging(.object([type.statusField: .jobStatus(.inProgress), type.errorField: .null]))
    }

    /// A sync ended.
    ///
    /// - Parameters:
    ///   - job: As it was left, with its counters.
    ///   - cursor: Where the next incremental sync goes on; stored after a completed content sync only.
    public static func syncEnded(_ job: SyncJob, cursor: JSON?, at now: Date) -> JSON {
        let error: JSON = job.status == .error ? .string(ErrorText.truncated(job.error ?? ErrorText.unknown)) : .null
        var update: JSON = [
            "last_synced": .timestamp(now),
            "status": .connectorStatus(job.status == .error ? .error : .connected),
            "error": error,
        ]
        update[job.type.statusField] = .jobStatus(job.status)
        update[job.type.errorField] = error
        if job.type.isContent, job.status == .completed {
            update["sync_cursor"] = cursor ?? .null
        }
        if job.status.isTerminated {
            update["last_indexed_document_count"] = .int(job.stats.indexedDocumentCount)
            update["last_deleted_document_count"] = .int(job.stats.deletedDocumentCount)
        }
        return update
    }

    /// Somebody deleted the job's document while it ran.
    public static func jobVanished(at now: Date) -> JSON {
        var update = failed(ErrorText.jobVanished)
        update["last_synced"] = .timestamp(now)
        for type in [SyncJobType.full, .accessControl] {
            update[type.statusField] = .jobStatus(.error)
            update[type.errorField] = .string(ErrorText.jobVanished)
        }
        return update
    }

    /// The marker of a sync that nobody runs any more; see ``StaleSyncMarker``.
    public static func syncLost(_ type: SyncJobType, error: String, at now: Date) -> JSON {
        var update = failed(error)
        update["last_synced"] = .timestamp(now)
        update[type.statusField] = .jobStatus(.error)
        update[type.errorField] = .string(ErrorText.truncated(error))
        return update
    }

    /// The sync whose start was marked did not begin: everything is as it was before.
    public static func syncStartUndone(_ type: SyncJobType, before: Connector) -> JSON {
        var update: JSON = ["status": .connectorStatus(before.status), "error": .text(before.error)]
        update[type.statusField] = .text(before.lastSyncStatus(type)?.rawValue)
        update[type.errorField] = .text(before.lastSyncError(type))
        return update
    }

    private static let connected: JSON = ["status": .connectorStatus(.connected), "error": .null]
}

extension JSON {
    static func connectorStatus(_ status: ConnectorStatus) -> JSON { .string(status.rawValue) }
    static func jobStatus(_ status: SyncJobStatus) -> JSON { .string(status.rawValue) }
}
