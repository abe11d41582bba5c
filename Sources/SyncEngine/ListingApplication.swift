import Elasticsearch
import Foundation
import Support

/// Holds each listed document against what is known of the index, and does what has to be done.
struct ListingApplication<Source: DocumentSource> {
    enum Mode {
        /// The source lists all it has; what the index has was read before.
        case everything
        /// The source tells what changed; the index is asked page by page.
        case changes
    }

    let sync: ContentSync<Source>
    let queue: BulkQueue
    let index: IndexState
    let mode: Mode
    /// In the mode ``Mode/changes``: of the documents of the current page only.
    var known: KnownDocuments
    /// Documents of the current page that the index has at a path that is not gone.
    var placed: Set<String> = []
    var owed = OwedDeletions()
    /// In the mode ``Mode/everything``: where documents were listed.
    private var listedPaths = ListedPaths()
    /// The pages belong to a listing of everything, or to the rest of one.
    var isListing: Bool
    /// Documents of the current page whose content is to be had.
    var wanted: [Wanted] = []
    var copies: [Copy] = []
    var donors = ContentDonors()
    /// The index may have contents from before this sync.
    let hadDocuments: Bool
    private var cursor: SourceCursor?
    private(set) var gaps: [String] = []
    /// Nil without document-level security.
    var access: AccessRound?
    private let now = Timestamp.format(Date())

    init(
        sync: ContentSync<Source>, queue: BulkQueue, index: IndexState, mode: Mode,
        known: KnownDocuments = KnownDocuments(), access: AccessRound? = nil
    ) {
        self.access = access
        self.sync = sync
        self.queue = queue
        self.index = index
        self.mode = mode
        self.known = known
        isListing = mode == .everything
        hadDocuments = mode == .changes || known.count > 0
    }

    /// Where the listing stands, once everything before it is acknowledged.
    private var position: SyncPosition? {
        guard let cursor, let retry = sync.retries.ids, let unknown = sync.unknownAccess.keys else { return nil }
        return SyncPosition(
            cursor: cursor, indexID: index.id, owed: owed, retry: retry, access: access.flatMap { $0.state(unknown: unknown) })
    }

    /// Whether another sync can go on from here, knowing only the rest of the listing and the index.
    ///
    /// What the index has had before and the listing has not come to could be gone from the source, and only a whole
    /// listing tells. Such a sync begins from the start; it fetches again nothing that is in the index.
    private var canBeTakenUp: Bool { known.unseenCount == 0 && gaps.isEmpty && index.lookup != nil }

    var listing: ContentSync<Source>.Listing { .init(known: known, position: position, gaps: gaps) }

    /// Applies every page; returns when the last operation is acknowledged.
    mutating func apply(_ pages: BoundedChannel<ListedPage>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var downloads = Downloads(group: group)
            do {
                for try await page in pages { try await apply(page.get(), &downloads) }
            } catch let failed as ListingFailed {
                // What was fetched for the pages that came is not fetched again by the next sync.
                try await wait(for: &downloads)
                throw failed
            }
            try await refreshAccess(&downloads)
            switch mode {
            case .changes: try await retry(&downloads)
            case .everything where !sync.source.listsEverything && gaps.isEmpty: try await judgeUnlisted(&downloads)
            case .everything: break
            }
            if !owed.isEmpty { try await settleEverything(&downloads) }
            try await wait(for: &downloads)
        }
    }

    private mutating func apply(_ page: SourcePage, _ downloads: inout Downloads) async throws {
        if page.startsOver { startOver() }
        if let gap = page.gap { note(gap: gap) }
        note(page.warnings)
        try await apply(page.changes, &downloads)
        cursor = page.cursor ?? cursor
        switch mode {
        case .changes: try await acknowledge(&downloads)
        case .everything: notePage()
        }
    }

    /// Waits for everything before the cursor, which is then good to go on from.
    private mutating func acknowledge(_ downloads: inout Downloads) async throws {
        try await wait(for: &downloads)
        if let position { sync.progress.note(isListing ? .listing(position) : .changes(position)) }
    }

    private func notePage() {
        let number = queue.turnPage()
        guard canBeTakenUp, let position else { return }
        sync.progress.notePage(number, of: queue.unacknowledged, position)
    }

    /// Tries again what could not be done the last time.
    private mutating func retry(_ downloads: inout Downloads) async throws {
        let ids = sync.retries.beginTrying()
        guard !ids.isEmpty else { return }
        let documents = try await sync.source.documents(withIDs: ids)
        sync.log.info("Trying \(ids.count) documents again that could not be indexed before")
        try await apply(documents.map(SourceChange.upsert), &downloads)
        try await wait(for: &downloads)
        sync.retries.endTrying()
        try await acknowledge(&downloads)
    }

    private mutating func apply(_ changes: [SourceChange], _ downloads: inout Downloads) async throws {
        let effect = PageEffect(changes)
        switch mode {
        case .changes: try await learn(of: effect, &downloads)
        case .everything: if !effect.deletedPaths.isEmpty || !owed.isEmpty { try await clear(effect, &downloads) }
        }
        for id in effect.deletedIDs {
            try await settle(id, &downloads)
            try await delete(id, label: id)
        }
        for document in effect.documents {
            try await settle(document.id, &downloads)
            try await upsert(document)
        }
        try await getContents(&downloads)
    }
}

// MARK: Documents

extension ListingApplication {
    /// The downloads under way.
    struct Downloads {
        var group: ThrowingTaskGroup<Void, any Error>
        var count = 0
    }

    /// Waits until nothing of this document is on its way any more.
    private mutating func settle(_ id: String, _ downloads: inout Downloads) async throws {
        if queue.isUnderWay(id) { try await wait(for: &downloads) }
    }

