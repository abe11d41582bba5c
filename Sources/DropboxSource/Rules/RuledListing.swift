import Dropbox
import Foundation
import Support
public import SyncEngine

/// The pages of a source: those of one listing or, under advanced rules, of the queries and then of each
/// folder in which a local rule can match something.
///
/// Queries come first: what a search knows of a file may be old, and what comes later overrides it.
public struct SourcePages: AsyncSequence, Sendable {
    public typealias Element = SourcePage

    let source: DropboxSource
    let cursor: SourceCursor?

    public func makeAsyncIterator() -> Iterator {
        source.memory.forget()
        guard let rules = source.rules else { return Iterator(.plain(RootsListing(source: source, cursor: cursor))) }
        return Iterator(.ruled(RuledListing(source: source, rules: rules, cursor: cursor)))
    }

    public struct Iterator: AsyncIteratorProtocol {
        enum Way {
            case plain(RootsListing)
            case ruled(RuledListing)
        }

        private var way: Way

        init(_ way: Way) { self.way = way }

        /// - Throws: What ``RootsListing`` throws; ``RuleFailed``.
        public mutating func next() async throws -> SourcePage? {
            switch way {
            case .plain(var listing):
                defer { way = .plain(listing) }
                return try await listing.next()
            case .ruled(var listing):
                defer { way = .ruled(listing) }
                return try await listing.next()
            }
        }
    }
}

/// A listing under advanced rules, made of several.
struct RuledListing {
    private let source: DropboxSource
    private let rules: AdvancedRules
    private let roots: [CrawlRoot]
    private var cursors: RootCursors
    private var searches: SearchPages
    private var remaining: ArraySlice<CrawlRoot>
    private var crawl: (root: CrawlRoot, pages: RootsListing)?
    private var restarts = 0
    private var startsOver = false

    private static let maximumRestarts = 5

    init(source: DropboxSource, rules: AdvancedRules, cursor: SourceCursor?) {
        self.source = source
        self.rules = rules
        source.matched.forget()
        roots = source.listsWhatIsLeftOut ? [CrawlRoot(path: source.path)] : rules.crawlRoots(under: source.path)
        cursors = cursor.flatMap(RootCursors.init) ?? RootCursors()
        searches = SearchPages(source: source, rules: rules)
        remaining = roots[...]
    }

    mutating func next() async throws -> SourcePage? {
        guard var page = try await nextPage() ?? (startsOver ? SourcePage(changes: []) : nil) else { return nil }
        if startsOver {
            startsOver = false
            page.startsOver = true
        }
        return page
    }

    private mutating func nextPage() async throws -> SourcePage? {
        if let page = try await searches.next() { return page }
        while true {
            if crawl == nil {
                guard let root = remaining.popFirst() else { return nil }
                if let page = try await begin(root) { return page }
            }
            guard let root = crawl?.root else { continue }
            if let page = try await page(of: root) {
                guard page.startsOver, roots.count > 1 || rules.hasQueries else { return noting(page, of: root) }
                // One of several listings began again, and nobody knows what the others have mentioned.
                guard restarts < Self.maximumRestarts else { throw ListingUnsteady() }
                restart()
                return try await nextPage()
            }
            crawl = nil
        }
    }

    /// Begins the listing of a folder.
    ///
    /// - Returns: The folder itself where it is wanted, or the file that it turns out to be.
    private mutating func begin(_ root: CrawlRoot) async throws -> SourcePage? {
        var page: SourcePage?
        if root.includesItself, !root.path.text.isEmpty {
            let metadata = try await metadata(of: root)
            if let metadata { page = SourcePage(changes: try await source.changes([metadata])) }
            // With a cursor there was a folder: what was in it is gone too, and its listing says so.
            if cursors[root] == nil {
                switch metadata {
                case nil, .file: return page
                case .folder, .deleted: break
                }
            }
        }
        crawl = (root, RootsListing(source: source.listing(root), cursor: cursors[root]))
        return page
    }

    /// - Returns: Nil when the listing has come to its end.
    private mutating func page(of root: CrawlRoot) async throws -> SourcePage? {
        do {
            return try await crawl?.pages.next()
        } catch let error as PathUnusable where !root.path.isSame(as: source.path) {
            // The folder of a rule may come and go; what was in it is gone, and the deletion brake watches.
            let isDelta = cursors[root] != nil
            crawl = nil
            // What was in the folder is only found missing by a listing of everything.
            if isDelta {
                restart()
                return try await nextPage()
            }
            source.log.warning("There is no folder \(root.path), in which a sync rule includes files: \(error)")
            return nil
        }
    }

    /// Nil when there is nothing.
    private func metadata(of root: CrawlRoot) async throws -> Metadata? {
        do {
            return try await source.client.call(source.getMetadata(root.path.text))
        } catch let error as DropboxError where error.code == .pathNotFound {
            source.log.warning("There is nothing at \(root.path), which a sync rule includes")
            return nil
        }
    }

    private mutating func restart() {
        restarts += 1
        source.matched.forget()
        cursors = RootCursors()
        searches = SearchPages(source: source, rules: rules)
        remaining = roots[...]
        crawl = nil
        startsOver = true
    }

    /// A search has no cursor, so under queries the next sync begins anew.
    private mutating func noting(_ page: SourcePage, of root: CrawlRoot) -> SourcePage {
        var page = page
        cursors[root] = page.cursor
        page.cursor = rules.hasQueries ? nil : cursors.combined(roots)
        return page
    }
}

/// Dropbox resets the cursors of a listing again and again.
public struct ListingUnsteady: Error, CustomStringConvertible {
    public let description = "Dropbox has reset the listing again and again, so it is not known what exists. Try again later."
}

/// The cursors of several listings, as one.
struct RootCursors: Sendable {
    private var cursors: [String: String] = [:]

    init() {}

    /// Nil for what is no combination of cursors.
    init?(_ cursor: SourceCursor) {
        guard let json = try? JSON(parsing: Data(cursor.text.utf8)), // a plain cursor is no JSON
            let members = json["roots"]?.objectValue
        else { return nil }
        cursors = members.compactMapValues(\.stringValue)
    }

    subscript(_ root: CrawlRoot) -> SourceCursor? {
        get { cursors[root.path.text].map { SourceCursor($0) } }
        set { cursors[root.path.text] = newValue?.text }
    }

    /// Nil until each folder has a cursor.
    func combined(_ roots: [CrawlRoot]) -> SourceCursor? {
        guard roots.allSatisfy({ self[$0] != nil }) else { return nil }
        let json: JSON = ["roots": .object(cursors.mapValues { .string($0) })]
        guard let data = try? json.data() else { return nil } // texts are always JSON
        return SourceCursor(String(decoding: data, as: UTF8.self))
    }
}
