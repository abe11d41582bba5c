import Elasticsearch
import Foundation
import Support

/// Holds each listed document against what is known of the index, and does what has to be done.
struct ListingApplication<Source: DocumentSource> {
    let sync: ContentSync<Source>
    let queue: BulkQueue
    private var known: KnownDocuments
    private var cursor: SourceCursor?
    private let now = Timestamp.format(Date())

    init(sync: ContentSync<Source>, queue: BulkQueue, known: KnownDocuments) {
        self.sync = sync
        self.queue = queue
        self.known = known
    }

    var listing: ContentSync<Source>.Listing { .init(known: known, cursor: cursor) }

    /// Applies every page; returns when the last operation has been handed to the queue.
    mutating func apply(_ pages: BoundedChannel<SourcePage>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { downloads in
            var inFlight = 0
            for try await page in pages {
                if page.startsOver { known.forgetSeen() }
                for change in page.changes {
                    try await apply(change, &downloads, &inFlight)
                }
                cursor = page.cursor ?? cursor
            }
            try await downloads.waitForAll()
        }
    }

    private mutating func apply(
        _ change: SourceChange, _ downloads: inout ThrowingTaskGroup<Void, any Error>, _ inFlight: inout Int
    ) async throws {
        switch change {
        case .upsert(let document):
            try await settle(document.id, &downloads, &inFlight)
            try await upsert(document, &downloads, &inFlight)
        case .delete(let id):
            try await settle(id, &downloads, &inFlight)
            try await queue.add(PendingOperation(operation: .delete(id: id), effect: .delete, label: id))
        }
    }

    /// Waits until nothing of this document is on its way any more.
    private func settle(
        _ id: String, _ downloads: inout ThrowingTaskGroup<Void, any Error>, _ inFlight: inout Int
    ) async throws {
        guard queue.isUnderWay(id) else { return }
        try await downloads.waitForAll()
        inFlight = 0
        try await queue.drain()
    }

    private mutating func upsert(
        _ document: SourceDocument, _ downloads: inout ThrowingTaskGroup<Void, any Error>, _ inFlight: inout Int
    ) async throws {
        let prepared = PreparedDocument(document, settings: sync.plan.pipeline)
        let indexed = known.see(document.id)
        sync.counters.update { $0.listed += 1 }
        let decision = Decision(known: indexed, wanted: prepared.fingerprint)
        if decision == .keep {
            sync.counters.update { $0.unchanged += 1 }
            return
        }
        let target = Target(document: prepared, indexed: indexed, now: now)
        known.note(document.id, target.entry)
        switch (decision, document.content) {
        case (.keep, _): break
        case (.update, _): try await queue.add(target.update())
        case (.replace, nil): try await queue.add(target.replacement(content: nil))
        case (.replace, let content?):
            if inFlight == sync.plan.concurrentDownloads {
                try await downloads.next()
                inFlight -= 1
            }
            let charge = ContentCharge(size: content.size, limit: sync.plan.contentMemoryBudget)
            try await sync.budget.acquire(charge.bytes)
            queue.announce(document.id)
            let fetch = ContentFetch(
                target: target, content: content, charge: charge, settings: sync.plan.pipeline,
                budget: sync.budget, counters: sync.counters, log: sync.log)
            downloads.addTask { [queue] in
                if let operation = try await fetch.operation() { try await queue.add(operation) }
            }
            inFlight += 1
        }
    }
}
