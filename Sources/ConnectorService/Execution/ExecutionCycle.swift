import ConnectorProtocol
import Foundation
import Support

/// Looks for jobs that wait, and starts those that may run.
struct ExecutionCycle: Sendable {
    let context: ServiceContext
    let types: [SyncJobType]
    /// Jobs at the same time in this process.
    let maximumJobs: Int
    let running: BackgroundTasks
    /// Who looks for the next job when one has ended.
    let wakeUp: WakeUp
    private let places: JobPlaces

    init(context: ServiceContext, types: [SyncJobType], maximumJobs: Int, running: BackgroundTasks, wakeUp: WakeUp) {
        self.context = context
        self.types = types
        self.maximumJobs = maximumJobs
        self.running = running
        self.wakeUp = wakeUp
        // Less than a poll, or every second one would pass it over.
        places = JobPlaces(pauseAfterRefusal: context.configuration.service.idling / 2, clock: context.clock)
    }

    /// Starts what can be started now, in the order of ``JobLine``.
    ///
    /// - Throws: `ElasticsearchError` when the jobs cannot be listed.
    func run() async throws {
        let connectors = try await context.supportedConnectors()
        guard !connectors.isEmpty else { return }
        let jobs = try await context.state.jobs.pending(of: connectors.map(\.id), types: types)
        var waiting = 0
        for job in JobLine(jobs, of: connectors).jobs
        where !running.contains(job.connectorID) && !places.isRefused(job.connectorID) {
            if running.count < maximumJobs { start(job) } else { waiting += 1 }
        }
        places.noteWaiting(waiting)
    }

    private func start(_ job: SyncJob) {
        let log = context.log.labelled([
            "connector_id": job.connectorID, "sync_job_id": job.id, "index_name": job.indexName ?? "",
            "service_type": job.serviceType ?? "",
        ])
        // Claimed where it runs: a job that were claimed here and then not started, because the service ends,
        // would look alive until the idle sweep.
        running.start(job.connectorID, waking: wakeUp) {
            if Task.isCancelled { return false }
            // A claim that is broken off may have been written all the same. A task of its own, awaited here, is
            // not cancelled: once it is begun it comes to its end, and the job is run, if only to be suspended.
            let context = await context.serving(job.connectorID)
            let claiming = Task { await claim(job, context, log) }
            if let started = await claiming.value {
                await JobRun(
                    job: started.job, connector: started.connector, context: context, places: places, log: log
                ).run()
            } else {
                // The next in line gets the place, at once; this one is tried again at a later look.
                places.noteRefused(job.connectorID)
            }
            return true
        }
    }

    /// Marks the connector as syncing, then takes the job. Nil when others were faster, or nothing can be written.
    private func claim(_ job: SyncJob, _ context: ServiceContext, _ log: Log) async -> (connector: Connector, job: SyncJob)? {
        do {
            return try await context.state.start(job, by: context.hostname, at: context.now())
        } catch let error as ProtocolError {
            log.debug("Not started: \(error)")
        } catch {
            log.error("The job could not be claimed, will try again: \(error)")
        }
        return nil
    }
}
