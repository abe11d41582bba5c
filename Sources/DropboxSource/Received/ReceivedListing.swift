import Dropbox
import SyncEngine

/// The files that others shared with the account one by one, page by page, and then with each member whose folder
/// is read as well. What several have received is told once.
///
/// The listing tells of each only that it is there. What a file is costs one call, which a full sync spends on
/// every file, and an incremental one on what is new or listed differently: the listing alone is a call for
/// each 300. Which ones are gone is told by a listing that came to its end.
struct ReceivedListing {
    private let source: DropboxSource
    private let isDelta: Bool
    private var receivers: ArraySlice<Receiver>
    private var current: (receiver: Receiver, pages: DropboxPages<ListReceivedFiles>.Iterator)?
    /// Hashes of the ids that were told.
    private var told: Set<UInt64> = []
    /// Those of earlier syncs that have not been listed yet.
    private var unlisted: Set<String>?
    private var skipped: [String] = []
    private var skippedCount = 0
    private var unread: [String] = []
    private var isDone = false

    /// More are not kept with the cursor, which is stored with every sync.
    private static let capacity = 3000
    /// How many of those that could not be opened are named.
    private static let named = 5

    init(source: DropboxSource, members: [MemberProfile], isDelta: Bool) {
        self.source = source
        self.isDelta = isDelta
        receivers = source.receivers(members)[...]
    }

    /// - Returns: Nil at the end.
    /// - Throws: ``DropboxError``, `CancellationError`.
    mutating func next(_ state: inout ListingState, _ warnings: inout [String]) async throws -> SourcePage? {
        guard !isDone, !(isDelta && state.hasManyReceived) else { return nil }
        if unlisted == nil {
            unlisted = Set((state.received ?? [:]).keys)
            state.received = state.received ?? [:]
        }
        while current != nil || beginNext() {
            guard let receiver = current?.receiver else { continue }
            do {
                if let page = try await current?.pages.next() { return try await self.page(page.entries, receiver, &state) }
            } catch let error as DropboxError where receiver.email != nil ? error.scope < .sync : error.refusesFeature {
                leave(receiver, error, state, &warnings)
            }
            current = nil
        }
        isDone = true
        warn(&warnings)
        return gone(&state)
    }

    private mutating func beginNext() -> Bool {
        guard let receiver = receivers.popFirst() else { return false }
        current = (receiver, receiver.client.pages(of: ListReceivedFiles()).makeAsyncIterator())
        return true
    }

    /// Somebody's received files are not told. Nothing of what is indexed of them is gone for that.
    private mutating func leave(_ receiver: Receiver, _ error: DropboxError, _ state: ListingState, _ warnings: inout [String]) {
        guard let email = receiver.email else {
            source.memory.update { $0.receivedFilesAreUnread = true }
            unlisted = []
            receivers = []
            warnings.append("Files that others shared one by one are not looked at: \(error)")
            return
        }
        source.memory.update { _ = $0.unreadReceivers.insert(receiver.accountID) }
        unread.append("\(email): \(error)")
    }

    private func warn(_ warnings: inout [String]) {
        func more(_ count: Int) -> String { count > Self.named ? " and \(count - Self.named) more" : "" }
        if skippedCount > 0 {
            warnings.append("\(skippedCount) received files could not be opened: \(skipped.joined(separator: ", "))\(more(skippedCount))")
        }
        if !unread.isEmpty {
            warnings.append("""
                The files that \(unread.count) members received could not be listed, and what is indexed of them is kept: \
                \(unread.prefix(Self.named).joined(separator: "; "))\(more(unread.count))
                """)
        }
    }

    private mutating func page(
        _ entries: [SharedFileMetadata], _ receiver: Receiver, _ state: inout ListingState
    ) async throws -> SourcePage {
        // What is mounted is listed where it is mounted, and not received any more.
        let received = entries.filter { $0.pathLower == nil && told.insert($0.id.fnv1a).inserted }
        for entry in received { unlisted?.remove(entry.id) }
        let wanted = received.filter { state.received?[$0.id] != ReceivedMark($0, for: receiver).text }
        let found = try await inOrder(wanted, width: 8) { [source] in try await source.resolved($0, for: receiver) }
        var documents: [SourceDocument] = []
        for (entry, result) in zip(wanted, found) {
            switch result {
            case .success(let document):
                documents.append(document)
                remember(entry, receiver, &state)
            case .failure(let error): skip(entry, error)
            }
        }
        return SourcePage(changes: try await source.permitted(documents, for: receiver).map(SourceChange.upsert))
    }

    private func remember(_ entry: SharedFileMetadata, _ receiver: Receiver, _ state: inout ListingState) {
        guard state.received != nil else { return }
        state.received?[entry.id] = ReceivedMark(entry, for: receiver).text
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
        guard let received = state.received, let unlisted else { return nil }
        let unread = source.memory.current.unreadReceivers
        let gone = unlisted.filter { id in
            !(received[id].flatMap { ReceivedMark(text: $0).receiver }.map(unread.contains) ?? false)
        }
        guard !gone.isEmpty else { return nil }
        for id in gone { state.received?[id] = nil }
        return SourcePage(changes: gone.sorted().map(SourceChange.withdraw))
    }
}

extension DropboxSource {
    /// The document of a received file, or why it cannot be opened.
    func resolved(
        _ received: SharedFileMetadata, for receiver: Receiver
    ) async throws -> Result<SourceDocument, DropboxError> {
        do {
            return .success(try await document(of: received, for: receiver))
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
