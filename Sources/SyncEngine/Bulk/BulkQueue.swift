import Elasticsearch
import Support
import Synchronization

/// Takes operations one by one, cuts them into requests, and sends several requests at a time.
///
/// `add` waits while all requests are busy and the next one is full: a slow cluster slows the listing.
actor BulkQueue {
    private let client: ElasticsearchClient
    private let plan: SyncPlan
    private let counters: SyncCounters
    private let budget: ByteBudget
    private let log: Log
    private let retries: RetryList
    private let batches = BoundedChannel<[PendingOperation]>(capacity: 1)
    /// What has been announced or added, and not been answered for.
    nonisolated let unacknowledged = UnacknowledgedIDs()
    private var batch: PendingBatch
    private var monitor: BulkErrorMonitor
    /// Documents in ``batch`` for which content was fetched.
    private var contents = 0
    /// Requests that are being sent.
    private let underWay = Mutex(0)

    init(
        client: ElasticsearchClient, plan: SyncPlan, counters: SyncCounters, budget: ByteBudget, retries: RetryList,
        log: Log
    ) {
        self.client = client
        self.plan = plan
        self.counters = counters
        self.budget = budget
        self.retries = retries
        self.log = log
        batch = PendingBatch(index: plan.index, options: plan.bulk)
        monitor = BulkErrorMonitor(plan.bulk.errorMonitor)
    }

    /// Whether an operation of this document is under way.
    nonisolated func isUnderWay(_ id: String) -> Bool { unacknowledged.contains(id) }

    /// Says that an operation of the document is going to be added, before it can be.
    nonisolated func announce(_ id: String) { unacknowledged.insert(id) }

    /// Says that what was announced is not going to be added after all.
    nonisolated func withdraw(_ id: String) { unacknowledged.remove([id]) }

    /// Says that a page ends here. Returns its number.
    nonisolated func turnPage() -> Int { unacknowledged.turnPage() }

    func add(_ operation: PendingOperation) async throws {
        unacknowledged.insert(operation.operation.id)
        let full = batch.add(operation)
        if !full.isEmpty { contents = 0 }
        for full in full { try await batches.send(full) }
        guard operation.charge > 0 else { return }
        contents += 1
        // A download waits for the memory that this and its like hold: a fuller request is not worth that. Nor is it
        // worth the downloads that are lost if the process is killed now, while nothing else is being sent.
        let canSend = contents >= Self.earlyContents && underWay.withLock { $0 } < plan.bulk.maximumConcurrency
        if budget.waiting > 0 || canSend { try await flush() }
    }

    /// How many fetched contents wait for each other at most while a request could be sent.
    private static let earlyContents = 25

    /// Sends what has been waiting, so that a slow download does not hold back what came before it.
    func flush() async throws {
        contents = 0
        if let rest = batch.take() { try await batches.send(rest) }
    }

    /// Returns when everything announced and added is acknowledged.
    func drain() async throws {
        try await flush()
        try await unacknowledged.waitUntilEmpty()
    }

    /// No operation comes after this.
    func finish() async throws {
        try await flush()
        batches.finish()
    }

    /// Sends batches until the queue is finished, ``BulkOptions/maximumConcurrency`` at a time.
    ///
    /// - Throws: ``ElasticsearchError`` for a request that failed after its retries;
    ///   `TooManyBulkFailures` when too many single documents were refused.
    nonisolated func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<plan.bulk.maximumConcurrency {
                group.addTask { try await self.sendBatches() }
            }
            try await group.waitForAll()
        }
    }

    private nonisolated func sendBatches() async throws {
        do {
            for try await batch in batches {
                underWay.withLock { $0 += 1 }
                try await send(batch)
                underWay.withLock { $0 -= 1 }
            }
        } catch {
            // The group waits for all its tasks before it throws: the others have to end too. And whoever waits
            // to hand a batch over must not wait for ever.
            batches.finish(throwing: error)
            throw error
        }
    }

    /// - Throws: ``OperationsLost`` when something that was added has not been acknowledged.
    nonisolated func checkThatEverythingIsAcknowledged() throws {
        let count = unacknowledged.count
        guard count == 0 else { throw OperationsLost(count: count) }
    }

    private nonisolated func send(_ batch: [PendingOperation]) async throws {
        defer { budget.release(batch.reduce(0) { $0 + $1.charge }) }
        let results = try await client.bulk(
            batch.map(\.operation), index: plan.index, pipeline: plan.pipeline.name)
        try await note(results, of: batch)
        unacknowledged.remove(batch.map(\.operation.id))
    }

    private func note(_ results: [BulkItemResult], of batch: [PendingOperation]) throws {
        counters.update { report in
            for (operation, result) in zip(batch, results) { report.note(result, of: operation) }
        }
        for (operation, result) in zip(batch, results) {
            if plan.bulk.logsOperations { log.debug("Elasticsearch: \(operation.effect) \(operation.operation.id): \(result)") }
            if case .failed(let failure) = result {
                log.warning("Elasticsearch refused a document: \(operation.label): \(failure)")
                retries.insertFailed(operation.operation.id)
            } else if !operation.isIncomplete {
                retries.remove(operation.operation.id)
            }
            try monitor.note(result)
        }
    }
}

extension SyncReport {
    fileprivate mutating func note(_ result: BulkItemResult, of operation: PendingOperation) {
        if case .failed(let failure) = result {
            failed += 1
            nameFailure("\(operation.label): \(failure)")
            return
        }
        switch operation.effect {
        case .create: created += 1
        case .replace: replaced += 1
        case .update: updated += 1
        // A document that was never there, such as one that the rules reject, is not one that was deleted.
        case .delete: if result != .notFound { deleted += 1 }
        }
        if operation.effect != .delete { indexedBytes += operation.operation.documentBytes }
    }
}

/// Operations were decided and never answered for: a mistake of this program, after which the index must not be
/// taken for complete.
struct OperationsLost: Error, CustomStringConvertible {
    var count: Int

    var description: String {
        "\(count) documents were neither written nor refused. Please report this; the next sync writes them."
    }
}
