import ConnectorProtocol
import Dropbox
import Elasticsearch
import Foundation
import Support
import SyncEngine
import Synchronization

/// One claimed job, run to its end: whatever happens, the job and its connector are left in a state that says so.
final class JobRun: Sendable {
    private let job: SyncJob
    private let connector: Connector
    private let context: ServiceContext
    private let places: JobPlaces?
    private let log: Log
    private let dropbox: DropboxCounters
    /// Nil until everything that comes before the sync has been checked.
    private let work = Mutex<(any JobWork)?>(nil)
    private let savedCursor = Mutex<JSON?>(nil)
    private let stopwatch: Stopwatch

    /// - Parameter places: Where it is seen whether other jobs wait for this one's place; nil when it is nobody else's.
    init(job: SyncJob, connector: Connector, context: ServiceContext, places: JobPlaces? = nil, log: Log) {
        self.job = job
        self.connector = connector
        self.context = context
        self.places = places
        self.log = log
        dropbox = DropboxCounters(within: context.metrics.dropbox)
        stopwatch = Stopwatch(context.clock)
    }

    /// The work is done.
    private struct Done: Sendable {
        /// What the connector keeps for the next sync.
        var cursor: JSON?
    }

    /// Why the work came to its end.
    private enum Outcome: Sendable {
        case completed(Done)
        case ended(SyncJobEnd)
    }

    /// Runs the job. Returns when its end has been written, or cannot be.
    func run() async {
        log.info("The \(job.type.rawValue) sync starts")
        context.metrics.jobs.begins(job)
        defer { context.metrics.jobs.ends(job) }
        let outcome = await outcome()
        // The service may be shutting down, and then every wait in this task throws at once; but a job that
        // is not marked as ended looks alive until the idle sweep. A new task, awaited here, is not cancelled.
        await Task { await finish(outcome) }.value
    }

    private func outcome() async -> Outcome {
        do {
            return .completed(try await doWork())
        } catch is CancelationRequested {
            return .ended(.canceled)
        } catch is PlaceGivenUp {
            return .ended(.suspended)
        } catch {
            if Task.isCancelled { return .ended(.suspended) }
            return .ended(.error(ErrorText.ofJob(error)))
        }
    }

    /// The work itself, with the reports about it beside it; the first of them to fail ends all.
    private func doWork() async throws -> Done {
        try await withThrowingTaskGroup(of: Done?.self) { group in
            group.addTask { try await self.sync() }
            group.addTask { try await self.reportProgress() }
            group.addTask { try await self.keepCursors() }
            group.addTask { try await self.watchForCancelation() }
            group.addTask { try await self.logProgress() }
            group.addTask { try await self.giveWay() }
            defer { group.cancelAll() }
            // The reports never end by themselves, so the first to end is the work, or a failure.
            guard let done = try await group.next().flatMap({ $0 }) else { throw CancellationError() }
            return done
        }
    }

    /// Dropbox moves an account to another root namespace when it joins or leaves a team: what was read so far is of a
    /// root that is no more, so the account is looked up again and the sync begins anew (422 `invalid_root`). A layout
    /// that changes under every attempt is one that nobody can list.
    private static let maximumRoots = 3

    private func sync() async throws -> Done {
        var roots = 1
        while true {
            do {
                let work = try await makeWork()
                self.work.withLock { $0 = work }
                context.metrics.jobs.begins(work, of: job)
                return Done(cursor: try await work.run())
            } catch let error as DropboxError where error.isInvalidRoot && roots < Self.maximumRoots {
                roots += 1
                log.warning("The account has got another root, so the sync looks it up and begins anew: \(error)")
            }
        }
    }

    private func makeWork() async throws -> any JobWork {
        try job.demandDropbox()
        if job.type == .accessControl {
            return try await AccessControlJob(
                job: job, connector: connector, context: context, counters: dropbox, log: log)
        }
        return try await ContentJob(
            job: job, after: work.withLock { $0 }?.report, connector: connector, context: context, counters: dropbox,
            log: log)
    }

    /// What the job has done; before its sync has begun, what it had done before it was suspended.
    private var report: SyncReport {
        if let report = work.withLock({ $0 })?.report { return report }
        var report = SyncReport(carriedIn: job.metadata)
        report.keepListing(of: job, if: true)
        return report
    }

    private var metadata: [String: JSON] {
        let own = work.withLock { $0 }?.metadata ?? [:]
        return report.metadata(dropbox: dropbox.snapshot).merging(own) { $1 }
    }
}

extension DropboxError {
    fileprivate var isInvalidRoot: Bool {
        if case .invalidRoot = code { true } else { false }
    }
}

// MARK: What goes on beside the work

extension JobRun {
    /// A person asked for the job's end.
    private struct CancelationRequested: Error {}

    /// Connector protocol: job stats and `last_seen`, every 10 seconds from the claim on.
    private func reportProgress() async throws -> Done? {
        while true {
            try await context.clock.sleep(for: .seconds(10))
            await tolerant("report progress") {
                _ = try await self.context.state.jobs.report(
                    self.report.stats, metadata: self.metadata, on: self.job.id,
                    at: context.now())
            }
        }
    }

    /// How often a cursor is stored that has changed: what a killed process lists again.
    private static let cursorInterval: Duration = .seconds(2)

