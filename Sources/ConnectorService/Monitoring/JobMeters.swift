import ConnectorProtocol
import Support
import Synchronization

/// The jobs that this process runs, and what those that have ended did.
final class JobMeters: Sendable {
    private struct Running {
        var connectorID: String
        var type: SyncJobType
        var work: (any JobWork)?
        /// What the work began with.
        var before = WorkDone()

        var done: WorkDone { work.map { WorkDone($0.report).since(before) } ?? WorkDone() }
    }

    private struct State {
        var running: [String: Running] = [:]
        var done = WorkDone()
    }

    private let state = Mutex(State())

    func begins(_ job: SyncJob) {
        state.withLock { $0.running[job.id] = Running(connectorID: job.connectorID, type: job.type) }
    }

    /// The work of a job has been prepared, and starts now; also when it has to begin anew.
    func begins(_ work: any JobWork, of job: SyncJob) {
        let before = WorkDone(work.report)
        state.withLock { state in
            if let earlier = state.running[job.id] { state.done.add(earlier.done) }
            state.running[job.id]?.work = work
            state.running[job.id]?.before = before
        }
    }

    func ends(_ job: SyncJob) {
        state.withLock { state in
            guard let ended = state.running.removeValue(forKey: job.id) else { return }
            state.done.add(ended.done)
        }
    }

    /// Over all jobs, also those that still run.
    var done: WorkDone {
        state.withLock { state in state.running.values.reduce(into: state.done) { $0.add($1.done) } }
    }

    /// Bytes of content in memory.
    var memoryUsed: Int { state.withLock { $0.running.values.reduce(0) { $0 + ($1.work?.memoryUsed ?? 0) } } }

    func running(_ connectorID: String, _ type: SyncJobType) -> Int {
        state.withLock { $0.running.values.count { $0.connectorID == connectorID && $0.type == type } }
    }
}
