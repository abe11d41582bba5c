import Foundation
import Support

/// How stored values are read: forms, scripts and Kibana write numbers and booleans as text too.
enum ConfigurationType: String {
    case string = "str"
    case int
    case bool
    case list
    /// Accepted by services, though the protocol's documents do not list it.
    case float

    /// A value that cannot be read as its type.
    struct Mismatch: Error {
        /// What it would have to be: `a whole number`.
        var expected: String
    }

    func convert(_ value: JSON) throws(Mismatch) -> JSON {
        if value.isNull || value == "" { return empty }
        switch self {
        case .string: return .string(value.textualForm)
        case .int: return try int(value)
        case .bool: return try bool(value)
        case .list: return .array(list(value))
        case .float: return try float(value)
        }
    }

    /// What an absent value is.
    private var empty: JSON {
        switch self {
        case .string: ""
        case .list: []
        case .int, .bool, .float: .null
        }
    }

    private func int(_ value: JSON) throws(Mismatch) -> JSON {
        if let number = value.intValue { return .int(number) }
        switch value {
        case .bool(let flag): return .int(flag ? 1 : 0)
        case .string(let text):
            if let number = Int(text.trimmed) { return .int(number) }
        default: break
        }
        throw Mismatch(expected: "a whole number")
    }

    /// Elastic's service takes any text for true, `"false"` too, which turns on what was meant off.
    private func bool(_ value: JSON) throws(Mismatch) -> JSON {
        switch value {
        case .bool: return value
        case .int(let number): return .bool(number != 0)
        case .double(let number): return .bool(number != 0)
        case .string(let text):
            if let flag = Bool(spelled: text) { return .bool(flag) }
        default: break
        }
        throw Mismatch(expected: "true or false")
    }

    private func float(_ value: JSON) throws(Mismatch) -> JSON {
        if value.doubleValue != nil { return value }
        if case .string(let text) = value, let number = Double(text.trimmed), number.isFinite { return .double(number) }
        throw Mismatch(expected: "a number")
    }

    private func list(_ value: JSON) -> [JSON] {
        switch value {
        case .array(let elements): elements
        case .string(let text):
            text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }.map { .string($0) }
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { .array([.string($0.key), $0.value]) }
        default: [value]
        }
    }
}

extension Bool {
    /// Reads a boolean that was written as text; nil for anything but the usual words.
    init?(spelled text: String) {
        switch text.trimmed.lowercased() {
        case "true", "t", "yes", "y", "on", "1": self = true
        case "false", "f", "no", "n", "off", "0": self = false
        default: return nil
        }
    }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

extension JSON {
    /// A text as it is, anything else as JSON.
    var textualForm: String {
        if case .string(let text) = self { return text }
        return (try? data()).map { String(decoding: $0, as: UTF8.self) } ?? ""  // infinity and NaN have no form
    }

    /// Empty in the sense of the configuration: nothing was entered.
    var isEmptyValue: Bool {
        switch self {
        case .null, .string(""): true
        case .array(let elements): elements.allSatisfy { $0.isNull || $0 == "" }
        default: false
        }
    }

    /// Equality of `depends_on`: `true` is not `"true"`, but 1 is 1.0.
    func isSameValue(as other: JSON) -> Bool {
        if let mine = doubleValue, let theirs = other.doubleValue { return mine == theirs }
        return self == other
    }
}
