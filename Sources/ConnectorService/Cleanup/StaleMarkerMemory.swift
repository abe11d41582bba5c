import ConnectorProtocol
import Foundation
import Synchronization

/// The markers seen so far, for a loop whose cycles are one after the other.
final class StaleMarkerMemory: Sendable {
    private let markers = Mutex(StaleSyncMarkers())

    func reasonToClear(_ connector: Connector, _ type: SyncJobType, running: [SyncJob], at now: Date) -> String? {
        markers.withLock { $0.reasonToClear(connector, type, running: running, at: now) }
    }
}
