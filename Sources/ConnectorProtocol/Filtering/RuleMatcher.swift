import Foundation
import Support

/// A rule with what can be worked out before the first document.
struct RuleMatcher: Sendable {
    let rule: SyncRule
    private let regex: NSRegularExpression?
    private let number: Double?
    private let flag: Bool?

    /// Nil for a regular expression that cannot be compiled.
    init?(_ rule: SyncRule) {
        self.rule = rule
        regex = rule.operator == .regex ? RuleMatcher.regex(rule.value) : nil
        number = Double(rule.value.trimmed)
        flag = Bool(spelled: rule.value)
        if rule.operator == .regex, regex == nil { return nil }
    }

    /// Patterns were written for Python, whose named groups and end of text are spelled otherwise.
    static func regex(_ pattern: String) -> NSRegularExpression? {
        let translated = pattern.replacing("(?P<", with: "(?<").replacing("\\Z", with: "\\z")
        return try? NSRegularExpression(pattern: translated)  // the caller reports the pattern
    }

    func matches(_ value: JSON) -> Bool {
        switch rule.operator {
        case .equals: equals(value)
        case .greater: compare(value) { $0 > 0 }
        case .less: compare(value) { $0 < 0 }
        case .startsWith: text(value) { $0.utf8.starts(with: rule.value.utf8) }
        case .endsWith: text(value) { $0.utf8.reversed().starts(with: rule.value.utf8.reversed()) }
        case .contains: text(value) { $0.utf8.contains(rule.value.utf8) }
        case .regex: text(value, matchesRegex)
        }
    }

    private func equals(_ value: JSON) -> Bool {
        switch value {
        case .string(let text): text.utf8.elementsEqual(rule.value.utf8)
        case .bool(let mine): mine == flag
        case .int, .double: number.map { $0 == value.doubleValue } ?? false
        case .null, .array, .object: false
        }
    }

    /// Texts by code point, which is right for dates in ISO 8601 and UTC.
    private func compare(_ value: JSON, _ holds: (Int) -> Bool) -> Bool {
        switch value {
        case .string(let text):
            if text.utf8.elementsEqual(rule.value.utf8) { return holds(0) }
            return holds(text.utf8.lexicographicallyPrecedes(rule.value.utf8) ? -1 : 1)
        case .int, .double:
            guard let number, let mine = value.doubleValue else { return false }
            return holds(mine == number ? 0 : mine < number ? -1 : 1)
        case .bool, .null, .array, .object: return false
        }
    }

    private func text(_ value: JSON, _ holds: (String) -> Bool) -> Bool {
        value.isNull ? false : holds(value.textualForm)
    }

    /// Anchored at the start and not at the end: that is what these rules have always meant.
    private func matchesRegex(_ text: String) -> Bool {
        guard let regex else { return false }
        return regex.firstMatch(in: text, options: .anchored, range: NSRange(text.startIndex..., in: text)) != nil
    }
}