    /// Waits until everything is acknowledged.
    mutating func wait(for downloads: inout Downloads) async throws {
        try await takeAllCopies(&downloads)
        try await downloads.group.waitForAll()
        downloads.count = 0
        try await queue.drain()
    }

    func delete(_ id: String, label: String) async throws {
        try await queue.add(PendingOperation(operation: .delete(id: id), effect: .delete, label: label))
    }

    private mutating func upsert(_ document: SourceDocument) async throws {
        if let reason = sync.plan.exclusion(of: document) {
            if mode == .everything, let path = document.path, listedPaths.mayHave(path) { takePlace(document, at: path) }
            try await leaveOut(document, because: reason)
            return
        }
        if document.isSecondary, isKnownAtPath(document.id) { return }
        let prepared = PreparedDocument(document, plan: sync.plan)
        let indexed = known.see(document.id)
        sync.counters.update {
            $0.listed += 1
            if let status = document.extractionStatus { $0.withoutText[status.rawValue, default: 0] += 1 }
        }
        if let problem = prepared.access?.problem { sync.noteUnknown(document.id, problem, label: document.label) }
        // All documents of a key are asked about at once.
        if let key = prepared.access?.unknownKey { sync.unknownAccess.insert(key) }
        let target = Target(document: prepared, indexed: indexed, now: now)
        if target.hasUnknownAccess { sync.retries.insert(document.id) }
        let decision = Decision(known: indexed, wanted: prepared.fingerprint)
        if mode == .everything, let path = document.path, listedPaths.note(path, isFolder: document.isFolder) {
            // Dropbox may list an item twice.
            let isListedAgain = decision == .keep && indexed?.isSeen == true && owed.taken[path] == nil
            if !isListedAgain { takePlace(document, at: path) }
        }
        if decision == .keep {
            sync.counters.update { $0.unchanged += 1 }
            // In a full sync the entry may be what this sync has tried to write, and failed to.
            if mode == .changes, !target.hasUnknownAccess { sync.retries.remove(document.id) }
            return
        }
        known.note(document.id, target.entry)
        switch (decision, document.content) {
        case (.keep, _): break
        case (.update, _): try await queue.add(target.update())
        case (.replace, nil): try await queue.add(target.replacement(.none))
        case (.replace, let content?): wanted.append(Wanted(target: target, content: content))
        }
    }

    /// Something may have been at this path, and was listed before this one took its place.
    private mutating func takePlace(_ document: SourceDocument, at path: String) {
        owed.owe(othersThan: document.id, at: path, isFolder: document.isFolder)
    }

    func fetch(_ content: SourceContent, for target: Target, _ downloads: inout Downloads) async throws {
        let charge = try await place(ContentCharge(size: content.size, plan: sync.plan), &downloads)
        queue.announce(target.document.id)
        downloads.group.addTask { [queue, sync] in
            try await sync.fetch(content, for: target, charge, into: queue)
        }
    }

    /// Whether the listing has mentioned the document before, or the index has it where it is listed.
    private func isKnownAtPath(_ id: String) -> Bool {
        switch mode {
        case .everything: known[id]?.isSeen == true
        case .changes: placed.contains(id)
        }
    }

    /// Waits for a free place among the downloads and for the memory. Returns what is charged.
    func place(_ charge: ContentCharge, _ downloads: inout Downloads) async throws -> ContentCharge {
        if downloads.count == sync.plan.concurrentDownloads {
            try await downloads.group.next()
            downloads.count -= 1
        }
        if sync.budget.used + charge.bytes > sync.budget.limit { try await queue.flush() }
        try await sync.budget.acquire(charge.bytes)
        downloads.count += 1
        return charge
    }
}

extension ContentSync {
    /// Gets a content, for which has been charged, and writes the document.
    func fetch(
        _ content: SourceContent, for target: Target, _ charge: ContentCharge, into queue: BulkQueue
    ) async throws {
        let fetch = ContentFetch(
            target: target, content: content, charge: charge, plan: plan, budget: budget, counters: counters,
            retries: retries, unknownAccess: unknownAccess, log: log)
        if let operation = try await fetch.operation() {
            try await queue.add(operation)
        } else {
            queue.withdraw(target.document.id)
        }
    }
}

// MARK: What is not to be in the index

extension ListingApplication {
    private mutating func startOver() {
        known.forgetSeen()
        listedPaths = ListedPaths()
        owed = OwedDeletions()
        gaps = []
        cursor = nil
        sync.progress.forgetPages()
    }

    private func note(_ warnings: [String]) {
        guard !warnings.isEmpty else { return }
        for warning in warnings { sync.log.warning("\(warning)") }
        sync.counters.update { $0.warnings += warnings }
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
        let isIndexed = mode == .changes ? known[document.id] != nil : known[document.id]?.isSeen == true
        if isIndexed { try await delete(document.id, label: document.label) }
    }

    /// Asks the source about everything in the index that its listing did not mention.
    private mutating func judgeUnlisted(_ downloads: inout Downloads) async throws {
        guard known.unseenCount > 0 else { return }
        for try await page in sync.marks(withPaths: true) {
            let unlisted = page.filter { sync.owns($0) && known[$0.id]?.isSeen == false }
            let verdicts = try await sync.source.verdicts(on: unlisted, isScopeChanged: sync.plan.isScopeChanged)
            for (marks, verdict) in zip(unlisted, verdicts) {
                switch verdict {
                case .gone: break
                case .kept: _ = known.see(marks.id)
                case .listed(let document): try await apply([.upsert(document)], &downloads)
                }
            }
        }
    }
}
