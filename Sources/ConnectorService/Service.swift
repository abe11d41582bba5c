import ConnectorProtocol
public import Support

/// The connector service: looks after the configured connectors until its task is cancelled.
public struct Service: Sendable {
    /// A part of the service that can be run alone.
    ///
    /// Connector protocol: the actions of the command line.
    public enum Action: String, Sendable, CaseIterable {
        /// Configuration forms, heartbeats, checks, and jobs that are due.
        case schedule
        case syncContent = "sync_content"
        case syncAccessControl = "sync_access_control"
        /// Jobs whose service has died.
        case cleanup
    }

    private let context: ServiceContext
    private let actions: Set<Action>

    /// - Parameter environment: The process's, for proxies and for secrets that connectors refer to.
    /// - Throws: What is wrong with the configuration, as a text for its author.
    public init(
        configuration: ServiceConfiguration, environment: [String: String], log: Log, actions: Set<Action>
    ) throws {
        self.init(
            try ServiceContext(configuration: configuration, environment: environment, log: log), actions: actions)
    }

    init(_ context: ServiceContext, actions: Set<Action> = Set(Action.allCases)) {
        self.context = context
        self.actions = actions
    }

    /// Runs until the task is cancelled, which is a success, or until it cannot go on.
    public func run() async -> ExitStatus {
        let log = context.log
        log.info("dropbox-connector \(ProductVersion.text) starts")
        do {
            try await context.withMonitoring {
                try await runLoops(try await Preflight(context: context).run())
            }
            return .success
        } catch let failure as PreflightFailure {
            log.critical("\(failure)")
            return failure.status
        } catch {
            if Task.isCancelled {
                log.info("The service has ended")
                return .success
            }
            log.critical("The service cannot go on: \(error)")
            return .failure
        }
    }

    private func runLoops(_ context: ServiceContext) async throws {
        context.metrics.noteStart()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for action in actions { group.addTask { try await run(action, context) } }
            if actions.contains(.schedule), context.configuration.service.realtime {
                group.addTask { try await watch(context) }
            }
            if actions.contains(.schedule), let address = context.configuration.service.webhookListen {
                group.addTask { try await Webhook(context: context).run(at: address, lookLoop: loop("webhook", pause: context.configuration.service.idling)) }
            }
            if context.configuration.service.httpListen != nil {
                group.addTask { try await monitor(context) }
            }
            // Each loop runs until it is cancelled or fails; one that fails ends the others.
            try await group.next()
            group.cancelAll()
        }
    }

    private func run(_ action: Action, _ context: ServiceContext) async throws {
        let service = context.configuration.service
        switch action {
        case .schedule:
            let looks = BackgroundTasks()
            let cycle = SchedulingCycle(context: context, running: looks)
            let loop = loop("scheduling", pause: service.idling)
            try await looks.run { try await loop.run { try await cycle.run() } }
        case .syncContent:
            try await execute(
                [.full, .incremental], maximumJobs: service.maxConcurrentContentSyncs, "content sync",
                context.signals.content, context)
        case .syncAccessControl:
            try await execute(
                [.accessControl], maximumJobs: service.maxConcurrentAccessControlSyncs, "access-control sync",
                context.signals.accessControl, context)
        case .cleanup:
            let cycle = CleanupCycle(context: context)
            try await loop("cleanup", pause: service.jobCleanupInterval).run { try await cycle.run() }
        }
    }

    private func monitor(_ context: ServiceContext) async throws {
        let loop = loop("monitoring", pause: context.configuration.service.idling)
        try await loop.run { try await context.metrics.connectors.look(context) }
    }

    private func watch(_ context: ServiceContext) async throws {
        let watches = BackgroundTasks()
        let cycle = RealtimeCycle(context: context, running: watches)
        let loop = loop("realtime", pause: context.configuration.service.idling)
        try await watches.run { try await loop.run { try await cycle.run() } }
    }

    /// Runs a loop that starts jobs; they end before it does.
    private func execute(
        _ types: [SyncJobType], maximumJobs: Int, _ name: String, _ wakeUp: WakeUp, _ context: ServiceContext
    ) async throws {
        let jobs = BackgroundTasks()
        let cycle = ExecutionCycle(
            context: context, types: types, maximumJobs: maximumJobs, running: jobs, wakeUp: wakeUp)
        let loop = loop(name, pause: context.configuration.service.idling, wakeUp)
        try await jobs.run { try await loop.run { try await cycle.run() } }
    }

    private func loop(_ name: String, pause: Duration, _ wakeUp: WakeUp? = nil) -> PollingLoop {
        PollingLoop(
            name: name, pause: pause, maximumErrors: context.configuration.service.maxErrors,
            errorSpan: context.configuration.service.maxErrorsSpan, clock: context.clock, log: context.log, wakeUp: wakeUp,
            health: context.metrics.loops, metrics: context.metrics.store)
    }
}
