import ConnectorProtocol
import Elasticsearch
import FakeDropbox
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

struct JobProgressTests {
    private static let start = Date(timeIntervalSince1970: 1_772_000_000)

    private func job(_ seconds: Double, _ report: JSON? = .none, status: String = "in_progress") throws -> JobDetails {
        var source: JSON = [
            "connector": ["id": "c1"], "job_type": "full", "status": .string(status),
            "started_at": .string(Timestamp.format(Self.start)),
            "last_seen": .string(Timestamp.format(Self.start.addingTimeInterval(seconds))),
        ]
        if let report { source["metadata"] = ["report": report] }
        return JobDetails(
            job: try SyncJob(id: "j", version: Version(seqNo: 0, primaryTerm: 0), source: source),
            now: Self.start.addingTimeInterval(seconds))
    }

    private static let report: JSON = [
        "listed": 500, "created": 300, "replaced": 20, "updated": 10, "unchanged": 170, "deleted": 5, "failed": 1,
        "content_failures": ["corrupted": 2], "downloaded_bytes": 50_000_000,
    ]

    @Test func `a terminal sees how much is done, how long it takes still, rates and counts`() throws {
        var view = JobProgressView(width: 200)
        let line = try #require(view.line(for: try job(100, Self.report), expecting: 1000))
        #expect(
            line == "  [##########----------] 50 % about 1 min 40 s left, 5/s, 500.0 kB/s, 300 created, 30 updated, "
                + "170 unchanged, 5 deleted, 3 failed, 1 min 40 s")
    }

    @Test func `a line is never longer than the terminal is wide`() throws {
        var view = JobProgressView(width: 40)
        #expect(view.line(for: try job(100, Self.report), expecting: 1000)?.count == 39)
    }

    @Test func `without a sync before it there is no share, and no time left`() throws {
        var view = JobProgressView(width: 200)
        let line = try #require(view.line(for: try job(100, Self.report), expecting: nil))
        #expect(!line.contains("left") && !line.contains("%"))
    }

    @Test func `an account that has grown is not done before it is`() throws {
        var view = JobProgressView(width: 200)
        let line = try #require(view.line(for: try job(100, Self.report), expecting: 400))
        #expect(line.contains("99 %") && !line.contains("left"))
    }

    @Test func `elsewhere a line comes when something changed, or after ten seconds`() throws {
        var view = JobProgressView(width: nil)
        var printed: [Int] = []
        for second in 1...30 {
            let done: JSON = ["listed": 10, "created": .int(second < 15 ? 10 : 20)]
            if view.line(for: try job(Double(second), done), expecting: nil) != nil { printed.append(second) }
        }
        #expect(printed == [1, 11, 15, 25])
    }

    @Test func `a job that waits says for what`() throws {
        var view = JobProgressView(width: nil)
        #expect(
            view.line(for: try job(1, status: "pending"), expecting: 5)?
                .hasPrefix("  pending: waiting for a running service to take it") == true)
    }

    @Test func `a service that reports nothing but the counters is shown by them`() throws {
        var view = JobProgressView(width: nil)
        #expect(view.line(for: try job(5), expecting: 5) == "  in_progress: 0 indexed, 0 deleted")
    }

    @Test func `while a sync runs its report is on the job`() async throws {
        try await withTestService(.generated(files: 60, size: 100, seed: 1), timesFaster: 600) { service in
            try await service.prepareEverything()
            service.dropbox.fail("files/download", with: .delay(.milliseconds(60)), times: nil)
            try await service.run { service in
                try service.requestSync("j1")
                let seen: JSON = try await eventually {
                    let job = service.job("j1")
                    guard job["status"] == "in_progress" else { return Optional.none }
                    guard let listed = job["metadata"]?["report"]?["listed"]?.intValue, listed > 0 else { return Optional.none }
                    return .int(listed)
                }
                #expect(seen.intValue != nil)
                try await service.wait(for: "j1")
            }
        }
    }
}
