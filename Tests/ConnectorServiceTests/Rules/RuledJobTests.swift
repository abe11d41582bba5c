import FakeDropbox
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

@Suite struct RuledJobTests {
    private func account() throws -> FakeAccount {
        var account = FakeAccount()
        try account.write("/Sales/plan.pdf", "1")
        try account.write("/Sales/budget.txt", "2")
        try account.write("/Legal/terms.txt", "3")
        return account
    }

    private func rule(_ policy: String, _ field: String, _ comparison: String, _ value: String, order: Int = 0) -> JSON {
        [
            "id": .string("rule \(order)"), "policy": .string(policy), "field": .string(field), "rule": .string(comparison),
            "value": .string(value), "order": .int(order),
        ]
    }

    private func sync(_ service: TestService, _ id: String, type: String = "full", _ filter: JSON) async throws -> JSON {
        try service.requestSync(id, type: type, filtering: filter)
        return try await service.wait(for: id)
    }

    private func paths(_ service: TestService) -> [String] {
        service.documents.values.compactMap { $0["file_path"]?.stringValue }.sorted()
    }

    @Test func `basic rules of a job are applied before any download`() async throws {
        try await withTestService(try account()) { service in
            try service.createConnector()
            try await service.run { service in
                let job = try await sync(
                    service, "j1",
                    ["rules": [rule("include", "name", "equals", "budget.txt"), rule("exclude", "type", "equals", "File", order: 1)]])
                #expect(job["status"] == "completed")
                #expect(paths(service) == ["/Legal", "/Sales", "/Sales/budget.txt"])
                #expect(service.dropbox.requests.count { $0.route == "files/download" } == 1)
                #expect(job["metadata"]?["report"]?["excluded"] == 2)
            }
        }
    }

    @Test func `a full sync makes the index fit changed rules, an incremental one says that it is needed`() async throws {
        try await withTestService(try account()) { service in
            try service.createConnector()
            let rules: JSON = ["advanced_snippet": ["value": [["include": ["path": "/Sales/**"]]]]]
            try await service.run { service in
                _ = try await sync(service, "j1", [:])
                #expect(paths(service).count == 5)
                _ = try await eventually { service.connector["last_sync_status"] == "completed" ? true : nil }
                let incremental = try await sync(service, "j2", type: "incremental", rules)
                #expect(incremental["status"] == "error")
                #expect(incremental["error"]?.stringValue?.contains("Start a full sync") ?? false)
                #expect(paths(service).count == 5)
                _ = try await eventually { service.connector["last_sync_status"] == "error" ? true : nil }
                let full = try await sync(service, "j3", rules)
                #expect(full["status"] == "completed")
                #expect(paths(service) == ["/Sales/budget.txt", "/Sales/plan.pdf"])
                _ = try await eventually { service.connector["last_sync_status"] == "completed" ? true : nil }
                try service.dropbox.change { try $0.write("/Sales/new.txt", "4") }
                let again = try await sync(service, "j4", type: "incremental", rules)
                #expect(again["status"] == "completed")
                #expect(paths(service) == ["/Sales/budget.txt", "/Sales/new.txt", "/Sales/plan.pdf"])
            }
        }
    }

    @Test(arguments: [
        (["rules": [["id": "r1"]]], "r1"),
        (["advanced_snippet": ["value": [["query": 7]]]], "data[0].query must be string"),
        (["advanced_snippet": ["value": [["exclude": ["size": "1MB"]]]]], "data[0].exclude.size must be an object"),
    ] as [(JSON, String)])
    func `a job with malformed rules ends in an error that names the rule, and touches nothing`(
        filter: JSON, words: String
    ) async throws {
        try await withTestService(try account()) { service in
            try service.createConnector()
            try await service.run { service in
                let job = try await sync(service, "j1", filter)
                #expect(job["status"] == "error")
                #expect(job["error"]?.stringValue?.contains(words) ?? false, "\(String(describing: job["error"]))")
                #expect(service.documents.isEmpty)
                #expect(try await sync(service, "j2", [:])["status"] == "completed")
            }
        }
    }

    private func draft(_ snippet: JSON, state: String = "edited") -> JSON {
        let none: JSON = ["rules": [], "advanced_snippet": ["value": [:]], "validation": ["state": "valid", "errors": []]]
        return [
            "filtering": [
                [
                    "domain": "DEFAULT", "active": none,
                    "draft": ["rules": [], "advanced_snippet": ["value": snippet], "validation": ["state": .string(state), "errors": []]],
                ]
            ]
        ]
    }

    private func filtering(_ service: TestService) -> JSON { service.connector["filtering"]?.arrayValue?.first ?? [:] }

    @Test func `an edited draft is validated, its folders too, and a valid one is put in force`() async throws {
        try await withTestService(try account()) { service in
            try service.createConnector(draft([["query": "a", "options": ["path": "/gone"]], ["include": ["path": "/Sales/**"]]]))
            try await service.run([.schedule]) { service in
                let verdict = try await eventually {
                    filtering(service)["draft"]?["validation"]?["state"] == "invalid" ? filtering(service) : Optional.none
                }
                #expect(verdict["draft"]?["validation"]?["errors"]?.arrayValue?.first?["ids"] == ["advanced_snippet"])
                #expect("\(String(describing: verdict["draft"]))".contains("/gone"))
                #expect(verdict["active"]?["advanced_snippet"]?["value"] == [:])
                let good: JSON = [["query": "a", "options": ["path": "/Sales"]]]
                try service.changeConnector(draft(good))
                // By the Connector API verdict and activation are two calls.
                let active = try await eventually {
                    filtering(service)["active"]?["advanced_snippet"]?["value"] == good ? filtering(service) : Optional.none
                }
                #expect(active["draft"]?["validation"]?["state"] == "valid")
            }
        }
    }
}
