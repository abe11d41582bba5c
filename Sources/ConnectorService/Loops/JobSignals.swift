import ConnectorProtocol

/// Tells the loops of this process that there may be a job for them: what they would find at their next look, they
/// find now. Jobs that others make are found by looking.
struct JobSignals: Sendable {
    let content = WakeUp()
    let accessControl = WakeUp()

    func jobCreated(_ type: SyncJobType) { (type.isContent ? content : accessControl).call() }
}
