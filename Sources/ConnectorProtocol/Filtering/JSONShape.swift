import Foundation
import Support

/// What a JSON value must look like, with the messages that Kibana's users know.
indirect enum JSONShape: Sendable {
    case string(minimumLength: Int = 0)
    /// A text that satisfies `check`; `name` is what the message calls it.
    case format(String, check: @Sendable (String) -> Bool)
    case number
    case object(Members)
    case array(of: JSONShape, minimumCount: Int = 0)
    /// Anything a closure has to say; it gets the value and its path.
    case checked(@Sendable (JSON, String) -> [String])

    struct Members: Sendable {
        var shapes: [String: JSONShape] = [:]
        var required: [String] = []
        /// Whether members without a shape are fine.
        var isOpen = true
    }

    /// Every way in which `value` differs; empty when it fits.
    ///
    /// - Parameter path: What the value is called in messages: `data[0].query`.
    func problems(of value: JSON, at path: String = "data") -> [String] {
        switch self {
        case .string(let minimum): return Self.string(value, path, minimum)
        case .format(let name, let check):
            guard let text = value.stringValue else { return ["\(path) must be string"] }
            return check(text) ? [] : ["\(path) must be \(name)"]
        case .number: return value.doubleValue == nil ? ["\(path) must be number"] : []
        case .object(let members): return members.problems(of: value, at: path)
        case .array(let element, let minimum): return Self.array(value, path, element, minimum)
        case .checked(let check): return check(value, path)
        }
    }

    private static func string(_ value: JSON, _ path: String, _ minimum: Int) -> [String] {
        guard let text = value.stringValue else { return ["\(path) must be string"] }
        guard text.unicodeScalars.count < minimum else { return [] }
        return ["\(path) must be longer than or equal to \(minimum) characters"]
    }

    private static func array(_ value: JSON, _ path: String, _ element: JSONShape, _ minimum: Int) -> [String] {
        guard let elements = value.arrayValue else { return ["\(path) must be array"] }
        guard elements.count >= minimum else { return ["\(path) must contain at least \(minimum) items"] }
        return elements.enumerated().flatMap { element.problems(of: $0.element, at: "\(path)[\($0.offset)]") }
    }
}

extension JSONShape.Members {
    fileprivate func problems(of value: JSON, at path: String) -> [String] {
        guard let members = value.objectValue else { return ["\(path) must be object"] }
        var problems: [String] = []
        if required.contains(where: { members[$0] == nil }) {
            problems.append("\(path) must contain [\(quoted(required))] properties")
        }
        for name in shapes.keys.sorted() {
            guard let shape = shapes[name], let member = members[name] else { continue }
            problems += shape.problems(of: member, at: "\(path).\(name)")
        }
        let unknown = members.keys.filter { shapes[$0] == nil }.sorted()
        if !isOpen, !unknown.isEmpty {
            problems.append("\(path) must not contain {\(quoted(unknown))} properties")
        }
        return problems
    }

    private func quoted(_ names: [String]) -> String {
        names.map { "'\($0)'" }.joined(separator: ", ")
    }
}
