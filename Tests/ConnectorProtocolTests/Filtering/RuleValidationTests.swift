import ConnectorProtocol
import Support
import Testing

struct BasicRuleValidationTests {
    private func messages(_ rules: [JSON]) -> [String] {
        BasicRules.problems(of: rules).map { "\($0.ids.joined()): \($0.messages.joined())" }
    }

    @Test(arguments: [
        (rule(), []),
        (rule("DEFAULT", "include", "_", "regex", ".*"), []),
        (rule().overlaid(["created_at": "2026-03-01T08:00:00Z"]), []),
        (rule("r", "INCLUDE", "size", ">", "5"), []),
        (rule().overlaid(["value": ""]), ["r: data.value must be longer than or equal to 1 characters"]),
        (rule().overlaid(["field": ""]), ["r: data.field must be longer than or equal to 1 characters"]),
        (rule().overlaid(["value": 5]), ["r: data.value must be string"]),
        (rule().overlaid(["rule": "like"]), ["r: data.rule must be rule"]),
        (rule().overlaid(["rule": nil]), ["r: data.rule must be string"]),
        (rule().overlaid(["policy": "maybe"]), ["r: data.policy must be policy"]),
        (rule().overlaid(["order": "1"]), ["r: data.order must be number"]),
        (rule().overlaid(["order": true]), ["r: data.order must be number"]),
        (
            rule().without("value"),
            ["r: data must contain ['id', 'policy', 'field', 'rule', 'value', 'order'] properties"]
        ),
        (
            rule().without("id"),
            ["rules[0]: data must contain ['id', 'policy', 'field', 'rule', 'value', 'order'] properties"]
        ),
        (rule().overlaid(["id": 7]), ["rules[0]: data.id must be string"]),
        (
            rule().overlaid(["rule": "like", "policy": "maybe"]),
            ["r: data.policy must be policy", "r: data.rule must be rule"]
        ),
        ("nonsense", ["rules[0]: data must be object"]), (nil, ["rules[0]: data must be object"]),
        ([], ["rules[0]: data must be object"]),
    ] as [(JSON, [String])])
    func `the schema of a rule`(rule: JSON, expected: [String]) {
        #expect(messages([rule]) == expected)
    }

    @Test(arguments: [".*", "(.*)"])
    func `a pattern that matches everything is refused, except in the default rule`(pattern: String) {
        let id = "3f2b8c1e-0000-4000-8000-12345678abcd"
        #expect(
            messages([rule(id, "exclude", "name", "Regex", pattern, order: 4)]) == [
                "\(id): Rule 5 (3f2b8...8abcd) matches everything. These patterns are not allowed: '.*', '(.*)'."
            ])
        #expect(messages([rule("DEFAULT", "include", "_", "regex", pattern)]) == [])
        #expect(messages([rule("r", "exclude", "name", "contains", pattern)]) == [])
    }

    @Test func `a pattern that cannot be read is refused`() {
        #expect(
            messages([rule("abc", "exclude", "name", "regex", "(")])
                == ["abc: Rule 1 (a...c) is not a regular expression: '('."])
    }

    @Test func `two rules that ask the same are refused, whatever they want`() {
        let rules = [
            rule("first", "include", "name", "equals", "x"), rule("other", "include", "name", "equals", "y", order: 1),
            rule("second", "exclude", "name", "EQUALS", "x", order: 2),
        ]
        #expect(
            messages(rules) == [
                "first: Rule f...t is semantically equal to rule s...d.",
                "second: Rule s...d is semantically equal to rule f...t.",
            ])
    }

    @Test func `all problems of all rules are reported`() {
        #expect(
            BasicRules.problems(of: [nil, rule("a").overlaid(["order": nil]), rule("b", "exclude", "n", "regex", ".*")])
                .map(\.ids) == [["rules[0]"], ["a"], ["b"]])
    }
}

