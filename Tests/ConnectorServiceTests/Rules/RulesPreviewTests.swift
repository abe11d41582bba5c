import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import Testing

@testable import ConnectorService

@Suite struct RulesPreviewTests {
    private func preview(
        _ rules: String, _ body: (RulesPreview.Totals, [String: RulesPreview.Item], TestService) throws -> Void
    ) async throws {
        var account = FakeAccount()
        try account.write("/Sales/plan.pdf", "12345")
        try account.write("/Sales/Archive/old.pdf", "old")
        try account.write("/Legal/terms.txt", "terms")
        try await withTestService(account) { service in
            try await service.prepareEverything()
            service.elasticsearch.clearRequests()
            var items: [String: RulesPreview.Item] = [:]
            let totals = try await RulesPreview(connectorID: nil).run(
                try RulesFile(Data(rules.utf8)), configuration: try service.operatorConfiguration(), environment: [:], log: .silent
            ) { items[$0.path] = $0 }
            try body(totals, items, service)
            #expect(service.elasticsearch.requests.allSatisfy { $0.method == "GET" || $0.method == "HEAD" })
            #expect(service.elasticsearch.indexNames.allSatisfy { $0.hasPrefix(".") })
            #expect(!service.dropbox.requests.contains { $0.route == "files/download" })
        }
    }

    @Test func `advanced rules show what they select, and which rule decided`() async throws {
        try await preview(#"[{"include": {"path": ["/Sales/**"], "extension": ["pdf"]}, "exclude": {"path": ["**/Archive/**"]}}]"#) {
            totals, items, _ in
            #expect(items["/Sales/plan.pdf"]?.isIncluded == true)
            #expect(items["/Sales/Archive/old.pdf"]?.isIncluded == false)
            #expect(items["/Legal/terms.txt"]?.isIncluded == false)
            #expect(totals.included == 1 && totals.includedBytes == 5)
            #expect(totals.included + totals.leftOut == items.count)
            #expect(totals.byReason.values.reduce(0, +) == items.count)
        }
    }

    @Test func `basic rules are previewed too`() async throws {
        let rules = """
            {"rules": [
              {"id": "1", "policy": "exclude", "field": "file_path", "rule": "contains", "value": "/Legal", "order": 0},
              {"id": "DEFAULT", "policy": "include", "field": "_", "rule": "regex", "value": ".*", "order": 1}
            ], "advanced_snippet": {"value": []}}
            """
        try await preview(rules) { totals, items, _ in
            #expect(items["/Legal/terms.txt"]?.isIncluded == false)
            #expect(items["/Sales/plan.pdf"]?.isIncluded == true)
            #expect(items["/Legal/terms.txt"]?.reason.isEmpty == false)
            #expect(totals.leftOut == items.values.filter { !$0.isIncluded }.count)
        }
    }
}
