public import Support

/// What a stored configuration needs to become complete.
public struct ConfigurationUpgrade: Sendable, Hashable {
    /// Fields and properties to merge into the stored configuration. Nobody's `value` is among them.
    public let fields: [String: JSON]
    /// Fields that were not there at all; worth a warning, because somebody should look at them.
    public let added: [String]
}

extension ConfigurationSchema {
    /// Compares a stored configuration with this schema. Nil when it lacks nothing.
    ///
    /// A missing field is added, and then the properties of the others are brought up to date too,
    /// except their values. A field that lacks one of the 13 properties gets it: Elasticsearch drops
    /// the null ones whenever a configuration is saved through its API.
    ///
    /// Not for an empty configuration: that gets the whole schema and a new status,
    /// ``ConnectorUpdate/schema(_:)``.
    public func upgrade(of stored: [String: JSON]) -> ConfigurationUpgrade? {
        let added = fields.map(\.name).filter { stored[$0] == nil }
        var changes: [String: JSON] = [:]
        for field in fields {
            guard let entry = stored[field.name] else {
                changes[field.name] = .object(field.properties)
                continue
            }
            let change = completion(of: entry, to: field, updating: !added.isEmpty)
            if !change.isEmpty { changes[field.name] = .object(change) }
        }
        return changes.isEmpty ? nil : ConfigurationUpgrade(fields: changes, added: added)
    }

    private func completion(of entry: JSON, to field: ConfigurationField, updating: Bool) -> [String: JSON] {
        guard case .object(let stored) = entry else {
            return field.properties.merging(["value": .string(entry.textualForm)]) { $1 }
        }
        var change = field.properties.filter { stored[$0.key] == nil }
        if updating {
            for (property, content) in declared[field.name] ?? [:]
            where property != "value" && !content.isNull && stored[property] != content {
                change[property] = content
            }
        }
        return change
    }
}
