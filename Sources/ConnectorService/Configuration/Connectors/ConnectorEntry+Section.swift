import Support

extension ConnectorEntry {
    /// Reads `connectors`, or the deprecated pair when the list gives nothing.
    ///
    /// - `connectors` (list of maps, none): `connector_id` (text, required), `service_type` (text, `dropbox`),
    ///   `api_key` (text, optional).
    /// - `connector_id`, `service_type` (text): one connector, deprecated.
    ///
    /// An entry without an id is skipped, and the later of two with the same id wins; both with a warning.
    /// Connector protocol: section 3.4.
    static func read(_ root: ConfigurationSection) throws(ConfigurationError) -> [ConnectorEntry] {
        var entries: [ConnectorEntry] = []
        for section in try root.sections("connectors") {
            guard let entry = try ConnectorEntry(section) else { continue }
            if let earlier = entries.firstIndex(where: { $0.id == entry.id }) {
                section.warn("connector_id", "is given twice; the later entry is used. Remove one")
                entries.remove(at: earlier)
            }
            entries.append(entry)
        }
        return try withDeprecatedPair(root, entries)
    }

    private init?(_ section: ConfigurationSection) throws(ConfigurationError) {
        let id = try section.string("connector_id")
        let serviceType = try section.string("service_type")
        let apiKey = try section.secret("api_key")
        guard let id, !id.isEmpty else {
            section.warn("connector_id", "is missing; the entry is skipped. Write the connector's id, as Kibana shows it")
            return nil
        }
        if serviceType == nil {
            section.warn("service_type", "is missing; `dropbox` is assumed. Write `service_type: dropbox`")
        }
        self.init(
            id: id, serviceType: serviceType ?? "dropbox", apiKey: apiKey,
            line: section.line(of: "connector_id") ?? section.line)
    }

    private static func withDeprecatedPair(
        _ root: ConfigurationSection, _ entries: [ConnectorEntry]
    ) throws(ConfigurationError) -> [ConnectorEntry] {
        let id = try root.string("connector_id")
        let serviceType = try root.string("service_type")
        guard let id, !id.isEmpty else { return entries }
        guard entries.isEmpty else {
            root.warn("connector_id", "is deprecated and ignored, because `connectors` is given. Remove it and `service_type`")
            return entries
        }
        root.warn(
            "connector_id",
            "is deprecated. Write a list instead: `connectors:`, below it `  - connector_id: ...` and `    service_type: dropbox`")
        return [
            ConnectorEntry(id: id, serviceType: serviceType ?? "dropbox", line: root.line(of: "connector_id"))
        ]
    }
}
