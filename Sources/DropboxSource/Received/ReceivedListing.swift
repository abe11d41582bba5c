import Dropbox
import SyncEngine

/// The files that others shared with the account one by one, page by page.
///
/// The listing tells of each only that it is there. What a file is costs one call, which a full sync spends on
/// every file, and an incremental one on what is new or listed differently: the listing alone is a call for
/// each 300. Which ones are gone is told by a listing that came to its end.
struct ReceivedListing {
    private let source: DropboxSource
    private let isDelta: Bool
    private var pages: DropboxPages<ListReceivedFiles>.Iterator
    /// Those of earlier syncs that have not been listed yet.
    private var unlisted: Set<String>?
    private var skipped: [String] = []
    private var skippedCount = 0
    private var isDone = false

    /// More are not kept with the cursor, which is stored with every sync.
    private static let capacity = 3000
    /// How many of those that could not be opened are named.
    private static let named = 5

    init(source: DropboxSource, isDelta: Bool) {
        self.source = source
        self.isDelta = isDelta
        pages = source.account.client.pages(of: ListReceivedFiles()).makeAsyncIterator()
    }

    /// - Returns: Nil at the end.
    /// - Throws: ``DropboxError``, `CancellationError`.
    mutating func next(_ state: inout ListingState, _ warnings: inout [String]) async throws -> SourcePage? {
        guard !isDone, !(isDelta && state.hasManyReceived) else { return nil }
        if unlisted == nil {
            unlisted = Set((state.received ?? [:]).keys)
            state.received = state.received ?? [:]
        }
        do {
            if let page = try await pages.next() { return try await self.page(page.entries, &state) }
        } catch let error as DropboxError where error.refusesFeature {
            isDone = true
            source.memory.update { $0.receivedFilesAreUnread = true }
            warnings.append("Files that others shared one by one are not looked at: \(error)")
            return nil
        }
        isDone = true
        if skippedCount > 0 {
            let more = skippedCount > skipped.count ? " and \(skippedCount - skipped.count) more" : ""
            warnings.append("\(skippedCount) received files could not be opened: \(skipped.joined(separator: ", "))\(more)")
        }
        return gone(&state)
    }

    private mutating func page(_ entries: [SharedFileMetadata], _ state: inout ListingState) async throws -> SourcePage {
        // What is mounted is listed where it is mounted, and not received any more.
        for entry in entries where entry.pathLower == nil { unlisted?.remove(entry.id) }
        let wanted = entries.filter { $0.pathLower == nil && state.received?[$0.id] != $0.digest }
        let found = try await inOrder(wanted, width: 8) { [source] in try await source.resolved($0) }
        var documents: [SourceDocument] = []
        for (entry, result) in zip(wanted, found) {
            switch result {
            case .success(let document):
                documents.append(document)
                remember(entry, &state)
            case .failure(let error): skip(entry, error)
            }
        }
        return SourcePage(changes: try await source.permitted(documents).map(SourceChange.upsert))
    }

    private func remember(_ entry: SharedFileMetadata, _ state: inout ListingState) {
        guard state.received != nil else { return }
        state.received?[entry.id] = entry.digest
        if (state.received?.count ?? 0) > Self.capacity {
            state.received = nil
            state.hasManyReceived = true
        }
    }

    private mutating func skip(_ entry: SharedFileMetadata, _ error: DropboxError) {
        skippedCount += 1
        if skipped.count < Self.named { skipped.append("\"\(entry.name)\" (\(error.code.meaning))") }
        // That Dropbox refuses to open it is an answer; anything else says nothing of what is indexed of it.
        if !error.refusesLink { source.memory.update { _ = $0.unreadFiles.insert(entry.id) } }
    }

    /// What was received and is not any more.
    private func gone(_ state: inout ListingState) -> SourcePage? {
        guard state.received != nil, let unlisted, !unlisted.isEmpty else { return nil }
        for id in unlisted { state.received?[id] = nil }
        return SourcePage(changes: unlisted.sorted().map(SourceChange.withdraw))
    }
}

extension DropboxSource {
    /// The document of a received file, or why it cannot be opened.
    func resolved(_ received: SharedFileMetadata) async throws -> Result<SourceDocument, DropboxError> {
        do {
            return .success(try await document(of: received))
        } catch let error as DropboxError where error.scope < .sync {
            return .failure(error)
        }
    }
}

extension DropboxError {
    /// The account, its app or its authorization has no such thing as received files, whenever it is asked.
    fileprivate var refusesFeature: Bool {
        switch code {
        case .missingScope, .missingAppScope, .emailNotVerified, .accessDenied, .badRequest, .noPermission: true
        default: false
        }
    }

    /// Dropbox does not open the link for this account.
    fileprivate var refusesLink: Bool {
        switch code {
        case .sharedLinkNotFound, .sharedLinkAccessDenied, .unsupportedLink, .sharedLinkIsFolder: true
        default: false
        }
    }
}
