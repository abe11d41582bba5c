public import Foundation

/// What Kibana shows of a connector: the first of its rules that applies.
public enum ConnectorView: Sendable, Hashable {
    case needsConfiguration
    /// The last sync of a kind failed.
    case syncFailure
    /// The connector is in error, or no service has looked after it for half an hour.
    case connectorFailure(String)
    case incomplete
    case configured
    case connected

    /// How long a service may be silent before Kibana calls the connector offline.
    public static let silenceLimit: TimeInterval = 30 * 60

    static let silent = "The connector has not checked in for more than 30 minutes."

    public init(_ connector: Connector, at now: Date) {
        let status = connector.status
        if !status.hasValues {
            self = .needsConfiguration
        } else if Self.failedSync(connector) {
            self = .syncFailure
        } else if let silence = Self.silence(connector, at: now), silence > Self.silenceLimit {
            self = .connectorFailure(connector.error ?? Self.silent)
        } else if status == .error {
            self = .connectorFailure(connector.error ?? ErrorText.unknown)
        } else if connector.indexName == nil {
            self = .incomplete
        } else {
            self = status == .configured ? .configured : status == .connected ? .connected : .incomplete
        }
    }

    private static func failedSync(_ connector: Connector) -> Bool {
        [SyncJobType.full, .accessControl].contains { type in
            connector.lastSyncStatus(type) == .error || connector.lastSyncError(type) != nil
        }
    }

    private static func silence(_ connector: Connector, at now: Date) -> TimeInterval? {
        connector.lastSeen.map { now.timeIntervalSince($0) }
    }
}

extension SyncJob {
    /// Whether Kibana shows the job as idle: it runs, and nothing was heard of it for five minutes.
    public func isShownIdle(at now: Date) -> Bool {
        guard status.isRunning, let lastSeen else { return false }
        return now.timeIntervalSince(lastSeen) > SyncJobIndex.idleLimit
    }
}
