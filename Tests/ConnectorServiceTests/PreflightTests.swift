import FakeElasticsearch
import FakeExtraction
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

@Suite struct PreflightTests {
    @Test(arguments: [FakeExtraction.Kind.elastic, .tika])
    func `an extraction service that answers is told`(kind: FakeExtraction.Kind) async throws {
        try await withFakeExtraction(kind) { extraction in
            let name = kind == .tika ? "tika" : "elastic"
            let configuration = "extraction_service: {host: \"\(extraction.url)\", kind: \(name)}"
            try await withTestService(configuration: configuration) { service in
                try await service.run { service in
                    _ = try await eventually { service.log.contains { $0.contains("extraction service answers") } ? true : nil }
                }
            }
            #expect(extraction.requests.map(\.target) == [kind == .tika ? "/version" : "/ping/"])
        }
    }

    @Test func `an extraction service that does not answer is a warning, and the service starts`() async throws {
        try await withTestService(configuration: "extraction_service.host: http://127.0.0.1:1") { service in
            try service.createConnector()
            try await service.run { service in
                let job = try await service.sync("j1")
                #expect(job["status"] == "completed")
            }
            #expect(service.log.contains { $0.contains("The text extraction service cannot be used now") })
        }
    }
}
