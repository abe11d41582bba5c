import ConnectorProtocol
import DropboxSource
import Foundation
import Support

/// Looks after every connector again and again: its form, its heartbeat, its connection.
///
/// Connector protocol: scheduling loop.
struct SchedulingCycle: Sendable {
    let context: ServiceContext
    private let memory = ConnectorMemory()

    init(context: ServiceContext) {
        self.context = context
    }

    /// Looks at each connector once, several at a time: one that hangs delays no other for long.
    ///
    /// - Throws: `ElasticsearchError` when the connectors cannot be listed. What fails for one connector is
    ///   written on that connector.
    func run() async throws {
        let connectors = try await context.supportedConnectors()
        let width = context.configuration.service.maxConcurrentSchedulingTasks
        await withDiscardingTaskGroup { group in
            let turns = Turns(width)
            for connector in connectors {
                await turns.take()
                group.addTask {
                    await look(after: connector)
                    await turns.giveBack()
                }
            }
        }
    }

    private func look(after connector: Connector) async {
        let log = context.log.labelled(["connector_id": connector.id])
        do {
            let connector = try await prepare(connector, log)
            try await checkIn(connector)
            guard connector.status.hasValues else {
                log.debug("The connector waits for its configuration")
                return
            }
            try await check(connector, log)
        } catch {
            if !Task.isCancelled { log.error("The connector could not be looked after: \(error)") }
        }
    }

    /// Gives the connector the form that Kibana shows, and what the source can do.
    private func prepare(_ connector: Connector, _ log: Log) async throws -> Connector {
        let wasEmpty = connector.configuration.isEmpty
        let (prepared, added) = try await context.state.connectors.prepare(
            connector.id, schema: .dropbox, serviceType: "dropbox", features: .dropbox)
        if wasEmpty {
            log.info("Wrote the configuration form; the connector waits for its values")
        } else if !added.isEmpty {
            log.warning("Added fields to the configuration, which may want a look: \(added.joined(separator: ", "))")
        }
        return prepared
    }

    private func checkIn(_ connector: Connector) async throws {
        let now = Date()
        let interval = context.configuration.service.heartbeat.seconds
        let isDue = connector.lastSeen.map { now.timeIntervalSince($0) >= interval } ?? true
        guard memory.isFirstVisit(of: connector.id) || isDue else { return }
        try await context.state.connectors.checkIn(connector.id, at: now)
    }

    /// Validates the configuration and asks Dropbox, when the configuration has changed or the last time was
    /// long ago: not every 30 seconds.
    private func check(_ connector: Connector, _ log: Log) async throws {
        guard memory.needsCheck(connector, clock: context.clock) else { return }
        do {
            let configuration = try ConnectorConfiguration(
                stored: connector.configuration, schema: .dropbox, environment: context.secretEnvironment)
            try configuration.validate()
            let account = try await context.account(SourceSettings(configuration), log: log)
            try await context.state.connectors.connected(connector)
            memory.noteSuccess(connector, clock: context.clock)
            log.info("Connected to the Dropbox of \(account.email)\(account.isTeam ? ", the admin of a team" : "")")
        } catch {
            if Task.isCancelled { return }
            memory.noteFailure(connector, clock: context.clock)
            log.error("The connector cannot work: \(error)")
            try await context.state.connectors.failed(connector, error: "\(error)")
        }
    }
}
