import FakeDropbox
import FakeElasticsearch
import FakeExtraction
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

/// Every wait of a job ends when somebody cancels it. Here each of them would last for an hour or longer.
@Suite struct CancelationTests {
    enum Wait: String, CaseIterable, Sendable {
        case listing, nextPage, download, rateLimit, extraction, bulkAnswer, bulkRetry
    }

    private static let forever: Duration = .seconds(3600)
    /// The pause before refused items are sent again.
    private static let longRetry = "elasticsearch.bulk.retry_interval: 100000\n"

    @Test(arguments: Wait.allCases) func `a content sync is canceled wherever it waits`(wait: Wait) async throws {
        try await withFakeExtraction(.elastic) { extraction in
            let configuration = (wait == .bulkRetry ? Self.longRetry : "") + "extraction_service.host: \(extraction.url)\n"
            try await withTestService(.generated(files: 30, size: 100, seed: 1), configuration: configuration) { service in
                let service: TestService = service
                try service.createConnector([
                    "configuration": ["use_text_extraction_service": ["value": .bool(wait == .extraction)]]
                ])
                service.dropbox.configure { $0.listing.maximumEntries = 10 }
                let isReached = plan(wait, service, extraction)
                try await cancel(service, type: "full", isReached)
            }
        }
    }

    @Test(arguments: ["listing", "rateLimit", "bulkAnswer", "bulkRetry"])
    func `an access-control sync is canceled wherever it waits`(wait: String) async throws {
        let configuration = wait == "bulkRetry" ? Self.longRetry : ""
        try await withTeamService(configuration: configuration) { service in
            try service.createSecureConnector()
            let members = "team/members/list_v2"
            switch wait {
            case "listing": service.dropbox.fail(members, with: .delay(Self.forever), times: nil)
            case "rateLimit": service.dropbox.fail(members, with: .rateLimited(retryAfter: 300_000), times: nil)
            case "bulkAnswer": service.elasticsearch.fail(matching: "_bulk", with: .delay(Self.forever), times: nil)
            default: service.elasticsearch.failBulkItems(with: 429, times: nil)
            }
            let isBulk = wait.hasPrefix("bulk")
            try await cancel(service, type: "access_control") {
                isBulk ? service.hasSentBulk : service.dropbox.requests.contains { $0.route == members }
            }
        }
    }

    /// Lets the service wait for ever at one point.
    ///
    /// - Returns: Whether it has come there.
    private func plan(_ wait: Wait, _ service: TestService, _ extraction: FakeExtraction) -> () -> Bool {
        func isCalled(_ route: String) -> () -> Bool {
            { service.dropbox.requests.contains { $0.route == route } }
        }
        let route =
            switch wait {
            case .nextPage: "files/list_folder/continue"
            case .download: "files/download"
            default: "files/list_folder"
            }
        switch wait {
        case .listing, .nextPage, .download:
            service.dropbox.fail(route, with: .delay(Self.forever), times: nil)
            return isCalled(route)
        case .rateLimit:
            service.dropbox.fail(route, with: .rateLimited(retryAfter: 300_000), times: nil)
            return isCalled(route)
        case .extraction:
            extraction.fail(with: .delay(Self.forever), times: .max)
            return { extraction.requests.contains { $0.method == "PUT" } }
        case .bulkAnswer:
            service.elasticsearch.fail(matching: "_bulk", with: .delay(Self.forever), times: nil)
            return { service.hasSentBulk }
        case .bulkRetry:
            service.elasticsearch.failBulkItems(with: 429, times: nil)
            return { service.hasSentBulk }
        }
    }

    private func cancel(_ service: TestService, type: String, _ isReached: () -> Bool) async throws {
        try await service.run { service in
            try service.requestSync("j1", type: type)
            _ = try await eventually { isReached() ? true : nil }
            try service.changeJob("j1", ["status": "canceling", "cancelation_requested_at": "2026-03-04T05:06:07Z"])
            let job = try await service.wait(for: "j1")
            #expect(job["status"] == "canceled", "\(job["error"] ?? nil)")
            #expect(job["canceled_at"]?.stringValue != nil)
            let field = type == "full" ? "last_sync_status" : "last_access_control_sync_status"
            _ = try await eventually { service.connector[field] == "canceled" ? true : nil }
        }
    }
}

extension TestService {
    fileprivate var hasSentBulk: Bool { elasticsearch.requests.contains { $0.path.hasSuffix("_bulk") } }
}
