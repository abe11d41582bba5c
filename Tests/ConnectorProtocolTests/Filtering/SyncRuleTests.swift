import ConnectorProtocol
import Support
import Testing

/// A stored rule, complete.
func rule(
    _ id: String = "r", _ policy: String = "exclude", _ field: String = "name", _ comparison: String = "equals",
    _ value: String = "x", order: Int = 0
) -> JSON {
    [
        "id": .string(id), "policy": .string(policy), "field": .string(field), "rule": .string(comparison),
        "value": .string(value), "order": .int(order),
    ]
}

private let defaultRule = rule("DEFAULT", "include", "_", "regex", ".*", order: 99)

struct SyncRuleTests {
    private static let document: JSON = [
        "name": "Budget 2026.xlsx", "size": 48211, "ratio": 0.5, "_timestamp": "2026-02-11T09:30:00Z",
        "is_shared": true, "is_old": false, "nothing": nil, "tags": ["a", "b"], "owner": ["name": "Ana"],
        "empty": "", "umlaut": "Größe",
    ]

    @Test(arguments: [
        // Texts
        ("name", "equals", "Budget 2026.xlsx", true), ("name", "equals", "budget 2026.xlsx", false),
        ("name", "EQUALS", "Budget 2026.xlsx", true),
        ("name", "starts_with", "Budget", true), ("name", "starts_with", "budget", false),
        ("name", "ends_with", ".xlsx", true), ("name", "ends_with", ".xls", false),
        ("name", "contains", "2026", true), ("name", "contains", "2027", false),
        ("umlaut", "contains", "öß", true), ("empty", "starts_with", "x", false),
        // Regular expressions begin at the beginning, and may end before the end.
        ("name", "regex", "Bud", true), ("name", "regex", "udget", false), ("name", "regex", ".*2026", true),
        ("name", "regex", "Budget$", false), ("name", "regex", "(?P<word>[A-Z]\\w+) \\d{4}", true),
        ("size", "regex", "48", true), ("is_shared", "regex", "true", true),
        // Dates are texts that sort
        ("_timestamp", ">", "2026-01-01", true), ("_timestamp", "<", "2026-01-01", false),
        ("_timestamp", ">", "2026-02-11T09:30:00Z", false), ("_timestamp", "<", "2026-02-11T09:30:00Z", false),
        // Numbers
        ("size", "equals", "48211", true), ("size", "equals", "48211.0", true), ("size", "equals", "4821", false),
        ("size", ">", "1000", true), ("size", "<", "9", false), ("size", ">", "48211", false),
        ("ratio", "<", "0.6", true), ("size", "starts_with", "48", true),
        ("size", ">", "many", false), ("size", "<", "many", false), ("size", "equals", "many", false),
        // Booleans
        ("is_shared", "equals", "true", true), ("is_shared", "equals", "Yes", true),
        ("is_shared", "equals", "false", false), ("is_old", "equals", "no", true), ("is_old", "equals", "x", false),
        ("is_shared", ">", "false", false),
        // What has no order
        ("nothing", "equals", "null", false), ("nothing", ">", "a", false), ("nothing", "contains", "u", false),
        ("tags", ">", "a", false), ("tags", "contains", "\"b\"", true), ("owner", "equals", "Ana", false),
        ("owner", "contains", "Ana", true), ("tags", "equals", "a", false),
        // What is not there
        ("missing", "equals", "x", false), ("missing", "<", "x", false), ("owner.name", "equals", "Ana", false),
    ])
    func `operators`(field: String, comparison: String, value: String, matches: Bool) throws {
        let rules = try SyncRules(Filter(["rules": [rule("r", "exclude", field, comparison, value)]]))
        #expect(rules.includes { Self.document[$0] } == !matches)
    }

    @Test func `the first rule that matches decides`() throws {
        let rules = try SyncRules(
            Filter([
                "rules": [
                    rule("b", "exclude", "name", "ends_with", ".xlsx", order: 2),
                    rule("a", "Include", "name", "starts_with", "Budget", order: 1),
                    defaultRule,
                ]
            ]))
        #expect(rules.decidingRule { Self.document[$0] }?.id == "a")
        #expect(rules.includes { Self.document[$0] })
        #expect(!rules.includes { $0 == "name" ? "other.xlsx" : nil })
        #expect(rules.decidingRule { _ in nil } == nil)
    }

    @Test func `the default rule decides nothing, wherever it stands`() throws {
        var early = defaultRule
        early["order"] = 0
        let rules = try SyncRules(Filter(["rules": [early, rule("a", "exclude", "name", "contains", "Budget", order: 1)]]))
        #expect(!rules.includes { Self.document[$0] })
        #expect(try SyncRules(Filter(["rules": [defaultRule]])).isEmpty)
        #expect(try SyncRules(Filter(nil)).includes { _ in nil })
    }

    @Test func `a malformed rule is an error, not a rule less`() {
        #expect(throws: InvalidFilterError.self) {
            try SyncRules(Filter(["rules": [rule("r", "exclude", "name", "like", "x")]]))
        }
    }
}
