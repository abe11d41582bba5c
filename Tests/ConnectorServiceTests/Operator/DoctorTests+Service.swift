import ConnectorProtocol
import FakeDropbox
import FakeElasticsearch
import FakeExtraction
import Foundation
import Support
import Testing

@testable import ConnectorService

/// Failures that take a whole service or cluster to produce.
extension DoctorTests {
    private func finding(_ name: String, _ findings: [Finding]) throws -> Finding {
        try #require(findings.first { $0.name == name && $0.mark != .passed } ?? findings.first { $0.name == name }, "\(findings)")
    }

    @Test func `indices that are missing are a warning, until a service has made them`() async throws {
        try await withTestService { service in
            #expect(try finding("cluster.index", try await service.check().findings).mark == .warning)
            try await service.prepareEverything()
            #expect(try finding("cluster.index", try await service.check().findings).mark == .passed)
        }
    }

    @Test func `a configuration with a placeholder fails, until it is filled in`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            let wrong = try await service.check("elasticsearch.api_key: changeme")
            let finding = try finding("configuration", wrong.findings)
            #expect(finding.mark == .failed && finding.remedy?.contains("encoded API key") == true)
            #expect(try await service.check().status == .success)
        }
    }

    @Test func `an extraction service that was started is found`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try await withFakeExtraction(.elastic) { extraction in
                let found = try await service.check("extraction_service.host: \(extraction.url)")
                #expect(found.status == .success)
                #expect(try finding("extraction_service", found.findings).mark == .passed)
            }
        }
    }

    @Test func `a rate limit is a warning while it lasts`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            service.dropbox.fail("files/list_folder", with: .rateLimited(retryAfter: 1), times: 1)
            let limited = try await service.check()
            #expect(limited.status == .success)
            #expect(try finding("dropbox.rate_limit", limited.findings).mark == .warning)
            #expect(try finding("dropbox.rate_limit", try await service.check().findings).mark == .passed)
        }
    }

    @Test func `a connector's key that is refused fails, and one for the index alone is a warning`() async throws {
        var options = FakeElasticsearchOptions()
        options.apiKey = Secret("Z2xvYmFs")
        options.apiKeys = [
            FakeAPIKey("YWxs", cluster: ["all"], indices: ["*": ["all"]]),
            FakeAPIKey("aW5kZXg=", cluster: ["read_pipeline"], indices: [TestService.index: ["all"]]),
        ]
        try await withTestService(elasticsearch: options) { service in
            try service.createConnector(["last_seen": .string(Timestamp.format(Date()))])
            for (key, mark) in [("d3Jvbmc=", Finding.Mark.failed), ("aW5kZXg=", .warning), ("YWxs", .passed)] {
                let findings = try await service.check("    api_key: \(key)\nelasticsearch.api_key: Z2xvYmFs\n").findings
                #expect(try finding("connector.api_key", findings).mark == mark, "\(key)")
            }
        }
    }
}
