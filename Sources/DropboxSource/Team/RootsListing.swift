import Dropbox
import SyncEngine

/// The pages of all trees that make up what is to be indexed: the account, what is mounted in it and not listed
/// with it, what the team has beside that, the homes of members, and the files that were shared one by one.
///
/// Of an account whose listing goes into everything, it is that listing.
struct RootsListing {
    let source: DropboxSource
    var state: ListingState
    /// It goes on from a cursor.
    let isDelta: Bool
    /// What is to be told with the next page.
    var warnings: [String] = []
    var team = TeamFrontier()
    private var received: ReceivedListing?
    private var crawl: (key: RootKey, listing: AccountListing, isEmpty: Bool)?
    /// The trees that were begun, in that order.
    private var visited: [RootKey] = []
    /// The last one of ``visited`` that told of something being gone.
    private var lastWithDeletions: Int?
    private var again: [RootKey]?
    private var restarts = 0
    private var startsOver = false
    private var isDone = false
    private var told: SourceCursor?
    /// Why the cursor is not taken.
    private let unusable: CursorUnusable?

    private static let maximumRestarts = 5

    init(source: DropboxSource, cursor: SourceCursor?) {
        self.source = source
        isDelta = cursor != nil
        let stored = cursor.flatMap { ListingState($0) }
        state = stored ?? source.freshState(cursor: cursor)
        source.settle(&state)
        // A cursor of before a team was listed says nothing of what the team has beside the account.
        unusable = cursor != nil && stored == nil && source.listsTeam
            ? CursorUnusable("the cursor is one of the account alone, and now its team is listed") : nil
        let state = state
        source.memory.update {
            $0.state = state
            $0.unreadPlaces.formUnion(state.unreadPlaces)
        }
    }

    /// - Throws: `CursorUnusable` when it is not possible to go on from the cursor that was given.
    ///   ``PathUnusable`` when the path is not there or no folder. ``ListingUnsteady``. ``DropboxError``,
    ///   `CancellationError`.
    mutating func next() async throws -> SourcePage? {
        if let unusable { throw unusable }
        while !isDone {
            if crawl != nil {
                if let page = try await readPage() { return finished(page) }
            } else if let page = try await advance() {
                return finished(page)
            }
        }
        return isSettled ? nil : finished(SourcePage(changes: []))
    }

    /// Everything there is to tell has been told.
    private var isSettled: Bool { warnings.isEmpty && !startsOver && told == state.cursor }

    private mutating func finished(_ page: SourcePage) -> SourcePage {
        var page = page
        page.cursor = state.cursor
        told = page.cursor
        page.warnings += warnings
        warnings = []
        if startsOver {
            page.startsOver = true
            startsOver = false
        }
        let state = state
        source.memory.update { $0.state = state }
        return page
    }
}

// MARK: What comes next

extension RootsListing {
    /// Begins what is still to be listed.
    ///
    /// - Returns: What that leads to at once, if anything.
    private mutating func advance() async throws -> SourcePage? {
        if visited.isEmpty { return try await begin(state.roots[0]) }
        if source.listsTeam, let page = try await compareWithTeam() { return page }
        if let page = try await beginNext() { return page }
        if crawl != nil { return nil }
        if source.listsTeam, let page = try await nextOfTeam() { return page }
        if state.roots.contains(where: { !visited.contains($0.key) }) { return nil }
        if let page = try await nextReceived() { return page }
        if let key = nextAgain(), let root = state[key] { return try await begin(root) }
        isDone = true
        return nil
    }

    private mutating func beginNext() async throws -> SourcePage? {
        guard let root = state.roots.first(where: { !visited.contains($0.key) }) else { return nil }
        return try await begin(root)
    }

    /// What cannot be read is not begun.
    mutating func skip(_ key: RootKey) { visited.append(key) }

    private mutating func begin(_ root: ListingState.Root) async throws -> SourcePage? {
        if !visited.contains(root.key) { visited.append(root.key) }
        var root = root
        if root.place.display.isEmpty, case .namespace(let id) = root.key {
            let name = try await source.folder(ofNamespace: id, as: root.reader)?.name ?? id
            state.update(root.key) { $0.place.display = "/" + name }
            root.place.display = "/" + name
        }
        let listing = AccountListing(source: source.reading(source.listingRoot(root)), cursor: root.cursor)
        crawl = (root.key, listing, isEmpty: !listing.isDelta)
        return nil
    }

