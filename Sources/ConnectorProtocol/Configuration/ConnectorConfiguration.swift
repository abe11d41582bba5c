public import Support

/// A connector's configuration, read against the schema of its source: values converted to their
/// types, defaults applied, references resolved.
///
/// Printing one shows dots in the place of sensitive values.
public struct ConnectorConfiguration: Sendable {
    let fields: [String: ConfigurationField]
    let values: [String: JSON]
    let schema: ConfigurationSchema

    /// Looks up a variable of the service's environment; nil when it is not set.
    public typealias Environment = @Sendable (_ name: String) -> String?

    /// Reads a stored configuration.
    ///
    /// - Parameters:
    ///   - stored: `configuration` of the connector or of a job.
    ///   - environment: Where `${NAME}` in a sensitive field leads, so that the document needs to hold
    ///     no secret. Only a value that is nothing else is a reference.
    /// - Throws: ``ConnectorConfigurationError`` with every value that cannot be read as its type and
    ///   every reference to a variable that is not set.
    public init(
        stored: [String: JSON], schema: ConfigurationSchema, environment: Environment = { _ in nil }
    ) throws(ConnectorConfigurationError) {
        self.schema = schema
        fields = Self.fields(stored: stored, schema: schema)
        var values: [String: JSON] = [:]
        var problems: [String] = []
        for field in fields.values.sorted(by: { ($0.order, $0.name) < ($1.order, $1.name) }) {
            do throws(ConnectorConfigurationError) {
                values[field.name] = try field.effectiveValue(environment)
            } catch {
                // A field that the source does not know can hold anything.
                if schema.field(field.name) != nil { problems += error.problems }
            }
        }
        guard problems.isEmpty else { throw ConnectorConfigurationError(problems: problems) }
        self.values = values
    }

    /// What is stored completed by what the schema declares, whose type and sensitivity count.
    private static func fields(
        stored: [String: JSON], schema: ConfigurationSchema
    ) -> [String: ConfigurationField] {
        var fields = stored.reduce(into: [:]) { $0[$1.key] = ConfigurationField(name: $1.key, $1.value) }
        for declared in schema.fields {
            guard let entry = stored[declared.name] else {
                fields[declared.name] = schema.optionalNames.contains(declared.name) ? declared : nil
                continue
            }
            var properties = declared.properties.merging(entry.objectValue ?? ["value": entry]) { $1 }
            properties["type"] = declared.properties["type"]
            if declared.isSensitive { properties["sensitive"] = true }
            fields[declared.name] = ConfigurationField(name: declared.name, .object(properties))
        }
        return fields
    }
}

extension ConnectorConfiguration {
    /// The value of a text field, `""` when nothing was entered.
    public func string(_ name: String) -> String { values[name]?.stringValue ?? "" }

    /// The value of a whole-number field; nil when nothing was entered and there is no default.
    public func int(_ name: String) -> Int? { values[name]?.intValue }

    /// The value of a boolean field; nothing entered is false.
    public func bool(_ name: String) -> Bool { values[name]?.boolValue ?? false }

    /// The value of a number field.
    public func double(_ name: String) -> Double? { values[name]?.doubleValue }

    /// The elements of a list field.
    public func list(_ name: String) -> [JSON] { values[name]?.arrayValue ?? [] }

    /// The value of a text field that nobody must see.
    public func secret(_ name: String) -> Secret { Secret(string(name)) }
}

extension ConnectorConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        schema.fields.compactMap { field in
            values[field.name].map { "\(field.name)=\(field.isSensitive ? Secret("").description : $0.textualForm)" }
        }.joined(separator: " ")
    }

    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["values": description]) }
}

extension ConfigurationField {
    /// The value that counts: required fields never take their default.
    fileprivate func effectiveValue(
        _ environment: ConnectorConfiguration.Environment
    ) throws(ConnectorConfigurationError) -> JSON {
        let own = try converted(resolved(value, environment))
        return isRequired || !own.isEmptyValue ? own : try converted(defaultValue)
    }

    private func converted(_ value: JSON) throws(ConnectorConfigurationError) -> JSON {
        guard let type = ConfigurationType(rawValue: type) else { return value }
        do throws(ConfigurationType.Mismatch) {
            return try type.convert(value)
        } catch {
            throw ConnectorConfigurationError(
                problems: ["'\(label)' must be \(error.expected), not \(isSensitive ? "what it is" : shown(value))."])
        }
    }

    private func resolved(
        _ value: JSON, _ environment: ConnectorConfiguration.Environment
    ) throws(ConnectorConfigurationError) -> JSON {
        guard isSensitive, let name = value.stringValue?.wholeMatch(of: /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/)?.1 else {
            return value
        }
        guard let secret = environment(String(name)) else {
            throw ConnectorConfigurationError(problems: [
                "'\(label)' refers to the environment variable \(name), which is not set where the service runs."
            ])
        }
        return .string(secret)
    }
}
