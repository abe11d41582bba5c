import ConnectorProtocol
import DropboxSource
public import Foundation
import Support

/// A file with sync rules: an advanced snippet, or both kinds of rules as a connector's filter holds them
/// (`{"rules": […], "advanced_snippet": {"value": […]}}`).
public struct RulesFile: Sendable {
    let filter: Filter

    /// - Throws: ``Unreadable`` for what is no JSON.
    public init(_ data: Data) throws(Unreadable) {
        let json: JSON
        do {
            json = try JSON(parsing: data)
        } catch {
            throw Unreadable(description: "This is not JSON: \(error.plainWords)")
        }
        let isFilter = json["rules"] != nil || json["advanced_snippet"] != nil
        filter = Filter(isFilter ? json : ["advanced_snippet": ["value": json]])
    }

    public struct Unreadable: Error, CustomStringConvertible {
        public let description: String
    }

    /// Everything that is wrong, one sentence each: the rule, and what would be right.
    public var problems: [String] {
        RuleValidation.problems(of: filter).flatMap { problem in
            problem.messages.map { "\(problem.ids.joined(separator: ", ")): \($0)" }
        }
    }

    /// What is left out of a rule, and why.
    public var warnings: [String] {
        let rules = try? AdvancedRules(snippet: filter.advancedSnippet) // what is wrong is told by `problems`
        return rules?.warnings.map(\.description) ?? []
    }

    /// `2 advanced rules and 1 basic rule`
    public var summary: String {
        let advanced = filter.hasAdvancedRules ? filter.advancedSnippet.arrayValue?.count ?? 1 : 0
        let basic = filter.rules.count { $0["id"]?.stringValue != "DEFAULT" }
        return "\(advanced) advanced \(advanced == 1 ? "rule" : "rules") and \(basic) basic \(basic == 1 ? "rule" : "rules")"
    }
}

extension DecodingError {
    fileprivate var place: String? {
        if case .dataCorrupted(let context) = self { "\(context.underlyingError.map { "\($0)" } ?? context.debugDescription)" } else { nil }
    }
}

extension Error {
    fileprivate var plainWords: String { (self as? DecodingError)?.place ?? "\(self)" }
}
