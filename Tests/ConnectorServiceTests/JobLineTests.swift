import ConnectorProtocol
import Elasticsearch
import Foundation
import Support
import Testing

@testable import ConnectorService

@Suite struct JobLineTests {
    private func job(_ id: String, of connector: String, at minute: Int, type: String = "full") throws -> SyncJob {
        try SyncJob(StoredDocument(index: ".elastic-connectors-sync-jobs-v1", id: id, source: [
            "connector": ["id": .string(connector)], "job_type": .string(type), "status": "pending",
            "created_at": .string(time(minute)),
        ], version: Version(seqNo: 1, primaryTerm: 1)))
    }

    private func connector(_ id: String, syncedAt minute: Int? = nil, _ more: JSON = [:]) -> Connector {
        let source: JSON = ["status": "connected", "last_synced": minute.map { .string(time($0)) } ?? .null]
        return Connector(id: id, version: Version(seqNo: 1, primaryTerm: 1), source: source.merged(with: more))
    }

    private func time(_ minute: Int) -> String { "2026-03-01T08:\(minute < 10 ? "0" : "")\(minute):00Z" }

    @Test func `the oldest job is the first`() throws {
        let jobs = [try job("a1", of: "a", at: 1), try job("b1", of: "b", at: 2)]
        #expect(JobLine(jobs, of: [connector("b"), connector("a")]).jobs.map(\.id) == ["a1", "b1"])
    }

    @Test func `a connector with many jobs has one turn, then the others have theirs`() throws {
        let jobs = [
            try job("a1", of: "a", at: 1), try job("a2", of: "a", at: 2), try job("b1", of: "b", at: 3), try job("c1", of: "c", at: 4),
        ]
        #expect(JobLine(jobs, of: ["a", "b", "c"].map { connector($0) }).jobs.map(\.id) == ["a1", "b1", "c1"])
        let later = JobLine(Array(jobs.dropFirst()), of: [connector("a", syncedAt: 9), connector("b"), connector("c")])
        #expect(later.jobs.map(\.id) == ["b1", "c1", "a2"])
    }

    @Test func `a connector that is being synced has no turn, for jobs of that kind`() throws {
        let jobs = [try job("a1", of: "a", at: 1), try job("b1", of: "b", at: 2)]
        let connectors = [connector("a", ["last_sync_status": "in_progress"]), connector("b")]
        #expect(JobLine(jobs, of: connectors).jobs.map(\.id) == ["b1"])
        let people = [try job("a1", of: "a", at: 1, type: "access_control")]
        #expect(JobLine(people, of: connectors).jobs.map(\.id) == ["a1"])
    }

    @Test func `jobs of connectors that are not served here have no turn`() throws {
        #expect(JobLine([try job("a1", of: "a", at: 1)], of: [connector("b")]).jobs.isEmpty)
    }
}
