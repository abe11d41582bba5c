import ConnectorProtocol
import HTTPServer
import Support

/// Dropbox's webhook, from the port to the jobs.
struct Webhook: Sendable {
    let context: ServiceContext
    private let connectors = WebhookConnectors()
    private let noted = NotedChanges()

    init(context: ServiceContext) { self.context = context }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter lookLoop: Calls what it is given again and again.
    /// - Throws: ``PreflightFailure`` when the address cannot be listened on.
    func run(at address: ListenAddress, lookLoop: PollingLoop) async throws {
        let webhook = WebhookServer(connectors: connectors, note: noted.note)
        let server = try context.listen(at: address, .open(maximumBodyBytes: WebhookServer.maximumBodyBytes), "service.webhook.listen") { request in
            let response = webhook.answer(request)
            context.metrics.store.count(.notifications, ["\(response.status)"])
            if response.status == 403 {
                context.log.debug("The webhook refused a request: \(String(decoding: response.body, as: UTF8.self))")
            }
            return response
        }
        context.log.info("The webhook is served at http://\(server.address)")
        defer { server.finish() }
        let tasks = BackgroundTasks()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await lookLoop.run { try await connectors.look(context) } }
            group.addTask { try await tasks.run { try await takeUp(tasks) } }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func takeUp(_ tasks: BackgroundTasks) async throws {
        while true {
            try await noted.wakeUp.wait()
            for id in noted.take() {
                let hasStarted = tasks.start(id, waking: noted.wakeUp) {
                    await cover(id)
                    return true
                }
                // The one that runs may have looked before; its end is a call to look here again.
                if !hasStarted { noted.keep([id]) }
            }
        }
    }

    /// Sees to it that a sync takes up the changes of a connector.
    private func cover(_ connectorID: String) async {
        let log = context.log.labelled(["connector_id": connectorID])
        do {
            try await context.clock.sleep(for: Self.burst)
            while try await !isCovered(connectorID, log) { try await context.clock.sleep(for: Self.rhythm) }
        } catch {
            if !Task.isCancelled { log.error("No sync could be created for a change that the webhook told of: \(error)") }
        }
    }

    private func isCovered(_ connectorID: String, _ log: Log) async throws -> Bool {
        guard let connector = try await context.state.connectors.connector(connectorID) else { return true }
        switch try await SyncRequester(context: context, source: .webhook).request(for: connector, log) {
        case .requested, .waiting: return true
        case .running: return false
        case .impossible(let reason):
            log.warning("The webhook told of changes, and no sync can be created: \(reason)")
            return true
        }
    }

    private static let burst = Duration.seconds(1)
    /// How often a sync that runs is looked at: what came while it ran is for the next.
    private static let rhythm = Duration.seconds(2)
}

extension ServiceContext {
    /// - Throws: ``PreflightFailure`` that names the setting.
    func listen(
        at address: ListenAddress, _ limits: ServerLimits, _ setting: String, handler: @escaping HTTPServer.Handler
    ) throws -> HTTPServer {
        do {
            return try HTTPServer.start(at: address, limits: limits, handler: handler)
        } catch let error as ServerError {
            throw PreflightFailure(.usage, "\(setting): \(error). Choose another address or port.")
        }
    }
}
