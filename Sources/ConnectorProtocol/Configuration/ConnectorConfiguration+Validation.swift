import Foundation
import Support

extension ConnectorConfiguration {
    /// Checks every field that the source declares and whose dependencies are met.
    ///
    /// - Throws: ``ConnectorConfigurationError`` with every finding: missing fields, or else empty
    ///   required ones, unmet validations, and validations that make no sense themselves.
    public func validate() throws(ConnectorConfigurationError) {
        var problems = missingFields
        if problems.isEmpty { problems = schema.fields.flatMap { problemsOfField($0.name) } }
        guard problems.isEmpty else { throw ConnectorConfigurationError(problems: problems) }
    }

    private var missingFields: [String] {
        let missing = schema.fields.map(\.name).filter { fields[$0] == nil }
        return missing.isEmpty ? [] : ["These fields are missing: \(missing.joined(separator: ", "))."]
    }

    private func problemsOfField(_ name: String) -> [String] {
        guard let field = fields[name], let value = values[name] else { return [] }
        let unknown = field.dependencies.map(\.field).filter { fields[$0] == nil }
        guard unknown.isEmpty else {
            return ["'\(field.label)' depends on a field that does not exist: \(unknown.joined(separator: ", "))."]
        }
        guard field.dependencies.allSatisfy({ values[$0.field]?.isSameValue(as: $0.value) ?? false }) else { return [] }
        if field.isRequired, value.isEmptyValue { return ["'\(field.label)' cannot be empty."] }
        return field.validations.flatMap { $0.problems(of: value, in: field) }
    }
}

extension ConfigurationField.Validation {
    func problems(of value: JSON, in field: ConfigurationField) -> [String] {
        switch type {
        case "less_than": comparison(value, field, "less than", <)
        case "greater_than": comparison(value, field, "greater than", >)
        case "list_type": listType(value, field)
        case "included_in": included(value, field)
        case "regex": regex(value, field)
        default: ["'\(field.label)' has a validation of a kind that does not exist: \(type)."]
        }
    }

    private func comparison(
        _ value: JSON, _ field: ConfigurationField, _ words: String, _ holds: (Double, Double) -> Bool
    ) -> [String] {
        guard let bound = constraint.doubleValue else { return unusable(field, "a number") }
        if let number = value.doubleValue, holds(number, bound) { return [] }
        return ["'\(field.label)' must be \(words) \(constraint.textualForm), not \(field.shown(value))."]
    }

    private func listType(_ value: JSON, _ field: ConfigurationField) -> [String] {
        guard constraint == "str" || constraint == "int" else { return unusable(field, "\"str\" or \"int\"") }
        guard let elements = value.arrayValue else { return ["'\(field.label)' must be a list."] }
        let fits = { (element: JSON) in
            constraint == "str" ? element.stringValue != nil : element.intValue != nil
        }
        return elements.filter { !fits($0) }.map { element in
            "'\(field.label)' may hold elements of type \(constraint.textualForm) only, not \(field.shown(element))."
        }
    }

    private func included(_ value: JSON, _ field: ConfigurationField) -> [String] {
        guard let allowed = constraint.arrayValue else { return unusable(field, "a list") }
        let elements = value.arrayValue ?? [value]
        return elements.filter { element in !allowed.contains { $0.isSameValue(as: element) } }.map { element in
            "'\(field.label)' must be one of \(constraint.textualForm), not \(field.shown(element))."
        }
    }

    private func regex(_ value: JSON, _ field: ConfigurationField) -> [String] {
        // The pattern is part of the document; one that cannot be compiled is reported, like any other.
        guard let pattern = constraint.stringValue, let regex = try? NSRegularExpression(pattern: "^(?:\(pattern))\\z")
        else { return unusable(field, "a regular expression") }
        if let text = value.stringValue,
            regex.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
        {
            return []
        }
        return ["'\(field.label)' must match \(pattern), and \(field.shown(value)) does not."]
    }

    private func unusable(_ field: ConfigurationField, _ expected: String) -> [String] {
        [
            "'\(field.label)' has a validation \(type) whose constraint must be \(expected), "
                + "not \(constraint.textualForm)."
        ]
    }
}
