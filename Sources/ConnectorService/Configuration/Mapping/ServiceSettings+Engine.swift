import SyncEngine

extension ServiceSettings {
    /// Whose connectors are served besides those that are listed.
    var effectiveServiceTypes: [String] { workerMode ? serviceTypes : [] }

    /// For the sync engine.
    var brake: DeletionBrake {
        var brake = DeletionBrake()
        brake.isEnabled = deletionBrake.enabled
        brake.maximumPercent = deletionBrake.maxPercent
        brake.maximumDocuments = deletionBrake.maxDocuments
        return brake
    }
}
