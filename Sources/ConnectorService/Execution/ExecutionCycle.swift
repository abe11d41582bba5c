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

    /// Starts what can be started now, oldest first.
    ///
    /// - Throws: `ElasticsearchError` when the jobs cannot be listed.
    func run() async throws {
        let connectors = try await context.supportedConnectors()
        guard !connectors.isEmpty else { return }
        for job in try await context.state.jobs.pending(of: connectors.map(\.id), types: types) {
            guard running.count < maximumJobs else { return }
            guard let connector = connectors.first(where: { $0.id == job.connectorID }) else { continue }
            let log = context.log.labelled([
                "connector_id": connector.id, "sync_job_id": job.id, "index_name": job.indexName ?? "",
                "service_type": job.serviceType ?? "",
            ])
            // Claimed where it runs: a job that were claimed here and then not started, because the service ends,
            // would look alive until the idle sweep.
            running.start(connector.id, waking: wakeUp) {
                if Task.isCancelled { return false }
                // A claim that is broken off may have been written all the same. A task of its own, awaited here, is
                // not cancelled: once it is begun it comes to its end, and the job is run, if only to be suspended.
                let context = await context.serving(connector.id)
                let claiming = Task { await claim(job, context, log) }
                guard let started = await claiming.value else { return false }
                await JobRun(job: started.job, connector: started.connector, context: context, log: log).run()
                return true
            }
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
