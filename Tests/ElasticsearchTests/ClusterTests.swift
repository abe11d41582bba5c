import Elasticsearch
import Foundation
import TestSupport
import Testing

@Suite struct ClusterTests {
    @Test(arguments: [
        ("basic", "active", .basic, true), ("basic", "expired", .basic, true), ("basic", "active", .gold, false),
        ("gold", "active", .platinum, false), ("platinum", "active", .platinum, true),
        ("enterprise", "active", .platinum, true), ("trial", "active", .enterprise, true),
        ("trial", "expired", .platinum, false), ("platinum", "invalid", .platinum, false),
        ("diamond", "active", .platinum, false), ("standard", "active", .gold, false),
    ] as [(String, String, License.Kind, Bool)])
    func `a license includes what is before it`(type: String, status: String, needed: License.Kind, allowed: Bool) {
        #expect(License(type: type, status: status).allows(needed) == allowed)
    }

    @Test func `serverless is told apart`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            .json(200, #"{"cluster_name":"c","version":{"number":"8.11.0","build_flavor":"serverless"}}"#))
        let cluster = try await client.info()
        #expect(cluster == ClusterInfo(clusterName: "c", versionNumber: "8.11.0", isServerless: true))
        #expect(VersionCheck(cluster) == .compatible)
        try await client.with { $0.isServerless = true }.refresh("i")
        #expect(transport.lines == ["GET /"])
    }

    enum Outcome: Sendable { case compatible, warning, refused }

    @Test(arguments: [
        ("8.12.0", .compatible), ("8.19.3", .compatible), ("9.1.0", .compatible), ("9.6.0-SNAPSHOT", .compatible),
        ("9.0.0-rc1+build.7", .compatible), ("10.0.0", .warning), ("8.11.4", .refused), ("7.17.0", .refused),
        ("nine", .refused), ("9.1", .refused),
    ] as [(String, Outcome)])
    func `the versions that go together are explicit`(number: String, outcome: Outcome) {
        switch VersionCheck(ClusterInfo(versionNumber: number)) {
        case .compatible: #expect(outcome == .compatible)
        case .warning(let text): #expect(outcome == .warning && text.contains("8.12 to 9.x"))
        case .refused(let text): #expect(outcome == .refused && text.contains("8.12 to 9.x"))
        }
    }

    @Test func `a mismatch that is allowed only warns`() {
        guard case .warning(let text) = VersionCheck(ClusterInfo(versionNumber: "7.0.0"), allowMismatch: true) else {
            Issue.record("refused")
            return
        }
        #expect(text.contains("ALLOW_ES_VERSION_MISMATCH"))
    }
}
