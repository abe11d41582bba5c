import Foundation
public import Support

/// The basic rules of a filter, ready to be asked about documents.
///
/// The first rule that matches decides, in the order of the rules; a document that none matches is wanted.
/// What compares two things of different kinds is no match, never an error.
public struct SyncRules: Sendable {
    private let matchers: [RuleMatcher]

    /// - Throws: ``InvalidFilterError`` when a rule is malformed: dropping one would index what it was to
    ///   keep out.
    public init(_ filter: Filter) throws(InvalidFilterError) {
        let problems = BasicRules.problems(of: filter.rules)
        guard problems.isEmpty else { throw InvalidFilterError(validation: FilterValidation(errors: problems)) }
        matchers = filter.rules.compactMap(SyncRule.init).filter { $0.id != SyncRule.defaultID }
            .enumerated().sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }
            .compactMap { RuleMatcher($0.element) }
    }

    /// Whether there is nothing to decide.
    public var isEmpty: Bool { matchers.isEmpty }

    /// Whether a document is wanted.
    ///
    /// - Parameter field: The value of a top-level field of the finished document, nil for a missing one.
    public func includes(_ field: (String) -> JSON?) -> Bool {
        decidingRule(field)?.policy != .exclude
    }

    /// The rule that decides about a document; nil when none matches and it is wanted.
    public func decidingRule(_ field: (String) -> JSON?) -> SyncRule? {
        matchers.first { matcher in field(matcher.rule.field).map(matcher.matches) ?? false }?.rule
    }
}

/// A job's rules cannot be applied.
public struct InvalidFilterError: Error, Sendable, Hashable, CustomStringConvertible {
    public var validation: FilterValidation

    public var description: String { "The sync rules are \(validation). Correct them in Kibana and start a new sync." }
}