struct AdvancedSnippetValidationTests {
    @Test(arguments: [
        // The table of the protocol's reference, where a number of results is an error.
        ([["query": "budget"]], []),
        (["query": "budget"], ["data must be array"]),
        ([[:]], ["data[0] must contain ['query'] properties"]),
        ([["query": ""]], ["data[0].query must be longer than or equal to 1 characters"]),
        ([["query": 7]], ["data[0].query must be string"]),
        ([["query": "a", "x": 1]], ["data[0] must not contain {'x'} properties"]),
        ([["query": "a", "options": ["path": ""]]], ["data[0].options.path must be longer than or equal to 1 characters"]),
        ([["query": "a", "options": ["max_results": 10]]], []),
        ([["query": "a", "options": ["file_extensions": []]]], ["data[0].options.file_extensions must contain at least 1 items"]),
        ([["query": "a", "options": ["file_categories": ["pdf"]]]], ["data[0].options.file_categories[0] must be object"]),
        ([["query": "a", "options": ["order_by": "relevance"]]], ["data[0].options.order_by must be object"]),
        ([["query": "a", "options": ["filename_only": true]]], []),
        // No rules
        (nil, []), ([:], []), ([], []),
        // The rest of its schema
        ("budget", ["data must be array"]), (7, ["data must be array"]),
        (["budget"], ["data[0] must be object"]),
        ([["query": "a"], ["query": nil]], ["data[1].query must be string"]),
        ([["query": "a", "options": []]], ["data[0].options must be object"]),
        ([["query": "a", "options": ["max_results": "10"]]], []),
        ([["query": "a", "options": ["max_results": ""]]], ["data[0].options.max_results must be longer than or equal to 1 characters"]),
        ([["query": "a", "options": ["max_results": "ten"]]], ["data[0].options.max_results must be a whole number from 1 to 1000"]),
        ([["query": "a", "options": ["max_results": 1001]]], ["data[0].options.max_results must be a whole number from 1 to 1000"]),
        ([["query": "a", "options": ["max_results": 1.5]]], ["data[0].options.max_results must be a whole number from 1 to 1000"]),
        ([["query": "a", "options": ["max_results": true]]], ["data[0].options.max_results must be number or string"]),
        ([["query": "a", "options": ["order_by": [".tag": "relevance"], "file_status": [".tag": "active"]]]], []),
        ([["query": "a", "options": ["file_status": [".tag": ""]]]], ["data[0].options.file_status..tag must be longer than or equal to 1 characters"]),
        ([["query": "a", "options": ["account_id": ""]]], ["data[0].options.account_id must be longer than or equal to 1 characters"]),
        ([["query": "a", "options": ["file_extensions": ["pdf", 1]]]], ["data[0].options.file_extensions[1] must be string"]),
        ([["query": "a", "options": ["file_categories": [[".tag": "pdf"]]]]], []),
        ([["query": "a", "options": ["file_categories": []]]], ["data[0].options.file_categories must contain at least 1 items"]),
        ([["query": "a", "match_field_options": ["include_highlights": true]]], []),
        ([["query": "a", "match_field_options": true]], ["data[0].match_field_options must be object"]),
        ([["y": 1, "x": 2]], ["data[0] must contain ['query'] properties", "data[0] must not contain {'x', 'y'} properties"]),
    ] as [(JSON, [String])])
    func `the schema of a snippet`(snippet: JSON, messages: [String]) {
        let expected = messages.isEmpty ? [] : [FilterValidation.Problem(ids: ["advanced_snippet"], messages: messages)]
        #expect(AdvancedSnippet.problems(of: snippet) == expected)
    }

    @Test func `the folders of a snippet are found`() {
        #expect(
            AdvancedSnippet.paths(in: [["query": "a", "options": ["path": "/A"]], ["query": "b"], "x"]) == ["/A"])
        #expect(AdvancedSnippet.missingPaths(["/A", "/B"]).messages[0].contains("/A, /B"))
    }

    @Test func `a filter's problems are those of both kinds of rules`() {
        let filter = Filter(["rules": [nil], "advanced_snippet": ["value": ["query": "a"]]])
        #expect(filter.problems().map(\.ids) == [["rules[0]"], ["advanced_snippet"]])
    }
}
