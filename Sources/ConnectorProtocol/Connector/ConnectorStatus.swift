/// How far a connector is on its way to its first sync.
///
/// Elasticsearch checks these transitions on `PUT /_connector/<id>/_status` alone; a write to the
/// document itself is never checked.
public enum ConnectorStatus: String, Sendable, Hashable, CaseIterable {
    /// The document exists, without a configuration schema.
    case created
    /// The schema is there, values are missing.
    case needsConfiguration = "needs_configuration"
    /// Values were saved.
    case configured
    /// The source can be reached with these values.
    case connected
    /// The validation, the check of the source or the last job failed.
    case error

    /// The statuses that may follow this one.
    public var successors: Set<ConnectorStatus> {
        switch self {
        case .created: [.needsConfiguration, .error]
        case .needsConfiguration: [.configured, .error]
        case .configured: [.needsConfiguration, .configured, .connected, .error]
        case .connected: [.connected, .configured, .error]
        case .error: [.connected, .configured, .error]
        }
    }

    /// Whether somebody has saved values, so that validating them makes sense.
    public var hasValues: Bool {
        switch self {
        case .created, .needsConfiguration: false
        case .configured, .connected, .error: true
        }
    }
}
