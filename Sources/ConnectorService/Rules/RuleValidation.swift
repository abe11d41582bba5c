import ConnectorProtocol
import Dropbox
import DropboxSource
import Support

/// What is wrong with a set of sync rules. Anybody can have written them.
///
/// Connector protocol: validation of basic rules, advanced snippet for Dropbox.
enum RuleValidation {
    /// Every problem that can be told without asking Dropbox.
    static func problems(of filter: Filter) -> [FilterValidation.Problem] {
        shapeProblems(filter) + BasicRules.problems(of: filter.rules) + snippetProblems(filter.advancedSnippet)
    }

    /// The folders that queries are limited to must exist.
    ///
    /// - Throws: `DropboxError` when Dropbox could not be asked; `CancellationError`.
    static func missingFolders(of filter: Filter, in account: DropboxAccount) async throws -> [FilterValidation.Problem] {
        guard let rules = try? AdvancedRules(snippet: filter.advancedSnippet) else { return [] } // told by `problems`
        var missing: [String] = []
        for (_, path) in rules.queryPaths where !path.isEmpty {
            do {
                _ = try await account.client.call(GetMetadata(path: path))
            } catch let error as DropboxError where error.status == 409 {
                missing.append(path)
            }
        }
        return missing.isEmpty ? [] : [AdvancedSnippet.missingPaths(missing)]
    }

    /// Rules that are no list would be read as none, and everything they exclude would be indexed.
    private static func shapeProblems(_ filter: Filter) -> [FilterValidation.Problem] {
        guard let rules = filter.source["rules"], !rules.isNull, rules.arrayValue == nil else { return [] }
        return [.init(ids: ["rules"], messages: ["rules must be array: a list of basic rules"])]
    }

    /// The protocol knows queries alone; what is wrong with them is told in its words, and everything else in ours.
    private static func snippetProblems(_ snippet: JSON) -> [FilterValidation.Problem] {
        let known = AdvancedSnippet.problems(of: withoutLocalRules(snippet))
        do throws(AdvancedRules.Invalid) {
            _ = try AdvancedRules(snippet: snippet)
            return known
        } catch {
            let own = known.isEmpty ? error.problems : error.problems.filter { isLocal($0, in: snippet) }
            return known + own.map { .init(ids: [AdvancedSnippet.id], messages: [$0.description]) }
        }
    }

    /// The snippet with a query in place of each local rule, so that every rule keeps its number.
    private static func withoutLocalRules(_ snippet: JSON) -> JSON {
        if AdvancedRules.isLocalRule(snippet) { return [] }
        guard let rules = snippet.arrayValue else { return snippet }
        return .array(rules.map { AdvancedRules.isLocalRule($0) ? ["query": "local"] : $0 })
    }

    private static func isLocal(_ problem: RuleProblem, in snippet: JSON) -> Bool {
        (snippet.arrayValue ?? []).enumerated().contains { index, rule in
            AdvancedRules.isLocalRule(rule) && "\(problem.place).".hasPrefix("data[\(index)].")
        }
    }
}
