/// Where a sync job stands.
///
/// Elasticsearch checks these transitions on `_cancel` and `_error` alone. `_claim` and `_stats` are
/// taken in any status, which is why this service reads the status itself and guards its writes.
public enum SyncJobStatus: String, Sendable, Hashable, CaseIterable {
    case pending
    case inProgress = "in_progress"
    /// A person asked for an end; the service that runs the job brings it about.
    case canceling
    case canceled
    /// Stopped by a shutdown; the next service goes on with it.
    case suspended
    case completed
    case error

    /// Whether nothing comes after this.
    public var isTerminated: Bool {
        switch self {
        case .canceled, .completed, .error: true
        case .pending, .inProgress, .canceling, .suspended: false
        }
    }

    /// Whether a service is, or was until it died, at work on the job.
    public var isRunning: Bool { self == .inProgress || self == .canceling }

    /// Whether the job waits for a service to claim it.
    public var isClaimable: Bool { self == .pending || self == .suspended }

    /// The statuses that may follow this one.
    public var successors: Set<SyncJobStatus> {
        switch self {
        case .pending: [.inProgress, .canceled]
        case .inProgress: [.canceling, .completed, .suspended, .error]
        case .suspended: [.inProgress, .canceled]
        case .canceling: [.canceled, .error]
        case .canceled, .completed, .error: []
        }
    }

    /// The statuses that this one may follow.
    public var predecessors: Set<SyncJobStatus> {
        Set(SyncJobStatus.allCases.filter { $0.successors.contains(self) })
    }
}
