public import Support

/// One field of a connector's configuration ("rich configurable field"): how Kibana draws it, what
/// may be in it, and what is.
public struct ConfigurationField: Sendable, Hashable {
    /// Another field's value without which this one is hidden and not validated.
    public struct Dependency: Sendable, Hashable {
        public var field: String
        public var value: JSON
    }

    /// A condition on the value, such as `less_than` 10.
    public struct Validation: Sendable, Hashable {
        public var type: String
        public var constraint: JSON
    }

    public let name: String
    /// Empty labels show as the name in capitals.
    public let label: String
    /// Decides how the value is read; see ``ConfigurationType``. Unknown types are kept as they are.
    public let type: String
    public let isRequired: Bool
    /// Whether Kibana masks the value. Here: whether any text may show it.
    public let isSensitive: Bool
    public let dependencies: [Dependency]
    public let validations: [Validation]
    /// As stored, not converted.
    public let value: JSON
    /// What counts when the value is empty and the field is not required.
    public let defaultValue: JSON

    /// The 13 properties, complete.
    public let properties: [String: JSON]

    /// Reads a field. Anything it does not say takes the default of the protocol; an entry that is no
    /// object is a value without properties.
    public init(name: String, _ json: JSON) {
        let properties = Self.complete(json, name: name)
        let object = JSON.object(properties)
        self.name = name
        self.properties = properties
        label = object.text("label").flatMap { $0.isEmpty ? nil : $0 } ?? name.uppercased()
        type = object.text("type") ?? "str"
        isRequired = object.flag("required") ?? true
        isSensitive = object.flag("sensitive") ?? false
        value = properties["value"] ?? .null
        defaultValue = properties["default_value"] ?? .null
        dependencies = (object["depends_on"]?.arrayValue ?? []).compactMap { dependency in
            dependency.text("field").map { Dependency(field: $0, value: dependency["value"] ?? .null) }
        }
        validations = (object["validations"]?.arrayValue ?? []).compactMap { validation in
            validation.text("type").map { Validation(type: $0, constraint: validation["constraint"] ?? .null) }
        }
    }

    /// The defaults of all properties.
    static let defaults: [String: JSON] = [
        "default_value": nil, "depends_on": [], "display": "text", "label": "", "options": [], "order": 1,
        "required": true, "sensitive": false, "tooltip": nil, "type": "str", "ui_restrictions": [],
        "validations": [], "value": "",
    ]

    private static func complete(_ json: JSON, name: String) -> [String: JSON] {
        guard case .object(let declared) = json else {
            return defaults.merging(["value": .string(json.textualForm), "label": .string(name.capitalizedFirst)]) {
                $1
            }
        }
        return defaults.merging(declared) { $1 }
    }
}

extension ConfigurationField: CustomStringConvertible {
    /// Name and value, dots in the place of a sensitive one.
    public var description: String { "\(name)=\(shown(value))" }

    /// `value` as a message may show it.
    func shown(_ value: JSON) -> String {
        isSensitive ? Secret("").description : value.textualForm
    }
}

extension ConfigurationField: CustomDebugStringConvertible, CustomReflectable {
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["name": name, "value": shown(value)]) }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
