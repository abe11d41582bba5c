import Synchronization

/// What a sync has done so far, counted by every stage at once.
public final class SyncCounters: Sendable {
    private let report: Mutex<SyncReport>

    /// - Parameter report: What counting begins with.
    public init(_ report: SyncReport = SyncReport()) {
        self.report = Mutex(report)
    }

    public var snapshot: SyncReport { report.withLock { $0 } }

    func update(_ change: (inout SyncReport) -> Void) { report.withLock { change(&$0) } }
}
