import ConnectorProtocol
import Foundation
public import Support

/// A sync job as `jobs` and `job show` show it.
public struct JobDetails: Sendable {
    var job: SyncJob
    var now: Date

    /// The heads of what ``row`` gives.
    public static let heads = ["job", "connector", "type", "status", "started", "duration", "indexed", "deleted", "failed"]

    /// One line of the history.
    public var row: [String] {
        [
            job.id, job.connectorID, job.type.rawValue, job.shownStatus(at: now),
            job.startedAt.map { Age(since: $0, at: now).description } ?? "-", job.duration(at: now)?.readable ?? "-",
            String(job.stats.indexedDocumentCount), String(job.stats.deletedDocumentCount), String(job.failures),
        ]
    }

    /// Whether the job came to an end that somebody has to look at.
    public var hasFailed: Bool { job.status == .error }

    /// Everything there is to say about it.
    public var lines: [String] {
        var rows = [
            ["job", job.id], ["connector", job.connectorID],
            ["type", "\(job.type.rawValue), \(job.triggerMethod == .scheduled ? "by the schedule" : "on demand")"],
            ["status", job.shownStatus(at: now)],
        ]
        if let error = job.error { rows.append(["error", error.printable]) }
        for (name, date) in [
            ("created", job.createdAt), ("started", job.startedAt), ("last seen", job.lastSeen),
            ("cancel asked", job.cancelationRequestedAt), ("canceled", job.canceledAt), ("completed", job.completedAt),
        ] {
            if let date { rows.append([name, "\(Timestamp.formatDropbox(date)), \(Age(since: date, at: now))"]) }
        }
        if let duration = job.duration(at: now) { rows.append(["duration", duration.readable]) }
        if let worker = job.workerHostname { rows.append(["host", worker]) }
        rows.append([
            "documents",
            "\(job.stats.indexedDocumentCount) indexed, \(job.stats.deletedDocumentCount) deleted"
                + (job.totalDocumentCount.map { ", \($0) in the index" } ?? ""),
        ])
        return TextTable(rows: rows + (job.metadata["report"].map { JobReport(json: $0).rows } ?? [])).lines
    }

    /// The job without its connector's configuration, which holds secrets.
    public var json: JSON { job.summary(at: now) }

    /// The history as a table.
    public static func table(_ jobs: [JobDetails], _ style: OutputStyle) -> [String] {
        var lines = TextTable(rows: [heads] + jobs.map(\.row)).lines
        if !lines.isEmpty { lines[0] = style(lines[0], .bold) }
        return lines
    }
}

extension SyncJob {
    /// The status, and whether Kibana shows the job as idle.
    func shownStatus(at now: Date) -> String {
        isShownIdle(at: now) ? "\(status.rawValue) (idle)" : status.rawValue
    }

    func duration(at now: Date) -> Duration? {
        guard let startedAt else { return nil }
        let end = completedAt ?? canceledAt ?? (status.isRunning ? now : lastSeen)
        return end.map { .seconds(max(0, $0.timeIntervalSince(startedAt))) }
    }

    /// Documents that failed, by the report.
    var failures: Int { metadata["report"]?["failed"]?.intValue ?? 0 }

    func oneLine(at now: Date) -> String {
        let when = (completedAt ?? lastSeen ?? createdAt).map { " \(Age(since: $0, at: now))" } ?? ""
        let took = duration(at: now).map { " in \($0.readable)" } ?? ""
        return "\(type.rawValue) \(shownStatus(at: now))\(when)\(took): \(stats.indexedDocumentCount) indexed, "
            + "\(stats.deletedDocumentCount) deleted, \(failures) failed"
    }

    func progressLine(at now: Date) -> String {
        let took = duration(at: now).map { ", for \($0.readable)" } ?? ""
        let listed = metadata["report"]?["listed"]?.intValue.map { "\($0) listed, " } ?? ""
        return "\(type.rawValue) \(shownStatus(at: now))\(took): \(listed)\(stats.indexedDocumentCount) indexed, "
            + "\(stats.deletedDocumentCount) deleted"
    }

    func summary(at now: Date) -> JSON {
        [
            "id": .string(id), "connector_id": .string(connectorID), "job_type": .string(type.rawValue),
            "trigger_method": .string(triggerMethod.rawValue), "status": .string(status.rawValue),
            "idle": .bool(isShownIdle(at: now)), "error": .maybe(error), "created_at": .maybe(createdAt),
            "started_at": .maybe(startedAt), "completed_at": .maybe(completedAt), "canceled_at": .maybe(canceledAt),
            "last_seen": .maybe(lastSeen), "worker_hostname": .maybe(workerHostname), "index_name": .maybe(indexName),
            "duration_seconds": duration(at: now).map { .double(($0.seconds * 1000).rounded() / 1000) } ?? .null,
            "indexed_document_count": .int(stats.indexedDocumentCount),
            "deleted_document_count": .int(stats.deletedDocumentCount),
            "total_document_count": totalDocumentCount.map { .int($0) } ?? .null, "metadata": .object(metadata),
        ]
    }
}
