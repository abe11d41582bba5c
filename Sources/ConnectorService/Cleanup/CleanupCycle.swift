import ConnectorProtocol
import Foundation
import Support

/// Ends jobs whose service has died, so that their connectors can be synced again.
///
/// Connector protocol: idle and orphaned jobs.
struct CleanupCycle: Sendable {
    let context: ServiceContext
    private let markers = StaleMarkerMemory()

    init(context: ServiceContext) {
        self.context = context
    }

    /// - Throws: `ElasticsearchError` when jobs cannot be listed. What fails for one job is logged.
    func run() async throws {
        let now = context.now()
        let state = context.state
        for job in try await state.jobs.orphaned(connectorIDs: try await state.connectors.allIDs(), at: now) {
            await fail(job, isOrphaned: true, at: now)
        }
        let connectors = try await context.supportedConnectors()
        guard !connectors.isEmpty else { return }
        for job in try await state.jobs.idle(of: connectors.map(\.id), at: now) {
            await fail(job, isOrphaned: false, at: now)
        }
        let running = try await state.jobs.running(of: connectors.map(\.id))
        for connector in connectors {
            for type in [SyncJobType.full, .accessControl] {
                await clearMarker(of: connector, type, running: running, at: now)
            }
        }
    }

    private func fail(_ job: SyncJob, isOrphaned: Bool, at now: Date) async {
        let log = context.log.labelled(["sync_job_id": job.id, "connector_id": job.connectorID])
        do {
            let state = await context.serving(job.connectorID).state
            guard let failed = try await state.failIdle(job, isOrphaned: isOrphaned, at: now) else { return }
            log.warning("A job was taken for dead: \(failed.error ?? "")")
        } catch {
            log.error("A dead job could not be ended: \(error)")
        }
    }

    private func clearMarker(of connector: Connector, _ type: SyncJobType, running: [SyncJob], at now: Date) async {
        guard let reason = markers.reasonToClear(connector, type, running: running, at: now) else { return }
        let log = context.log.labelled(["connector_id": connector.id])
        do {
            let state = await context.serving(connector.id).state
            try await state.clearMarker(of: connector, type, reason: reason, running: running, at: now)
            log.warning("The connector was marked as syncing, and is free again: \(reason)")
        } catch {
            log.error("The connector is marked as syncing by nobody, and the mark could not be cleared: \(error)")
        }
    }
}
