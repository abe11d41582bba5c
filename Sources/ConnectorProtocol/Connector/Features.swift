public import Support

/// What a source can do, as Kibana reads it: which tabs, schedules and buttons it shows.
public struct Features: Sendable, Hashable {
    public var basicSyncRules: Bool
    public var advancedSyncRules: Bool
    public var documentLevelSecurity: Bool
    public var incrementalSync: Bool
    /// The only one that counts as on when it is missing.
    public var nativeConnectorAPIKeys: Bool
    /// The names these had before `sync_rules`: plain booleans, read and never written.
    public var legacySyncRules: Bool

    public init(
        basicSyncRules: Bool, advancedSyncRules: Bool, documentLevelSecurity: Bool, incrementalSync: Bool,
        nativeConnectorAPIKeys: Bool = false
    ) {
        self.basicSyncRules = basicSyncRules
        self.advancedSyncRules = advancedSyncRules
        self.documentLevelSecurity = documentLevelSecurity
        self.incrementalSync = incrementalSync
        self.nativeConnectorAPIKeys = nativeConnectorAPIKeys
        legacySyncRules = false
    }

    /// Reads the `features` object of a connector; what is missing is off.
    public init(_ json: JSON?) {
        func enabled(_ feature: JSON?) -> Bool? { feature?.flag("enabled") }
        basicSyncRules = enabled(json?["sync_rules"]?["basic"]) ?? false
        advancedSyncRules = enabled(json?["sync_rules"]?["advanced"]) ?? false
        documentLevelSecurity = enabled(json?["document_level_security"]) ?? false
        incrementalSync = enabled(json?["incremental_sync"]) ?? false
        nativeConnectorAPIKeys = enabled(json?["native_connector_api_keys"]) ?? true
        legacySyncRules = json?.flag("filtering_rules") ?? false || json?.flag("filtering_advanced_config") ?? false
    }

    /// Whether rules of either kind apply.
    public var syncRules: Bool { basicSyncRules || advancedSyncRules || legacySyncRules }

    /// The complete object, as it is stored.
    public var json: JSON {
        [
            "sync_rules": [
                "basic": ["enabled": .bool(basicSyncRules)], "advanced": ["enabled": .bool(advancedSyncRules)],
            ],
            "document_level_security": ["enabled": .bool(documentLevelSecurity)],
            "incremental_sync": ["enabled": .bool(incrementalSync)],
            "native_connector_api_keys": ["enabled": .bool(nativeConnectorAPIKeys)],
        ]
    }
}
