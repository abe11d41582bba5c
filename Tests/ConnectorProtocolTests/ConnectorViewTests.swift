import ConnectorProtocol
import Foundation
import Support
import Testing

struct ConnectorViewTests {
    private static let now = utc("2026-03-05 12:00:00")

    @Test(arguments: [
        (["status": "created"], .needsConfiguration),
        (["status": "needs_configuration", "last_sync_status": "error"], .needsConfiguration),
        (["last_sync_status": "error"], .syncFailure),
        (["last_sync_error": "E"], .syncFailure),
        (["last_access_control_sync_status": "error"], .syncFailure),
        (["last_access_control_sync_error": "E", "status": "error"], .syncFailure),
        (["status": "error", "error": "no way"], .connectorFailure("no way")),
        (["last_seen": "2026-03-05T11:29:59Z", "error": "no way"], .connectorFailure("no way")),
        (
            ["last_seen": "2026-03-05T11:29:59Z"],
            .connectorFailure("The connector has not checked in for more than 30 minutes.")
        ),
        (["last_seen": "2026-03-05T11:30:00Z"], .connected),
        (["last_seen": nil], .connected),
        (["index_name": nil], .incomplete),
        (["index_name": nil, "status": "configured"], .incomplete),
        (["status": "configured"], .configured),
        (["last_sync_status": "completed", "last_sync_error": nil], .connected),
    ] as [(JSON, ConnectorView)])
    func `the first rule that applies is shown`(changes: JSON, expected: ConnectorView) {
        let healthy: JSON = ["status": "connected", "last_seen": "2026-03-05T11:59:00Z"]
        #expect(ConnectorView(.make(healthy.overlaid(changes)), at: Self.now) == expected)
    }

    @Test(arguments: [
        ("in_progress", "2026-03-05T11:54:59Z", true), ("canceling", "2026-03-05T11:54:59Z", true),
        ("in_progress", "2026-03-05T11:55:01Z", false), ("completed", "2026-03-05T11:00:00Z", false),
    ])
    func `a job that keeps still is idle`(status: String, lastSeen: String, expected: Bool) {
        let job = SyncJob.make(["status": .string(status), "last_seen": .string(lastSeen)])
        #expect(job.isShownIdle(at: Self.now) == expected)
    }
}
