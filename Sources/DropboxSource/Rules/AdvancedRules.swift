import Dropbox
public import Support

/// The advanced rules of a connector: queries that Dropbox's search answers, and local rules that are decided
/// from an item's metadata.
///
/// What any of them selects is indexed. What the `exclude` of any of them names never is.
/// Connector protocol: advanced snippet.
public struct AdvancedRules: Sendable {
    var queries: [QueryRule] = []
    var locals: [LocalRule] = []
    /// What is left out of a rule, because Dropbox would refuse it.
    public private(set) var warnings: [RuleProblem] = []

    /// Reads a snippet: a list of rules, or one local rule alone. `{}`, `[]` and null are no rules.
    ///
    /// - Throws: ``Invalid``, with everything that is wrong.
    public init(snippet: JSON) throws(Invalid) {
        var problems: [RuleProblem] = []
        let elements: [JSON]
        switch snippet {
        case .null: elements = []
        case .object(let members) where members.isEmpty: elements = []
        case .object where LocalRule.isMeant(by: snippet):
            locals = [LocalRule(snippet, at: "data", problems: &problems)]
            elements = []
        case .array(let array): elements = array
        default:
            throw Invalid(problems: [
                RuleProblem(place: "data", message: "must be array: a list of rules, such as [{\"query\": \"budget\"}]")
            ])
        }
        for (index, element) in elements.enumerated() {
            let place = "data[\(index)]"
            if LocalRule.isMeant(by: element) {
                locals.append(LocalRule(element, at: place, problems: &problems))
            } else {
                queries.append(QueryRule(element, at: place, problems: &problems, warnings: &warnings))
            }
        }
        guard problems.isEmpty else { throw Invalid(problems: problems) }
    }

    /// A snippet that cannot be applied.
    public struct Invalid: Error, Sendable, CustomStringConvertible {
        public var problems: [RuleProblem]

        public var description: String { problems.map(\.description).joined(separator: "; ") }
    }

    /// Whether an element of a snippet, or a snippet, is a local rule: not one of the connector protocol's.
    public static func isLocalRule(_ json: JSON) -> Bool { LocalRule.isMeant(by: json) }

    public var isEmpty: Bool { queries.isEmpty && locals.isEmpty }
    /// Whether Dropbox's search is asked, which may be late and incomplete.
    public var hasQueries: Bool { !queries.isEmpty }

    /// The folders that queries are limited to, each with the place of its rule.
    public var queryPaths: [(place: String, path: String)] {
        queries.compactMap { rule in rule.search.options?.path.map { ("\(rule.place).options.path", $0) } }
    }
}

extension AdvancedRules {
    /// Whether an item is indexed, and what decided it.
    public struct Decision: Sendable, Equatable {
        public var isIncluded: Bool
        /// `data[0].query "budget"`, `data[1].exclude.extension`; or why no rule did.
        public var reason: String
    }

    /// Decides about an item of a listing.
    ///
    /// - Parameter query: The place of the query that found it, if one did.
    func decision(on metadata: Metadata, foundBy query: String?) -> Decision {
        switch metadata {
        case .file(let file): decision(on: ItemFacts(file), foundBy: query)
        case .folder(let folder): decision(on: ItemFacts(folder), foundBy: query)
        case .deleted: Decision(isIncluded: false, reason: "it is deleted")
        }
    }

    private func decision(on item: ItemFacts, foundBy query: String?) -> Decision {
        for rule in locals {
            if let key = rule.exclude?.firstMet(by: item) {
                return Decision(isIncluded: false, reason: "\(rule.place).exclude.\(key)")
            }
        }
        if let query { return Decision(isIncluded: true, reason: query) }
        for rule in locals where rule.include?.areAllMet(by: item) ?? false {
            return Decision(isIncluded: true, reason: "\(rule.place).include")
        }
        return selectsEverything
            ? Decision(isIncluded: true, reason: "no rule excludes it")
            : Decision(isIncluded: false, reason: "no rule includes it")
    }

    /// There is nothing but excludes.
    var selectsEverything: Bool { queries.isEmpty && locals.allSatisfy { $0.include == nil } }
}
