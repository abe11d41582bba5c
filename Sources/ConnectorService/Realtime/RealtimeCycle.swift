import ConnectorProtocol

/// Starts a watch for each connector that has none: `service.realtime`.
struct RealtimeCycle: Sendable {
    let context: ServiceContext
    let running: BackgroundTasks
    private let memory = WatchMemory()

    init(context: ServiceContext, running: BackgroundTasks) {
        self.context = context
        self.running = running
    }

    /// - Throws: `ElasticsearchError` when the connectors cannot be listed.
    func run() async throws {
        for connector in try await context.supportedConnectors() {
            let watch = ConnectorWatch(connectorID: connector.id, context: context, memory: memory)
            running.start(connector.id) { await watch.run() }
        }
    }
}
