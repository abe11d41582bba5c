public import Support

/// One connector of the list `connectors`.
public struct ConnectorEntry: Sendable, Equatable {
    /// `connector_id`: the connector's document in `.elastic-connectors`.
    public var id: String
    /// `service_type`. This service does the work of `dropbox` connectors only. The default is `dropbox`.
    public var serviceType = "dropbox"
    /// `api_key`: the encoded API key for the indices of this connector. Nil uses the global credential.
    public var apiKey: Secret?
    /// Where it stands in the file, from 1.
    public var line: Int?

    public init(id: String, serviceType: String = "dropbox", apiKey: Secret? = nil, line: Int? = nil) {
        self.id = id
        self.serviceType = serviceType
        self.apiKey = apiKey
        self.line = line
    }
}