    private func keepCursors() async throws -> Done? {
        while true {
            try await context.clock.sleep(for: Self.cursorInterval)
            await tolerant("keep the cursor") { try await self.keepCursor() }
        }
    }

    /// Stores how far the sync has come, so that the next one goes on from there however this one ends.
    private func keepCursor() async throws {
        guard let cursor = work.withLock({ $0 })?.acknowledged, savedCursor.withLock({ $0 != cursor }) else { return }
        try await context.state.connectors.update(connector.id, to: "cursor") { _ in ["sync_cursor": cursor] }
        savedCursor.withLock { $0 = cursor }
    }

    /// Connector protocol: job check, every 5 seconds.
    private func watchForCancelation() async throws -> Done? {
        while true {
            try await context.clock.sleep(for: .seconds(5))
            var current: SyncJob?? = .none
            var connectorIsGone = false
            await tolerant("look for a cancelation") {
                current = .some(try await context.state.jobs.job(job.id))
                connectorIsGone = try await context.state.connectors.connector(connector.id)?.isDeleted ?? true
            }
            if connectorIsGone { throw JobError(.jobNotRunning, "The connector was deleted while the job ran.") }
            switch current {
            case .none: continue
            case .some(nil): throw JobError(.jobNotRunning, "The job's document was deleted while it ran.")
            case .some(let job?) where job.status == .canceling: throw CancelationRequested()
            case .some(let job?) where job.status != .inProgress:
                throw JobError(.jobNotRunning, "Somebody set the job to \(job.status.rawValue) while it ran.")
            case .some: continue
            }
        }
    }

    /// Another job is to have the place of this one.
    private struct PlaceGivenUp: Error {}

    /// How long Dropbox must have let a job wait before it gives way to those that could work.
    private static let patience: Duration = .seconds(30)

    /// A job that a rate limit holds back, for hours perhaps, must not keep its place from others: it is suspended,
    /// and takes up its listing when it is its turn again.
    private func giveWay() async throws -> Done? {
        var (calls, since) = (0, Stopwatch(context.clock))
        while true {
            try await context.clock.sleep(for: .seconds(5))
            let now = dropbox.snapshot
            if now.held == 0 || now.allCalls != calls { (calls, since) = (now.allCalls, Stopwatch(context.clock)) }
            guard since.elapsed >= Self.patience, let places, places.takeRequest() else { continue }
            log.info("Dropbox lets the sync wait, and other jobs could work meanwhile: it gives way to them")
            throw PlaceGivenUp()
        }
    }

    private func logProgress() async throws -> Done? {
        while true {
            try await context.clock.sleep(for: .seconds(5))
            log.info("\(progress)")
        }
    }

    private var progress: ProgressLine {
        ProgressLine(report: report, dropbox: dropbox.snapshot, elapsed: stopwatch.elapsed)
    }

    /// What fails here fails again, or not, at the next tick: a cluster that is away for a moment must not
    /// end a sync of many hours.
    private func tolerant(_ purpose: String, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch where !Task.isCancelled {
            log.warning("Could not \(purpose), will try again: \(error)")
        } catch {}
    }
}

// MARK: The end

extension JobRun {
    /// Writes how the job ended, on the job and then on its connector.
    private func finish(_ outcome: Outcome) async {
        let (end, cursor) =
            switch outcome {
            case .completed(let done): (SyncJobEnd.completed, done.cursor)
            case .ended(let end): (end, Optional.none)
            }
        tell(end)
        context.metrics.store.count(.jobs, [job.type.rawValue, end.status.rawValue])
        context.metrics.store.observe(stopwatch.elapsed.seconds, .jobDuration, [job.type.rawValue])
        let report = report
        if cursor == nil { await tolerant("keep the cursor") { try await keepCursor() } }
        do {
            let total = await documentCount()
            try await context.state.finish(
                job, as: end, stats: report.stats, totalDocumentCount: total,
                metadata: metadata, cursor: cursor, at: context.now())
        } catch {
            log.error("The end of the sync could not be written; the job will be taken for dead and cleaned up: \(error)")
        }
    }

    private func tell(_ end: SyncJobEnd) {
        switch end {
        case .completed: log.info("The sync is completed: \(progress)")
        case .canceled: log.info("The sync was canceled: \(progress)")
        case .suspended: log.info("The sync is suspended, and is gone on with later: \(progress)")
        case .error(let text): log.error("The sync failed: \(text) So far: \(progress)")
        }
        let report = report
        if let summary = report.withoutTextSummary { log.info("\(summary)") }
        if !report.firstFailures.isEmpty {
            log.warning("\(report.firstFailures.count) failures are named in the job's report, the first: \(report.firstFailures[0])")
        }
    }

    /// Documents in the index that the job writes: contents, or identities. Nil when they cannot be counted, which is no
    /// reason to leave the job open.
    private func documentCount() async -> Int? {
        guard let index = job.type.isContent ? job.indexName : AccessControlIndex(of: job)?.name else { return nil }
        let client = context.contentClient(for: connector.id)
        do {
            guard try await client.exists(index) else { return 0 }
            try await client.refresh(index)
            return try await client.count(index)
        } catch {
            log.warning("The documents of \(index) could not be counted: \(error)")
            return nil
        }
    }
}
