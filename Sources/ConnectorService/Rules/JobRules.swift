import ConnectorProtocol
import DropboxSource
import Foundation
import Support
import SyncEngine

/// The sync rules of a job, ready to be applied.
struct JobRules: Sendable {
    /// Nil when there are none.
    let advanced: AdvancedRules?
    /// The same for rules that select the same; empty when there are none.
    let digest: String
    private let basic: SyncRules

    /// - Throws: ``JobError`` that names each rule that is malformed: without it, files would be indexed that it
    ///   excludes.
    init(_ filter: Filter) throws(JobError) {
        let problems = RuleValidation.problems(of: filter)
        guard problems.isEmpty else {
            throw JobError(
                .invalidFiltering,
                "The sync rules are \(FilterValidation(errors: problems)). Correct them in Kibana and start a new sync.")
        }
        do {
            basic = try SyncRules(filter)
            let advanced = try AdvancedRules(snippet: filter.advancedSnippet)
            self.advanced = advanced.isEmpty ? nil : advanced
        } catch {
            throw JobError(.invalidFiltering, "\(error)")
        }
        digest = Self.digest(of: filter, isEmpty: basic.isEmpty && advanced == nil)
    }

    /// The basic rules, as the engine asks them.
    ///
    /// - Parameter pipeline: Its switches are fields of every document that rules may be about.
    func documentFilter(_ pipeline: Pipeline) -> DocumentFilter? {
        guard !basic.isEmpty else { return nil }
        let switches: [String: JSON] = [
            "_extract_binary_content": .bool(pipeline.extractBinaryContent),
            "_reduce_whitespace": .bool(pipeline.reduceWhitespace),
            "_run_ml_inference": .bool(pipeline.runMLInference),
        ]
        return DocumentFilter { [basic] document in
            let rule = basic.decidingRule { document.value(of: $0) ?? switches[$0] }
            guard let rule, rule.policy == .exclude else { return nil }
            return "rule \(rule.id): \(rule.policy.rawValue) \(rule.field) \(rule.operator.rawValue) \"\(rule.value)\""
        }
    }

    /// Says so where an incremental sync is not enough: it looks at what changed in the account, and rules change
    /// what belongs into the index without anything changing there.
    ///
    /// - Parameter previous: Of the last sync; nil when there was none, and this one lists everything.
    func checkThatIncrementalIsEnough(after previous: SyncScope?) throws(JobError) {
        guard let previous, previous.rules != digest else { return }
        throw JobError(
            .needsFullSync,
            """
            The sync rules have changed since the last sync, and an incremental sync cannot make the index fit them; \
            nothing was done. Start a full sync.
            """)
    }

    private static func digest(of filter: Filter, isEmpty: Bool) -> String {
        guard !isEmpty else { return "" }
        let members = ["id", "policy", "field", "rule", "value", "order"]
        let rules = filter.rules.map { rule in
            JSON.object(rule.objectValue?.filter { members.contains($0.key) } ?? [:])
        }
        let text = try? JSON.array([.array(rules), filter.advancedSnippet]).data() // fails for infinities, which JSON has not
        return SHA256.hash(text ?? Data()).hexadecimal
    }
}

extension SourceDocument {
    /// A top-level field as rules see it; nil for one that the document has not.
    fileprivate func value(of field: String) -> JSON? {
        if field == "_timestamp" { return timestamp.map { .string($0) } }
        guard let found = fields.first(where: { $0.name == field }) else { return Optional.none }
        return switch found.value {
        case .string(let text): .string(text)
        case .int(let number): .int(number)
        case .bool(let flag): .bool(flag)
        case .strings(let texts): .array(texts.map { .string($0) })
        case .null: .null
        }
    }
}