    private mutating func nextReceived() async throws -> SourcePage? {
        guard source.listsReceivedFiles else { return nil }
        if received == nil { received = ReceivedListing(source: source, members: team.receivers, isDelta: isDelta) }
        return try await received?.next(&state, &warnings)
    }

    /// A file that moved from a tree that was still to be listed into one that had been listed is in neither
    /// listing. So those that come before others are asked once more what has changed.
    private mutating func nextAgain() -> RootKey? {
        if again == nil {
            let last = isDelta ? lastWithDeletions ?? 0 : visited.count - 1
            again = visited.prefix(max(0, last)).filter { key in
                // Between the homes of members nothing moves by itself.
                if case .member = key { false } else { state[key]?.isUnread == false }
            }
        }
        return again?.isEmpty == false ? again?.removeFirst() : nil
    }
}

// MARK: One tree

extension RootsListing {
    /// - Returns: Nil when the tree has come to its end.
    private mutating func readPage() async throws -> SourcePage? {
        guard let key = crawl?.key, var listing = crawl?.listing, let wasEmpty = crawl?.isEmpty else { return nil }
        do {
            guard let listed = try await listing.next() else {
                finish(key, isEmpty: wasEmpty)
                return nil
            }
            if listed.startsOver { try startOver(key) }
            if startsOver, key != .account { return nil }
            let entries = state.note(listed.page, of: key, isDelta: listing.isDelta)
            crawl = (key, listing, wasEmpty && listed.page.entries.isEmpty)
            noteDeletions(in: listed.page, of: key)
            guard let root = state[key] else { return nil }
            return try await source.reading(source.listingRoot(root)).page(entries)
        } catch let error as DropboxError {
            try giveUp(key, error, wasDelta: listing.isDelta)
            return nil
        }
    }

    private mutating func noteDeletions(in page: ListFolderPage, of key: RootKey) {
        let hasDeletion = page.entries.contains { if case .deleted = $0 { true } else { false } }
        guard hasDeletion, let index = visited.firstIndex(of: key) else { return }
        lastWithDeletions = max(lastWithDeletions ?? 0, index)
    }

    private mutating func finish(_ key: RootKey, isEmpty: Bool) {
        crawl = nil
        if let place = state[key]?.place.lower { source.memory.update { _ = $0.unreadPlaces.remove(place) } }
        guard source.isRecursive else { return }
        state.finish(key, hasAdmin: source.account.isTeam)
        if isEmpty { state.noteEmpty(key) }
    }

    /// The listing of a tree began again. What was listed of others is no longer known to the engine.
    private mutating func startOver(_ key: RootKey) throws {
        if isDelta { throw CursorUnusable("Dropbox has reset the cursor of a listing that had just begun") }
        guard restarts < Self.maximumRestarts else { throw ListingUnsteady() }
        restarts += 1
        startsOver = true
        state = source.freshState(cursor: nil)
        source.settle(&state)
        team = TeamFrontier()
        received = nil
        again = nil
        lastWithDeletions = nil
        source.memory.forget()
        if key == .account, visited == [.account] { return }
        visited = []
        crawl = nil
    }

    /// - Throws: What ends the listing of everything. The listing of a single tree beside the account's is left
    ///   alone: nothing that is indexed of it is deleted, and it is tried again with the next sync.
    private mutating func giveUp(_ key: RootKey, _ error: DropboxError, wasDelta: Bool) throws {
        if error.scope == .sync { throw error }
        if wasDelta, isDelta, key == .account || error.code.endsCursor || (error.code == .pathNotFound && state.isMounted(key)) {
            throw error.reasonToListEverything.map { CursorUnusable("\($0): \(error)") } ?? error
        }
        if key == .account {
            guard wasDelta, error.code == .cursorReset else { throw PathUnusable(source.path, error) ?? error }
            try startOver(key)
            return
        }
        crawl = nil
        state.update(key) { $0.isUnread = true }
        guard let root = state[key] else { return }
        source.memory.update { _ = $0.unreadPlaces.insert(root.place.lower) }
        team.unread += 1
        if team.unread <= TeamFrontier.named {
            warnings.append("\(root.place.display) could not be read, and what is indexed of it is kept: \(error)")
        }
    }
}

extension DropboxError.Code {
    fileprivate var endsCursor: Bool { self == .cursorReset || self == .badRequest }
}
