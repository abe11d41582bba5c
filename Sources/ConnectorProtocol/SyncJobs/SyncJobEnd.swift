/// How a service leaves a job that it ran.
public enum SyncJobEnd: Sendable, Hashable {
    case completed
    /// - Parameter 0: The job's error text, from ``ErrorText``.
    case error(String)
    case canceled
    /// A shutdown; the job is claimed again later.
    case suspended

    public var status: SyncJobStatus {
        switch self {
        case .completed: .completed
        case .error: .error
        case .canceled: .canceled
        case .suspended: .suspended
        }
    }

    /// What can be written on a job that is now in `status`; nil when the job is no longer ours to end.
    ///
    /// A person's request to cancel may arrive while the sync comes to another end. `canceling` leads
    /// to `canceled` or `error` alone, so a completed or suspended sync becomes a canceled one.
    public func allowed(from status: SyncJobStatus) -> SyncJobEnd? {
        if status.successors.contains(self.status) { return self }
        switch (status, self) {
        case (.canceling, .completed), (.canceling, .suspended): return .canceled
        default: return nil
        }
    }
}
