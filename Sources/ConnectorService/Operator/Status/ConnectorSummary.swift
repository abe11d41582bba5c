import ConnectorProtocol
import Foundation
public import Support

/// A connector as `status` shows it: what Kibana would say of it, and its syncs.
public struct ConnectorSummary: Sendable {
    var connector: Connector
    var running: [SyncJob]
    var last: SyncJob?
    /// By type, for the schedules that are switched on. Nil where the expression has no further time.
    var next: [(type: SyncJobType, due: Date?)]
    var now: Date

    private var view: ConnectorView { ConnectorView(connector, at: now) }

    /// Whether somebody has to do something about it.
    public var needsAttention: Bool {
        switch view {
        case .syncFailure, .connectorFailure: true
        case .needsConfiguration, .incomplete, .configured, .connected: false
        }
    }

    public func lines(_ style: OutputStyle) -> [String] {
        var rows = [
            ["health", health(style)],
            ["index", connector.indexName ?? "none attached"],
            ["service", connector.lastSeen.map { "seen \(Age(since: $0, at: now))" } ?? "has not looked after it yet"],
            ["last sync", last.map { $0.oneLine(at: now) } ?? "none yet"],
        ]
        for job in running { rows.append(["running", job.progressLine(at: now)]) }
        for (type, due) in next {
            rows.append(["next \(type.rawValue)", due.map { "\(Timestamp.formatDropbox($0)), \(Age(since: $0, at: now))" } ?? "never"])
        }
        if next.isEmpty { rows.append(["next sync", "no schedule is switched on"]) }
        let title = style(connector.id, .bold) + (connector.name.map { $0 == connector.id ? "" : "  \($0.printable)" } ?? "")
        return [title] + TextTable(rows: rows).lines.map { "  " + $0 }
    }

    private func health(_ style: OutputStyle) -> String {
        let error = (connector.lastSyncError(.full) ?? connector.lastSyncError(.accessControl) ?? connector.error)?.printable
        switch view {
        case .needsConfiguration: return style("needs configuration", .yellow)
        case .syncFailure: return style("sync failure", .red) + (error.map { ": \($0)" } ?? "")
        case .connectorFailure(let text): return style("connector failure", .red) + ": \(text.printable)"
        case .incomplete: return style("incomplete", .yellow)
        case .configured: return style("configured", .yellow)
        case .connected: return style("connected", .green)
        }
    }

    /// The word for the health, as machines read it.
    var healthWord: String {
        switch view {
        case .needsConfiguration: "needs_configuration"
        case .syncFailure: "sync_failure"
        case .connectorFailure: "connector_failure"
        case .incomplete: "incomplete"
        case .configured: "configured"
        case .connected: "connected"
        }
    }

    public var json: JSON {
        [
            "id": .string(connector.id), "name": .maybe(connector.name), "index_name": .maybe(connector.indexName),
            "health": .string(healthWord), "status": .string(connector.status.rawValue), "error": .maybe(connector.error),
            "last_seen": .maybe(connector.lastSeen), "last_synced": .maybe(connector.lastSynced),
            "last_job": last?.summary(at: now) ?? .null, "running": .array(running.map { $0.summary(at: now) }),
            "next": .object(Dictionary(uniqueKeysWithValues: next.map { ($0.type.rawValue, JSON.maybe($0.due)) })),
        ]
    }
}

extension JSON {
    /// The text, or null.
    static func maybe(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

    /// The date as text, or null.
    static func maybe(_ date: Date?) -> JSON { date.map { .string(Timestamp.format($0)) } ?? .null }
}
