import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

/// What the scheduling loop does with a connector, look after look.
@Suite struct SchedulingTests {
    @Test func `a connector that works is checked again when its configuration changes, not at every look`() async throws {
        try await withTestService(configuration: "service.idling: 5\n") { service in
            try service.createConnector()
            try await service.run([.schedule]) { service in
                _ = try await eventually { service.connector["status"] == "connected" ? true : nil }
                service.dropbox.clearRequests()
                let looks = service.looks
                _ = try await eventually { service.looks >= looks + 5 ? true : nil }
                #expect(service.dropbox.requests.isEmpty)
                try service.changeConnector(["configuration": ["retry_count": ["value": 2]]])
                _ = try await eventually {
                    service.dropbox.requests.contains { $0.route == "users/get_current_account" } ? true : nil
                }
                // With the token that it has.
                #expect(!service.dropbox.requests.contains { $0.route == "oauth2/token" })
            }
        }
    }

    @Test(arguments: [true, false])
    func `in worker mode every connector of the service types is served, and otherwise the listed ones`(
        isWorker: Bool
    ) async throws {
        let configuration = "service.worker_mode: \(isWorker)\nservice.service_types: [dropbox, sharepoint_online]\n"
        try await withTestService(configuration: configuration) { service in
            try service.createConnector()
            let others: [String: JSON] = [
                "unlisted": service.connector.merged(with: ["index_name": "search-unlisted"]),
                "native": service.connector.merged(with: ["index_name": "search-native", "is_native": true]),
                "foreign": service.connector.merged(with: ["index_name": "search-foreign", "service_type": "sharepoint_online"]),
            ]
            try service.elasticsearch.seed(others, in: TestService.connectors)
            try await service.run([.schedule]) { service in
                let served = isWorker ? "unlisted" : TestService.connectorID
                _ = try await eventually {
                    service.elasticsearch.documents(in: TestService.connectors)[served]?["status"] == "connected" ? true : nil
                }
                let looks = service.looks
                _ = try await eventually { service.looks >= looks + 2 ? true : nil }
            }
            let connectors = service.elasticsearch.documents(in: TestService.connectors)
            #expect((connectors["unlisted"]?["status"] == "connected") == isWorker)
            for id in ["native", "foreign"] { #expect(connectors[id] == others[id], "\(id)") }
        }
    }
}

/// How much may fail before the service gives up.
@Suite struct ErrorBudgetTests {
    /// Which of the failures, by their seconds, are fatal.
    private func verdicts(maximum: Int, failures: [Int]) -> [Bool] {
        var budget = ErrorBudget(maximum: maximum, span: .seconds(600), now: .zero)
        return failures.map { budget.noteFailure(now: .seconds($0)) }
    }

    @Test func `the failure after the last allowed one is fatal`() {
        #expect(verdicts(maximum: 20, failures: Array(1...21)) == Array(repeating: false, count: 20) + [true])
    }

    @Test func `after the span it begins anew, and what is too much is too much before that`() {
        #expect(verdicts(maximum: 2, failures: [1, 601, 602, 603, 2000]) == [false, false, false, false, true])
    }

    @Test func `a service whose loop fails too often ends with a failure`() async throws {
        try await withTestService(configuration: "service.max_errors: 2\nservice.idling: 1\n") { service in
            try service.createConnector()
            let status = try await service.run([.schedule]) { service in
                _ = try await eventually { service.connector["status"] == "connected" ? true : nil }
                service.elasticsearch.fail(matching: "(_search|_pit)", with: .status(400), times: nil)
                _ = try await eventually { service.log.contains { $0.hasPrefix("The service cannot go on") } ? true : nil }
            }
            #expect(status == .failure)
        }
    }
}

extension TestService {
    /// How often the connector was prepared, which is how a look begins.
    fileprivate var looks: Int {
        elasticsearch.requests.count { $0.method == "GET" && $0.path.hasSuffix("/_doc/\(Self.connectorID)") }
    }
}
