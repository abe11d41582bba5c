public import Elasticsearch
import Foundation
public import Support

/// Keeps an index equal to a source.
///
/// One direction, every stage bounded: pages are listed one ahead, each document is held against what the
/// index has, the content of those that differ is fetched within a byte budget, and operations travel in
/// bulk requests, several at a time.
public struct ContentSync<Source: DocumentSource>: Sendable {
    let source: Source
    let client: ElasticsearchClient
    let plan: SyncPlan
    /// What has been done so far; it may be read while the sync runs.
    public let counters: SyncCounters
    /// How far the sync has come for good.
    public let progress: SyncProgress
    let retries: RetryList
    let unknownAccess = UnknownAccess()
    /// The memory that content may use while the sync runs.
    public let budget: ByteBudget
    let log: Log
    let clock: any Clock<Duration>

    public init(
        source: Source, client: ElasticsearchClient, plan: SyncPlan, log: Log,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.source = source
        self.client = client
        self.plan = plan
        self.log = log
        self.clock = clock
        counters = SyncCounters(plan.carried)
        retries = RetryList()
        progress = SyncProgress(retries: retries)
        budget = ByteBudget(limit: plan.contentMemoryBudget)
    }

    /// Runs the sync: from ``SyncPlan/position`` or ``SyncPlan/checkpoint`` where that can be used, else over everything.
    ///
    /// - Returns: Where the next incremental sync begins; nil when that one has to list everything.
    /// - Throws: ``DeletionsHeldBack`` when everything but the deletions is done. Whatever the source's
    ///   listing throws, `ElasticsearchError`, `TooManyBulkFailures`, `CancellationError`: then
    ///   nothing was deleted that the source had not said to be gone.
    @discardableResult
    public func run() async throws -> SyncPosition? {
        let index = try await prepareIndex()
        if plan.usesDocumentLevelSecurity { try await hideWhatIsNotPermitted() }
        if let position = plan.position {
            do {
                return try await applyChanges(since: position, to: index)
            } catch let unusable as CursorUnusable {
                log.warning("The sync cannot go on from its cursor, so it lists everything: \(unusable)")
                counters.update { $0.fullListingReason = "\(unusable)" }
            }
        }
        if let checkpoint = plan.checkpoint {
            do {
                return try await takeUpListing(from: checkpoint, to: index)
            } catch let unusable as CursorUnusable {
                log.warning("The listing cannot go on from its checkpoint, so it begins from the start: \(unusable)")
                counters.update {
                    $0.fullListingReason = "\(unusable)"
                    $0.resumption = nil
                }
            }
        }
        return try await applyEverything(to: index)
    }

    private func applyEverything(to index: IndexState) async throws -> SyncPosition? {
        let access = try await beginAccessRound(since: nil, listsEverything: true)
        let known = try await knownDocuments()
        let total = known.count
        let listing = try await apply(since: nil) { queue in
            ListingApplication(sync: self, queue: queue, index: index, mode: .everything, known: known, access: access)
        }
        if listing.gaps.isEmpty { try await deleteUnseen(listing.known, of: total) }
        return listing.position
    }

    /// Lists the rest of a listing that another sync has begun.
    ///
    /// A checkpoint is made only where the index has nothing that the listing has not come to. The rest of the listing
    /// and what the source tells with it of changes to the part before are then all that is missing, and each page is held
    /// against the index by itself, as in an incremental sync: who has seen which document need not be stored.
    private func takeUpListing(from checkpoint: SyncPosition, to index: IndexState) async throws -> SyncPosition? {
        if let resumption = plan.resumption {
            log.info("Going on with \(resumption)")
            counters.update { $0.resumption = resumption }
        }
        guard let end = try await applyChanges(since: checkpoint, to: index, isListing: true) else { return nil }
        // A listing need not tell of what has changed since it began, and this one may have begun days ago.
        return try await applyChanges(since: end, to: index, isListing: true)
    }

    private func applyChanges(
        since position: SyncPosition, to index: IndexState, isListing: Bool = false
    ) async throws -> SyncPosition? {
        _ = try index.lookup(for: position, in: plan.index)
        let access = try await beginAccessRound(since: position.access, listsEverything: false)
        retries.formUnion(position.retry)
        let listing = try await apply(since: position.cursor) { queue in
            var application = ListingApplication(sync: self, queue: queue, index: index, mode: .changes, access: access)
            application.owed = position.owed
            application.isListing = isListing
            return application
        }
        return listing.position
    }

    /// What the end of a listing leaves behind.
    struct Listing: Sendable {
        var known: KnownDocuments
        var position: SyncPosition?
        /// Why absence from the listing proves nothing.
        var gaps: [String] = []
    }

    private func apply(
        since cursor: SourceCursor?,
        _ makeApplication: @escaping @Sendable (BulkQueue) -> ListingApplication<Source>
    ) async throws -> Listing {
        try await withBulkQueue { queue in
            let pages = BoundedChannel<ListedPage>(capacity: 1)
            return try await withThrowingTaskGroup(of: Listing?.self) { group in
                group.addTask {
                    try await readPages(since: cursor, into: pages)
                    return nil
                }
                group.addTask {
                    var application = makeApplication(queue)
                    try await application.apply(pages)
                    return application.listing
                }
                var listing: Listing?
                do {
                    for try await result in group { listing = result ?? listing }
                } catch let failed as ListingFailed {
                    throw failed.reason
                }
                // Both tasks ended without an error, and the second one returns a listing when it does.
                guard let listing else { throw CancellationError() }
                return listing
            }
        }
    }

    /// Lists one page ahead of the one being applied.
    private func readPages(since cursor: SourceCursor?, into pages: BoundedChannel<ListedPage>) async throws {
        do {
            for try await page in source.pages(since: cursor) {
                try await pages.send(.success(page))
            }
        } catch where !Task.isCancelled {
            // Behind the pages that came before it.
            try await pages.send(.failure(ListingFailed(reason: error)))
        }
        pages.finish()
    }

    /// Runs `body` with a queue to Elasticsearch. When this returns, everything added is acknowledged.
    func withBulkQueue<Result: Sendable>(
        _ body: @escaping @Sendable (BulkQueue) async throws -> Result
    ) async throws -> Result {
        let queue = BulkQueue(
            client: client, plan: plan, counters: counters, budget: budget, retries: retries, log: log)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                try await queue.run()
                return nil
            }
            group.addTask {
                let result = try await withFlushing(queue) { try await body(queue) }
                try await queue.finish()
                return result
            }
            var result: Result?
            for try await next in group { result = next ?? result }
            guard let result else { throw CancellationError() }
            try queue.checkThatEverythingIsAcknowledged()
            return result
        }
    }

    /// How long an operation may wait for others to fill its request.
    private static var longestWait: Duration { .seconds(1) }

    /// Flushes the queue now and then while `body` runs: content that waits in a request that is not full
    /// holds memory which a download may be waiting for.
    private func withFlushing<Result: Sendable>(
        _ queue: BulkQueue, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                while true {
                    try await clock.sleep(for: Self.longestWait)
                    // This task is cancelled when `body` ends, and the operations that it hands over at that
                    // moment would be lost with it; a task of its own, awaited here, is not cancelled.
                    try await Task { try await queue.flush() }.value
                }
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            // The first task never returns: it throws, or the second one is the first to end.
            guard let result = try await group.next() ?? nil else { throw CancellationError() }
            return result
        }
    }
}

typealias ListedPage = Result<SourcePage, ListingFailed>

/// The listing broke off: nothing more is known, but what was known before is applied to its end.
struct ListingFailed: Error {
    var reason: any Error
}
