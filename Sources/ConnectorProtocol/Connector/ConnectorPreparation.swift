public import Support

/// What a connector lacks before anybody can configure it.
public struct ConnectorPreparation: Sendable, Hashable {
    /// Everything in one partial update; nil when nothing is lacking.
    public let update: JSON?
    /// Configuration fields that a configured connector did not have.
    public let addedFields: [String]

    /// - Parameters:
    ///   - serviceType: What `config.yml` says; written where the connector has none.
    ///   - features: What the source can do; nil to leave what the connector says.
    public init(of connector: Connector, schema: ConfigurationSchema, serviceType: String?, features: Features?) {
        var updates: [JSON] = []
        var added: [String] = []
        if connector.configuration.isEmpty {
            updates.append(ConnectorUpdate.schema(schema))
        } else if let upgrade = schema.upgrade(of: connector.configuration) {
            updates.append(ConnectorUpdate.configuration(adding: upgrade.fields))
            added = upgrade.added
        }
        if connector.serviceType == nil, let serviceType { updates.append(ConnectorUpdate.serviceType(serviceType)) }
        if let features, let update = ConnectorUpdate.features(features, of: connector) { updates.append(update) }
        update = updates.isEmpty ? Optional.none : updates.reduce([:]) { $0.merging($1) }
        addedFields = added
    }
}
