import Foundation
import Support

/// A basic sync rule: which documents it is about, and whether they are wanted.
public struct SyncRule: Sendable, Hashable {
    public enum Policy: String, Sendable, Hashable {
        case include
        case exclude
    }

    public enum Operator: String, Sendable, Hashable {
        case equals
        case startsWith = "starts_with"
        case endsWith = "ends_with"
        case contains
        case regex
        case greater = ">"
        case less = "<"
    }

    /// The rule that always comes last and includes everything else.
    static let defaultID = "DEFAULT"

    public var id: String
    public var policy: Policy
    /// A top-level field of the document. No path leads into one.
    public var field: String
    public var `operator`: Operator
    public var value: String
    public var order: Double

    /// Reads a stored rule; nil when it lacks something. ``BasicRules/problems(of:)`` says what.
    init?(_ json: JSON) {
        guard let id = json.text("id"), let policy = json.text("policy").flatMap(Policy.init(spelled:)),
            let field = json.text("field"), let comparison = json.text("rule").flatMap(Operator.init(spelled:)),
            let value = json.text("value"), let order = json["order"]?.doubleValue
        else { return nil }
        (self.id, self.policy, self.field, self.operator) = (id, policy, field, comparison)
        (self.value, self.order) = (value, order)
    }
}

extension SyncRule.Policy {
    init?(spelled text: String) { self.init(rawValue: text.lowercased()) }
}

extension SyncRule.Operator {
    init?(spelled text: String) { self.init(rawValue: text.lowercased()) }
}
