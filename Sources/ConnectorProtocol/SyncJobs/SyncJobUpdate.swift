public import Foundation
public import Support

/// The writes to a job document, one for each step of its life: exactly the fields that belong to it.
public enum SyncJobUpdate {
    /// The whole document of a new job: `pending`, with a copy of what the connector says now.
    ///
    /// The copy of the configuration holds the connector's secrets, and the protocol asks for it. Values
    /// given as references to the service's environment keep them out of it.
    ///
    /// - Throws: ``ProtocolError`` with code `incompleteConnector` without an index or a service type.
    public static func creation(
        for connector: Connector, type: SyncJobType, trigger: TriggerMethod, at now: Date
    ) throws(ProtocolError) -> JSON {
        guard let indexName = connector.indexName(for: type), let serviceType = connector.serviceType else {
            throw ProtocolError(.incompleteConnector, operation: "create a \(type.rawValue) job for \(connector.id)")
        }
        let copied: JSON = [
            "id": .string(connector.id),
            "service_type": .string(serviceType),
            "index_name": .string(indexName),
            "language": .text(connector.language),
            "pipeline": connector.pipeline.json,
            "filtering": connector.filtering.active?.source ?? ["advanced_snippet": [:], "rules": []],
            "configuration": .object(connector.configuration),
        ]
        return IngestionStats().json.merging([
            "connector": copied,
            "trigger_method": .string(trigger.rawValue),
            "job_type": .string(type.rawValue),
            "status": .jobStatus(.pending),
            "created_at": .timestamp(now),
            "last_seen": .timestamp(now),
        ])
    }

    /// A service takes the job.
    ///
    /// - Parameter cursor: The connector's cursor; kept on incremental jobs only.
    public static func claimed(_ job: SyncJob, by worker: String, cursor: JSON?, at now: Date) -> JSON {
        var update: JSON = [
            "status": .jobStatus(.inProgress),
            "started_at": .timestamp(now),
            "last_seen": .timestamp(now),
            "worker_hostname": .string(worker),
        ]
        if job.type == .incremental, let cursor {
            update["connector"] = ["sync_cursor": cursor]
        }
        return update
    }

    /// The job is alive, and this is how far it got. Due every 10 seconds from the claim on.
    ///
    /// - Parameter metadata: Merged into what the job has; empty to leave it alone.
    public static func progress(_ stats: IngestionStats, metadata: [String: JSON] = [:], at now: Date) -> JSON {
        var update = stats.json
        update["last_seen"] = .timestamp(now)
        if !metadata.isEmpty { update["metadata"] = .object(metadata) }
        return update
    }

    /// The job ends.
    ///
    /// - Parameters:
    ///   - stats: The final counters; nil to keep those on the job, for one that somebody else ran.
    ///   - totalDocumentCount: Documents in the index now; nil when they were not counted.
    public static func ended(
        _ end: SyncJobEnd, stats: IngestionStats?, totalDocumentCount: Int?, metadata: [String: JSON] = [:],
        at now: Date
    ) -> JSON {
        var update = stats?.json ?? [:]
        update["status"] = .jobStatus(end.status)
        update["last_seen"] = .timestamp(now)
        update["error"] = .null
        if case .error(let text) = end {
            update["error"] = .string(ErrorText.truncated(text.isEmpty ? ErrorText.unknown : text))
        }
        if end.status.isTerminated { update["completed_at"] = .timestamp(now) }
        if end == .canceled { update["canceled_at"] = .timestamp(now) }
        if let totalDocumentCount { update["total_document_count"] = .counter(totalDocumentCount) }
        if !metadata.isEmpty { update["metadata"] = .object(metadata) }
        return update
    }

    /// Somebody wants a running job to end; what Elasticsearch writes on `_cancel`.
    static func cancelationRequested(at now: Date) -> JSON {
        ["status": .jobStatus(.canceling), "cancelation_requested_at": .timestamp(now)]
    }
}
