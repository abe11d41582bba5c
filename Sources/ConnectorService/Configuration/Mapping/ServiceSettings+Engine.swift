import SyncEngine

extension ServiceSettings {
    /// Whose connectors are served besides those that are listed. Those of other kinds are another service's, and are
    /// not touched.
    var effectiveServiceTypes: [String] { workerMode ? serviceTypes.filter { $0 == "dropbox" } : [] }

    /// For the sync engine.
    var brake: DeletionBrake {
        var brake = DeletionBrake()
        brake.isEnabled = deletionBrake.enabled
        brake.maximumPercent = deletionBrake.maxPercent
        brake.maximumDocuments = deletionBrake.maxDocuments
        return brake
    }
}
