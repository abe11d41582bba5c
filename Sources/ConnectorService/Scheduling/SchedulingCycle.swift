import ConnectorProtocol
import DropboxSource
import Foundation
import Support

/// Looks after every connector again and again: its form, its heartbeat, its connection, its schedules.
///
/// Connector protocol: scheduling loop.
struct SchedulingCycle: Sendable {
    private(set) var context: ServiceContext
    let running: BackgroundTasks
    private let memory = ConnectorMemory()
    private let schedules = ScheduleMemory()
    private let security = SecuritySchedule()
    private let turns: Turns

    init(context: ServiceContext, running: BackgroundTasks) {
        self.context = context
        self.running = running
        turns = Turns(context.configuration.service.maxConcurrentSchedulingTasks)
    }

    /// Starts a look at each connector of which none is under way: one that hangs delays no other.
    ///
    /// - Throws: `ElasticsearchError` when the connectors cannot be listed. What fails for one connector is
    ///   written on that connector.
    func run() async throws {
        for connector in try await context.supportedConnectors() {
            let isStarted = running.start(connector.id) {
                await serving(connector).look(after: connector)
            }
            if !isStarted { beat(connector) }
        }
    }

    private func serving(_ connector: Connector) async -> SchedulingCycle {
        var own = self
        own.context = await context.serving(connector.id)
        return own
    }

    /// A connector that is waited for is looked after all the same, and has to show that.
    private func beat(_ connector: Connector) {
        running.start("heartbeat of \(connector.id)") {
            do {
                try await serving(connector).checkIn(connector)
            } catch {
                if !Task.isCancelled {
                    context.log.warning("The heartbeat failed, will try again: \(error)", ["connector_id": connector.id])
                }
            }
        }
    }

    private func look(after connector: Connector) async {
        let log = context.log.labelled(["connector_id": connector.id])
        do {
            guard try await isOurs(connector, log) else { return }
            let connector = try await turns.take {
                let prepared = try await prepare(connector, log)
                try await checkIn(prepared)
                return prepared
            }
            guard connector.status.hasValues else {
                log.debug("The connector waits for its configuration")
                return
            }
            // Outside of the turns: Dropbox may take its time, and the other connectors must not wait for it.
            guard try await canWork(connector, log) else { return }
            try await turns.take { try await schedule(connector, log) }
        } catch {
            // What its key was allowed to may have changed.
            context.credentials.forget(connector.id)
            if !Task.isCancelled { log.error("The connector could not be looked after: \(error)") }
        }
    }
}

// MARK: The steps

extension SchedulingCycle {
    /// Whether the connector is a Dropbox connector, or none of any kind yet. The form of another kind must not be
    /// replaced by ours.
    private func isOurs(_ connector: Connector, _ log: Log) async throws -> Bool {
        guard let type = connector.serviceType, type != "dropbox" else { return true }
        let error = "config.yml names this connector, and its service type is \"\(type)\": this service serves dropbox alone."
        log.error("\(error)")
        try await context.state.connectors.failed(connector, error: error)
        return false
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
        let now = context.now()
        let interval = context.configuration.service.heartbeat.seconds
        let isDue = connector.lastSeen.map { now.timeIntervalSince($0) >= interval } ?? true
        guard memory.isFirstVisit(of: connector.id) || isDue else { return }
        try await context.state.connectors.checkIn(connector.id, at: now)
    }

    /// How long Dropbox may keep a look waiting: a pause it asks for can be hours, and schedules have to go on.
    private static let patience: Duration = .seconds(300)

    /// Makes what Dropbox has to be asked for, and goes by the last answer when there is none.
    private func canWork(_ connector: Connector, _ log: Log) async throws -> Bool {
        let answer = try await within(Self.patience, context.clock) {
            guard try await check(connector, log) else { return false }
            try await judgeDraft(of: connector, log)
            return true
        }
        if let answer { return answer }
        let canWork = memory.lastVerdict(on: connector) ?? (connector.status == .connected)
        log.warning(
            "Dropbox has not answered for \(Int(Self.patience.seconds)) s; what was known of the connector before is gone by: it \(canWork ? "can work" : "cannot work")")
        memory.note(connector, canWork: canWork, clock: context.clock)
        return canWork
    }

    /// Validates the configuration and asks Dropbox, when the configuration has changed or the last time was
    /// long ago: not every 30 seconds. Returns whether the connector can work, as far as is known.
    private func check(_ connector: Connector, _ log: Log) async throws -> Bool {
        if let known = memory.knownState(of: connector) { return known }
        do {
            let configuration = try ConnectorConfiguration(
                stored: connector.configuration, schema: .dropbox, environment: context.secretEnvironment)
            try configuration.validate()
            let settings = SourceSettings(configuration)
            let account = try await context.account(settings, log: log)
            try await account.check(settings.path)
            try await context.state.connectors.connected(connector)
            memory.note(connector, canWork: true, clock: context.clock)
            log.info("Connected to the Dropbox of \(account.email)\(account.isTeam ? ", the admin of a team" : "")")
            return true
        } catch {
            if Task.isCancelled { throw error }
            memory.note(connector, canWork: false, clock: context.clock)
            log.error("The connector cannot work: \(error)")
            try await context.state.connectors.failed(connector, error: "\(error)")
            return false
        }
    }

    /// A verdict that cannot be found now is no reason not to schedule: the rules in force stay in force.
    private func judgeDraft(of connector: Connector, _ log: Log) async throws {
        do {
            try await DraftCycle(context: context).run(connector, log)
        } catch {
            if Task.isCancelled { throw error }
            log.error("The edited sync rules could not be validated, will try again: \(error)")
        }
    }

    /// Creates the jobs that are due. Of several ticks that were missed, one is made good for.
    private func schedule(_ connector: Connector, _ log: Log) async throws {
        guard connector.indexName != nil else { return }
        let now = context.now()
        for type in schedulable(connector) {
            do {
                guard let due = try schedules.due(connector, type, at: now) else { continue }
                if type == .accessControl, try await !security.allows(due, of: connector.id, context, log) { continue }
                guard let job = try await context.state.schedule(connector.id, type, due: due, at: now) else { continue }
                log.info(
                    "Created the \(type.rawValue) sync that was due at \(Timestamp.formatDropbox(due))",
                    ["sync_job_id": job])
                context.signals.jobCreated(type)
            } catch let error as CronError {
                log.error("\(error)")
                try await context.state.connectors.failed(connector, error: "\(error)")
            }
        }
    }

    /// The types of sync that the connector's features offer, in the order of the protocol.
    private func schedulable(_ connector: Connector) -> [SyncJobType] {
        var types: [SyncJobType] = []
        if security.concerns(connector, environment: context.secretEnvironment) { types.append(.accessControl) }
        if connector.features.incrementalSync { types.append(.incremental) }
        return types + [.full]
    }
}
