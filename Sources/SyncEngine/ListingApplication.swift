import Elasticsearch
import Foundation
import Support

/// Holds each listed document against what is known of the index, and does what has to be done.
struct ListingApplication<Source: DocumentSource> {
    let sync: ContentSync<Source>
    let queue: BulkQueue
    private var known: KnownDocuments
    private var cursor: SourceCursor?
    private var gaps: [String] = []
    private let now = Timestamp.format(Date())

    init(sync: ContentSync<Source>, queue: BulkQueue, known: KnownDocuments) {
        self.sync = sync
        self.queue = queue
        self.known = known
    }

    var listing: ContentSync<Source>.Listing { .init(known: known, cursor: cursor, gaps: gaps) }

    /// Applies every page; returns when the last operation has been handed to the queue.
    mutating func apply(_ pages: BoundedChannel<SourcePage>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { downloads in
            var inFlight = 0
            for try await page in pages {
                if page.startsOver { startOver() }
                if let gap = page.gap { note(gap: gap) }
                for change in page.changes {
                    try await apply(change, &downloads, &inFlight)
                }
                cursor = page.cursor ?? cursor
            }
            if sync.plan.cursor == nil, !sync.source.listsEverything, gaps.isEmpty {
                try await judgeUnlisted(&downloads, &inFlight)
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
        if let reason = sync.plan.exclusion(of: document) {
            try await leaveOut(document, because: reason)
            return
        }
        let prepared = PreparedDocument(document, plan: sync.plan)
        let indexed = known.see(document.id)
        sync.counters.update {
            $0.listed += 1
            if let status = document.extractionStatus { $0.withoutText[status.rawValue, default: 0] += 1 }
        }
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
        case (.replace, nil): try await queue.add(target.replacement(.none))
        case (.replace, let content?):
            if inFlight == sync.plan.concurrentDownloads {
                try await downloads.next()
                inFlight -= 1
            }
            let charge = ContentCharge(size: content.size, plan: sync.plan)
            if sync.budget.used + charge.bytes > sync.budget.limit { try await queue.flush() }
            try await sync.budget.acquire(charge.bytes)
            queue.announce(document.id)
            let fetch = ContentFetch(
                target: target, content: content, charge: charge, plan: sync.plan, budget: sync.budget,
                counters: sync.counters, log: sync.log)
            downloads.addTask { [queue] in
                if let operation = try await fetch.operation() {
                    try await queue.add(operation)
                } else {
                    queue.withdraw(target.document.id)
                }
            }
            inFlight += 1
        }
    }
}

// MARK: What is not to be in the index

extension ListingApplication {
    private mutating func startOver() {
        known.forgetSeen()
        gaps = []
    }

    private mutating func note(gap: String) {
        gaps.append(gap)
        sync.log.warning("Nothing will be deleted: \(gap)")
        sync.counters.update { $0.warnings.append(gap) }
    }

    /// The rules reject a document. A full sync deletes it with all that is not seen. An incremental one has
    /// to do it here: the document may have been one that they kept, until it changed.
    private func leaveOut(_ document: SourceDocument, because reason: String) async throws {
        sync.counters.update {
            $0.listed += 1
            $0.excluded += 1
        }
        sync.log.debug("Left out: \(document.label) (\(reason))")
        guard sync.plan.cursor != nil || known[document.id]?.isSeen == true else { return }
        try await queue.add(
            PendingOperation(operation: .delete(id: document.id), effect: .delete, label: document.label))
    }

    /// Asks the source about everything in the index that its listing did not mention.
    private mutating func judgeUnlisted(
        _ downloads: inout ThrowingTaskGroup<Void, any Error>, _ inFlight: inout Int
    ) async throws {
        guard known.unseenCount > 0 else { return }
        for try await page in sync.marks() {
            let unlisted = page.filter { sync.owns($0) && known[$0.id]?.isSeen == false }
            let verdicts = try await sync.source.verdicts(on: unlisted, isScopeChanged: sync.plan.isScopeChanged)
            for (marks, verdict) in zip(unlisted, verdicts) {
                switch verdict {
                case .gone: break
                case .kept: _ = known.see(marks.id)
                case .listed(let document): try await apply(.upsert(document), &downloads, &inFlight)
                }
            }
        }
    }
}
