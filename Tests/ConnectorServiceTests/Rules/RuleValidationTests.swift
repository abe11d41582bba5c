import ConnectorProtocol
import Foundation
import Support
import Testing

@testable import ConnectorService

private func snippet(_ json: String) throws -> Filter {
    Filter(["advanced_snippet": ["value": try JSON(parsing: Data(json.utf8))]])
}

private func basic(_ rules: JSON) -> Filter { Filter(["rules": rules]) }

private let valid: JSON = ["id": "1", "policy": "exclude", "field": "name", "rule": "equals", "value": "a", "order": 0]

private func changed(_ key: String, _ value: JSON?) -> JSON {
    var rule = valid
    rule[key] = value
    return rule
}

@Suite struct RuleValidationTests {
    // The table of the connector protocol reference, 7.3, with the corrections that it asks for.
    @Test(arguments: [
        (#"[{"query":"budget"}]"#, nil),
        (#"[]"#, nil),
        (#"{}"#, nil),
        (#"{"query":"budget"}"#, "data must be array"),
        (#"[{}]"#, "data[0] must contain ['query'] properties"),
        (#"[{"query":""}]"#, "data[0].query must be longer than or equal to 1 characters"),
        (#"[{"query":7}]"#, "data[0].query must be string"),
        (#"[{"query":"a","x":1}]"#, "data[0] must not contain {'x'} properties"),
        (#"[{"query":"a","options":{"path":""}}]"#, "data[0].options.path must be longer than or equal to 1 characters"),
        (#"[{"query":"a","options":{"max_results":10}}]"#, nil),
        (#"[{"query":"a","options":{"max_results":"10"}}]"#, nil),
        (#"[{"query":"a","options":{"file_extensions":[]}}]"#, "data[0].options.file_extensions must contain at least 1 items"),
        (#"[{"query":"a","options":{"file_categories":["pdf"]}}]"#, "data[0].options.file_categories[0] must be object"),
        (#"[{"query":"a","options":{"order_by":"relevance"}}]"#, "data[0].options.order_by must be object"),
        (#"[{"query":"a","options":{"filename_only":true}}]"#, nil),
        // Ours alone
        (#"{"include":{"path":["/Sales/**"]}}"#, nil),
        (#"[{"query":"a"},{"include":{"path":["/Sales/**"]}}]"#, nil),
        (#"[{"include":{"size":{"max":"big"}}},{"query":""}]"#, "data[1].query must be longer than or equal to 1 characters"),
        (#"[{"query":"a"},{"include":{"size":{"max":"big"}}}]"#, #"data[1].include.size.max must be a size such as 2048, "500KB", "50MB" or "1.5GiB", not "big""#),
    ] as [(String, String?)])
    func `outcomes of advanced rules`(json: String, message: String?) throws {
        let problems = RuleValidation.problems(of: try snippet(json))
        #expect(problems.first?.messages.first == message)
        #expect(problems.allSatisfy { $0.ids == ["advanced_snippet"] })
    }

    @Test func `every problem is reported, of queries and of local rules`() throws {
        let problems = RuleValidation.problems(of: try snippet(#"[{"query":""},{"include":{"size":{"max":"big"}}},{"query":7}]"#))
        #expect(problems.flatMap(\.messages).map { $0.prefix(7) } == ["data[0]", "data[2]", "data[1]"])
    }

    // 7.2
    @Test(arguments: [
        ([valid], []),
        ([], []),
        ([changed("value", Optional.none)], ["1"]),
        ([changed("policy", "maybe")], ["1"]),
        ([changed("rule", "resembles")], ["1"]),
        ([changed("order", "first")], ["1"]),
        ([changed("value", "")], ["1"]),
        ([changed("id", Optional.none)], ["rules[0]"]),
        ([changed("rule", "regex").merging("value", ".*")], ["1"]),
        ([changed("rule", "regex").merging("value", "(.*)")], ["1"]),
        ([changed("rule", "regex").merging("value", "(")], ["1"]),
        ([valid, changed("id", "2").merging("order", 1)], ["1", "2"]),
        ([7], ["rules[0]"]),
    ] as [([JSON], [String])])
    func `outcomes of basic rules`(rules: [JSON], ids: [String]) {
        #expect(RuleValidation.problems(of: basic(.array(rules))).flatMap(\.ids) == ids)
    }

    @Test func `rules that are no list are refused, not taken for none`() {
        #expect(RuleValidation.problems(of: basic(["id": "1"])).map(\.ids) == [["rules"]])
        let error = #expect(throws: JobError.self) { try JobRules(basic("all")) }
        #expect(error?.code == .invalidFiltering)
    }

    @Test(arguments: 0..<20)
    func `whatever is in a filter, a job applies it or names the rule`(seed: Int) {
        let oddities: [JSON] = [.null, true, 7, "x", [], [:], [[:]], ["id": 7], ["id": "DEFAULT"], [["query": 1]], .double(1e300)]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let rule = changed(["id", "policy", "field", "rule", "value", "order"].randomElement(using: &random)!, oddities.randomElement())
            let filter = Filter([
                "rules": [rule, oddities.randomElement()!, valid].randomElement()!.objectValue.map { .array([.object($0)]) } ?? oddities.randomElement()!,
                "advanced_snippet": ["value": [oddities.randomElement()!, [oddities.randomElement()!]].randomElement()!],
            ])
            do {
                _ = try JobRules(filter)
            } catch {
                #expect(error.code == .invalidFiltering)
                #expect(error.message.contains("Correct them"))
            }
        }
    }
}

@Suite struct JobRulesTests {
    private let pipeline = Pipeline(Optional.none)

    private func digest(_ filter: JSON) throws -> String { try JobRules(Filter(filter)).digest }

    @Test func `rules that say the same have one digest, and no rules have none`() throws {
        let standard: JSON = ["id": "DEFAULT", "policy": "include", "field": "_", "rule": "regex", "value": ".*", "order": 1]
        #expect(try digest([:]).isEmpty)
        #expect(try digest(["rules": [standard], "advanced_snippet": ["value": [:]]]).isEmpty)
        let one = try digest(["rules": [valid]])
        #expect(try one == digest(["rules": [valid.merging("updated_at", "2026-01-01T00:00:00Z")]]))
        #expect(try one != digest(["rules": [valid.merging("policy", "include")]]))
        #expect(try one != digest(["rules": [valid], "advanced_snippet": ["value": [["query": "a"]]]]))
    }

    @Test func `an incremental sync under changed rules asks for a full one`() throws {
        let rules = try JobRules(basic([valid]))
        let scope = try #require(SyncScope(["account_id": "dbid:1", "root_namespace_id": "1", "path": ""]))
        let error = #expect(throws: JobError.self) { try rules.checkThatIncrementalIsEnough(after: scope) }
        #expect(error?.code == .needsFullSync)
        var same = scope
        same.rules = rules.digest
        #expect(throws: Never.self) { try rules.checkThatIncrementalIsEnough(after: same) }
        #expect(throws: Never.self) { try rules.checkThatIncrementalIsEnough(after: nil) }
        #expect(same.isDeliberateChange(from: scope))
        #expect(SyncScope(same.json) == same)
    }
}

extension JSON {
    fileprivate func merging(_ key: String, _ value: JSON) -> JSON {
        var copy = self
        copy[key] = value
        return copy
    }
}
