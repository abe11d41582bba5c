import Foundation
public import Support

/// The validation of basic sync rules.
public enum BasicRules {
    /// Everything that is wrong with `rules`, one problem a finding, each with the rule it belongs to.
    ///
    /// Anybody can have written them, so a rule may be anything. One without an id is called by its
    /// position, `rules[2]`.
    public static func problems(of rules: [JSON]) -> [FilterValidation.Problem] {
        let named = rules.enumerated().map { (id: name(of: $0.element, at: $0.offset), rule: $0.element) }
        return named.flatMap { schemaProblems($0.rule, id: $0.id) }
            + named.enumerated().flatMap { patternProblems($0.element.rule, id: $0.element.id, position: $0.offset) }
            + duplicates(named)
    }

    private static func name(of rule: JSON, at position: Int) -> String {
        rule.text("id").flatMap { $0.isEmpty ? nil : $0 } ?? "rules[\(position)]"
    }

    // MARK: - Schema

    private static let shape = JSONShape.object(
        .init(
            shapes: [
                "id": .string(minimumLength: 1),
                "policy": .format("policy") { SyncRule.Policy(spelled: $0) != nil },
                "field": .string(minimumLength: 1),
                "rule": .format("rule") { SyncRule.Operator(spelled: $0) != nil },
                "value": .string(minimumLength: 1),
                "order": .number,
            ],
            required: ["id", "policy", "field", "rule", "value", "order"]))

    private static func schemaProblems(_ rule: JSON, id: String) -> [FilterValidation.Problem] {
        shape.problems(of: rule).map { .init(ids: [id], messages: [$0]) }
    }

    // MARK: - Patterns

    private static let matchAll = [".*", "(.*)"]

    private static func patternProblems(_ rule: JSON, id: String, position: Int) -> [FilterValidation.Problem] {
        guard id != SyncRule.defaultID, rule.text("rule").flatMap(SyncRule.Operator.init(spelled:)) == .regex,
            let pattern = rule.text("value")
        else { return [] }
        let title = "Rule \(ruleNumber(rule, position)) (\(shortened(id)))"
        if matchAll.contains(pattern) {
            let forbidden = matchAll.map { "'\($0)'" }.joined(separator: ", ")
            return [.init(ids: [id], messages: ["\(title) matches everything. These patterns are not allowed: \(forbidden)."])]
        }
        guard RuleMatcher.regex(pattern) == nil else { return [] }
        return [.init(ids: [id], messages: ["\(title) is not a regular expression: '\(pattern)'."])]
    }

    /// Counted from 1, as the editor shows it.
    private static func ruleNumber(_ rule: JSON, _ position: Int) -> Int {
        guard let order = rule["order"]?.doubleValue, order >= 0, order < 1_000_000 else { return position + 1 }
        return Int(order) + 1
    }

    /// An id short enough for a sentence: its ends, with dots between.
    static func shortened(_ id: String) -> String {
        let kept = id.count <= 28 ? 2 : id.count - 26
        guard id.count > 1 else { return id }
        return "\(id.prefix(kept - kept / 2))...\(id.suffix(kept / 2))"
    }

    // MARK: - Duplicates

    /// Rules that ask the same about the same field: one of them never decides anything.
    private static func duplicates(_ rules: [(id: String, rule: JSON)]) -> [FilterValidation.Problem] {
        var seen: [[String]: String] = [:]
        for (id, rule) in rules {
            guard let field = rule.text("field"), let comparison = rule.text("rule"), let value = rule.text("value")
            else { continue }
            let meaning = [field, comparison.lowercased(), value]
            if let other = seen[meaning] {
                return [(other, id), (id, other)].map { mine, twin in
                    .init(
                        ids: [mine],
                        messages: ["Rule \(shortened(mine)) is semantically equal to rule \(shortened(twin))."])
                }
            }
            seen[meaning] = id
        }
        return []
    }
}
