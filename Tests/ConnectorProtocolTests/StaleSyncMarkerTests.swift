import ConnectorProtocol
import Foundation
import Support
import Testing

struct StaleSyncMarkerTests {
    private let start = utc("2026-03-05 00:10:00")
    private let marked = Connector.make(["last_sync_status": "in_progress"])

    private func reasons(
        _ connector: Connector, running: [SyncJob] = [], at seconds: [TimeInterval], type: SyncJobType = .full
    ) -> [Bool] {
        var markers = StaleSyncMarkers()
        return seconds.map {
            markers.reasonToClear(connector, type, running: running, at: start.addingTimeInterval($0)) != nil
        }
    }

    @Test func `a marker that nobody claims goes after a while`() {
        #expect(reasons(marked, at: [0, 30, 299, 300, 330]) == [false, false, false, true, true])
    }

    @Test func `no marker, no reason`() {
        #expect(reasons(.make(), at: [0, 300]) == [false, false])
        #expect(reasons(marked, at: [0, 300], type: .accessControl) == [false, false])
    }

    @Test func `a live job keeps its marker`() {
        let job = SyncJob.make(["last_seen": "2026-03-05T00:09:50Z"])
        #expect(reasons(marked, running: [job], at: [0, 200]) == [false, false])
    }

    @Test func `a dead job loses it at once`() {
        let job = SyncJob.make(["last_seen": "2026-03-05T00:05:00Z"])
        #expect(reasons(marked, running: [job], at: [0]) == [true])
    }

    @Test func `a job of the other kind says nothing`() {
        let job = SyncJob.make(["last_seen": "2026-03-05T00:09:50Z", "job_type": "access_control"])
        #expect(reasons(marked, running: [job], at: [0, 300]) == [false, true])
    }

    @Test func `the markers of two syncs are not taken for one`() {
        var markers = StaleSyncMarkers()
        let later = Connector.make(["last_sync_status": "in_progress", "last_synced": "2026-03-05T00:11:00Z"])
        #expect(markers.reasonToClear(marked, .full, running: [], at: start) == nil)
        #expect(markers.reasonToClear(later, .full, running: [], at: start.addingTimeInterval(300)) == nil)
        #expect(markers.reasonToClear(later, .full, running: [], at: start.addingTimeInterval(600)) != nil)
    }
}
