import ConnectorProtocol
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

@Suite(.serialized) struct InstancesTests {
    /// `TICKS=300 swift test --filter InstancesTests` for a long run.
    private static let rounds = ProcessInfo.processInfo.environment["TICKS"].flatMap { Int($0) } ?? 10

    @Test(arguments: ["true", "false"])
    func `over three instances every tick makes one job, every job ends, and no two content syncs overlap`(
        useConnectorsAPI: String
    ) async throws {
        let configuration = """
            service.idling: 6
            service.job_cleanup_interval: 30
            elasticsearch.feature_use_connectors_api: \(useConnectorsAPI)
            """
        let time = TestTime()
        var options = FakeElasticsearchOptions()
        options.now = { time.now }
        try await withTestService(
            .generated(files: 3, size: 10, seed: 9), configuration: configuration, elasticsearch: options
        ) { service in
            try service.createConnector([
                "scheduling": ["full": ["enabled": true, "interval": "0 * * * * ?"]],
                "last_sync_scheduled_at": .string(Timestamp.format(time.minute)),
            ])
            let instances = Instances(service: service, time: time)
            var ticks: [Date] = []
            try await instances.run(3) { instances in
                for round in 1...Self.rounds {
                    time.moveOn(minutes: 1)
                    ticks.append(time.minute)
                    if round % 7 == 0 { try instances.replaceOne() }
                    var next = ContinuousClock.now
                    let isDone: Bool? = try? await eventually(within: .seconds(600)) { () -> Bool? in
                        if service.hasJob(due: ticks[ticks.count - 1]), !service.hasUnendedJob { return true }
                        // What a killed service left is cleared away after five minutes without a sign of life. That time
                        // passes while there is a job to wait for, and a living service has the time to clear away.
                        if instances.isMarkedByTheDead, service.hasUnendedJob, ContinuousClock.now > next {
                            time.moveOn(minutes: 6)
                            next = ContinuousClock.now + .seconds(5)
                        }
                        try await Task.sleep(for: .milliseconds(10))
                        return Optional<Bool>.none
                    }
                    guard isDone != nil else {
                        let unended = service.allJobs.filter { !["completed", "error"].contains($0.value["status"]?.stringValue) }
                            .mapValues { job in job.filter { !["connector", "metadata"].contains($0.key) } }
                        Issue.record(
                            "Round \(round), tick \(ticks[ticks.count - 1]), time \(time.now): connector \(service.connector.filter { $0.key.hasPrefix("last_") || $0.key == "status" || $0.key == "error" }), jobs \(unended)")
                        return
                    }
                }
            }
            #expect(ticks.allSatisfy(service.hasJob(due:)))
            // A job's id is made of its tick, so a second one for a tick would have another kind of id.
            #expect(service.allJobs.keys.allSatisfy { $0.hasPrefix("\(TestService.connectorID)-full-") })
            #expect(service.allJobs.values.allSatisfy { ["completed", "error"].contains($0["status"]?.stringValue) })
            #expect(service.overlappingJobs == [])
            #expect(Set(service.documents.keys) == Set(service.dropbox.account.entries.map(\.id)))
        }
    }
}

extension JSON {
    /// Some members of an object.
    fileprivate func filter(_ isIncluded: ((key: String, value: JSON)) -> Bool) -> [String: JSON] {
        (objectValue ?? [:]).filter { isIncluded(($0.key, $0.value)) }
    }
}

extension TestService {
    fileprivate func hasJob(due: Date) -> Bool {
        allJobs[SyncJob.id(of: Self.connectorID, type: .full, due: due)] != nil
    }

    fileprivate var hasUnendedJob: Bool {
        allJobs.values.contains { !["completed", "error", "canceled"].contains($0["status"]?.stringValue) }
    }

    /// Jobs that were claimed while another one ran, read from the requests in the order they were answered.
    fileprivate var overlappingJobs: [String] {
        var running: Set<String> = []
        var overlapping: [String] = []
        for request in elasticsearch.requests where request.status == 200 && request.method != "GET" {
            let parts = request.path.split(separator: "/").map(String.init)
            let status = request.json?["doc"]?["status"]?.stringValue
            if parts.last == "_claim", parts.count >= 3 {
                if !running.isEmpty { overlapping.append(parts[parts.count - 2]) }
                running.insert(parts[parts.count - 2])
            } else if parts.count == 3, parts[0].hasPrefix(".elastic-connectors-sync-jobs"), parts[1] == "_update", let status {
                if status == "in_progress", !running.isEmpty { overlapping.append(parts[2]) }
                if status == "in_progress" { running.insert(parts[2]) } else { running.remove(parts[2]) }
            }
        }
        return overlapping
    }
}
