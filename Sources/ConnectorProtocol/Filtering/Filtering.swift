public import Support

/// The sync rules of a connector: those in force, and those being edited.
///
/// The document holds an array for several domains; only the one called `DEFAULT` is used.
public struct Filtering: Sendable, Hashable {
    static let domain = "DEFAULT"

    /// What jobs apply; nil when the connector has no filtering.
    public var active: Filter?
    /// What Kibana's editor and the Connector API write.
    public var draft: Filter?

    /// Reads the `filtering` array of a connector; null and an empty one are no rules.
    public init(_ json: JSON?) {
        let entry = json?.arrayValue?.first { $0.text("domain") == Filtering.domain }
        active = entry?["active"].flatMap { $0.objectValue == nil ? nil : Filter($0) }
        draft = entry?["draft"].flatMap { $0.objectValue == nil ? nil : Filter($0) }
    }
}

/// One set of sync rules, as the connector or a job holds it.
public struct Filter: Sendable, Hashable {
    /// The stored object, malformed parts included.
    public let source: JSON

    /// - Parameter json: The stored object; nil and anything that is not an object make an empty filter.
    public init(_ json: JSON?) {
        source = json?.objectValue.map { .object($0) } ?? [:]
    }

    /// The basic rules as stored: anybody can have written them, so a rule may lack anything.
    public var rules: [JSON] { source["rules"]?.arrayValue ?? [] }

    /// The advanced rules as stored, normally an array.
    public var advancedSnippet: JSON { source["advanced_snippet"]?["value"] ?? .null }

    /// Whether there are advanced rules: null, `{}` and `[]` are none.
    public var hasAdvancedRules: Bool {
        switch advancedSnippet {
        case .null: false
        case .object(let members): !members.isEmpty
        case .array(let elements): !elements.isEmpty
        case .bool, .int, .double, .string: true
        }
    }

    /// What is known of the rules' validity; a missing one counts as valid.
    public var validation: FilterValidation { FilterValidation(source["validation"]) }

    /// Whether the two say the same, however they were validated.
    public func hasSameRules(as other: Filter) -> Bool {
        source["rules"] == other.source["rules"] && source["advanced_snippet"] == other.source["advanced_snippet"]
    }
}
