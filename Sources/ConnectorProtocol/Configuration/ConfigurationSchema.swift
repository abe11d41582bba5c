public import Support

/// The fields that a source declares.
///
/// Plain data, so that a source can state it without knowing this room: an object from field names to
/// their properties, of which those that equal the protocol's default may be left out.
public struct ConfigurationSchema: Sendable, Hashable {
    /// In the order in which Kibana shows them.
    public let fields: [ConfigurationField]
    /// What was declared, before defaults.
    let declared: [String: [String: JSON]]
    /// Fields that a stored configuration may lack.
    let optionalNames: Set<String>

    /// - Parameters:
    ///   - json: The fields of the protocol, all of which a stored configuration must have.
    ///   - extensions: Fields of our own. A configuration without them is as good: each takes its
    ///     `default_value`, so an older connector or job goes on working.
    public init(_ json: JSON, extensions: JSON = [:]) {
        let own = extensions.objectValue ?? [:]
        let all = (json.objectValue ?? [:]).merging(own) { protocolField, _ in protocolField }
        declared = all.mapValues { $0.objectValue ?? [:] }
        optionalNames = Set(own.keys)
        fields = all.map { ConfigurationField(name: $0.key, $0.value) }
            .sorted { ($0.order, $0.name) < ($1.order, $1.name) }
    }

    /// Every field with all its properties, as an empty connector gets it.
    public var json: JSON {
        .object(Dictionary(uniqueKeysWithValues: fields.map { ($0.name, JSON.object($0.properties)) }))
    }

    public func field(_ name: String) -> ConfigurationField? {
        fields.first { $0.name == name }
    }
}

extension ConfigurationField {
    var order: Int { properties["order"]?.intValue ?? 1 }
}
