import Foundation
import Support

/// Takes the members of a rule one by one, and notes what is wrong with them instead of stopping at the first.
struct RuleReader {
    /// What is wrong with a text, as the end of a sentence that begins with its place.
    struct Mistake: Error {
        var description: String
    }

    let place: String
    private(set) var problems: [RuleProblem] = []
    private var members: [String: JSON]

    init(_ json: JSON, at place: String) {
        self.place = place
        members = json.objectValue ?? [:]
        if json.objectValue == nil { note("", "must be an object, not \(Self.text(json))") }
    }

    var hasProblems: Bool { !problems.isEmpty }

    mutating func note(_ key: String, _ message: String) {
        problems.append(RuleProblem(place: key.isEmpty ? place : "\(place).\(key)", message: message))
    }

    /// Null counts as missing.
    mutating func take(_ key: String) -> JSON? {
        guard let value = members.removeValue(forKey: key), !value.isNull else { return Optional.none }
        return value
    }

    /// Reads an object inside this one.
    mutating func object<Value>(_ key: String, _ read: (inout RuleReader) -> Value?) -> Value? {
        guard let value = take(key) else { return nil }
        var inner = RuleReader(value, at: "\(place).\(key)")
        let result = read(&inner)
        problems += inner.problems
        return result
    }

    /// A text, or a list of at least one.
    mutating func texts<Value>(_ key: String, _ read: (String) throws(Mistake) -> Value) -> [Value]? {
        guard let value = take(key) else { return nil }
        let elements = value.arrayValue ?? [value]
        guard !elements.isEmpty else {
            note(key, "must have at least one element; leave it out to ask nothing")
            return nil
        }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            let place = value.arrayValue == nil ? key : "\(key)[\(index)]"
            guard let text = element.stringValue, !text.isEmpty else {
                note(place, "must be a text, not \(Self.text(element))")
                continue
            }
            do throws(Mistake) {
                values.append(try read(text))
            } catch {
                note(place, error.description)
            }
        }
        return values
    }

    mutating func flag(_ key: String) -> Bool? {
        guard let value = take(key) else { return nil }
        if value.boolValue == nil { note(key, "must be true or false, not \(Self.text(value))") }
        return value.boolValue
    }

    /// What nobody took.
    mutating func rest() -> [String: JSON] {
        defer { members = [:] }
        return members
    }

    /// - Parameter known: The keys there are, as a phrase.
    mutating func end(_ known: String) {
        for key in members.keys.sorted() {
            note("", "must not have \"\(key)\": there are \(known)")
        }
        members = [:]
    }

    /// A value as a message shows it.
    static func text(_ json: JSON) -> String {
        guard let data = try? json.data() else { return "this" } // infinity, which no JSON text can hold
        let text = String(decoding: data, as: UTF8.self)
        return text.count > 60 ? "\(text.prefix(60))…" : text
    }
}
