import Foundation
public import Support

/// Advanced sync rules: a list of searches, each the body of Dropbox's `files/search_v2`.
public enum AdvancedSnippet {
    /// What problems of the snippet carry instead of a rule's id.
    public static let id = "advanced_snippet"

    /// Everything that is wrong with a snippet; empty for null, `{}` and `[]`, which are no rules.
    public static func problems(of snippet: JSON) -> [FilterValidation.Problem] {
        guard Filter(["advanced_snippet": ["value": snippet]]).hasAdvancedRules else { return [] }
        let messages = shape.problems(of: snippet)
        return messages.isEmpty ? [] : [.init(ids: [id], messages: messages)]
    }

    /// The folders that the searches are limited to; they must exist in Dropbox.
    public static func paths(in snippet: JSON) -> [String] {
        (snippet.arrayValue ?? []).compactMap { $0["options"]?.text("path") }
    }

    /// The problem of searches in folders that do not exist.
    public static func missingPaths(_ paths: [String]) -> FilterValidation.Problem {
        .init(ids: [id], messages: ["These paths do not exist in Dropbox: \(paths.joined(separator: ", "))."])
    }

    private static let shape = JSONShape.array(
        of: .object(
            .init(
                shapes: ["query": .string(minimumLength: 1), "options": options, "match_field_options": anyObject],
                required: ["query"], isOpen: false)))

    private static let options = JSONShape.object(
        .init(shapes: [
            "path": .string(minimumLength: 1),
            "max_results": .checked(maximumResults),
            "order_by": tagged,
            "file_status": tagged,
            "account_id": .string(minimumLength: 1),
            "file_extensions": .array(of: .string(), minimumCount: 1),
            "file_categories": .array(of: tagged, minimumCount: 1),
        ]))

    private static let anyObject = JSONShape.object(.init())
    private static let tagged = JSONShape.object(.init(shapes: [".tag": .string(minimumLength: 1)]))

    /// Elastic's connector demands a text here, Dropbox a number: both are taken.
    private static func maximumResults(_ value: JSON, _ path: String) -> [String] {
        let number: Int?
        switch value {
        case .string(""): return ["\(path) must be longer than or equal to 1 characters"]
        case .string(let text): number = Int(text.trimmed)
        case .int, .double: number = value.intValue
        case .null, .bool, .array, .object: return ["\(path) must be number or string"]
        }
        if let number, (1...1000).contains(number) { return [] }
        return ["\(path) must be a whole number from 1 to 1000"]
    }
}

extension Filter {
    /// Everything that is wrong with the rules, as far as it can be told without asking Dropbox.
    public func problems() -> [FilterValidation.Problem] {
        BasicRules.problems(of: rules) + AdvancedSnippet.problems(of: advancedSnippet)
    }
}
