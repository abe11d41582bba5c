import Dropbox
import Support
public import SyncEngine

/// Everything below a path, or what changed there since a cursor, as Dropbox's pages come in.
public struct AccountListing: AsyncSequence, Sendable {
    public typealias Element = SourcePage

    let source: DropboxSource
    let cursor: SourceCursor?

    public func makeAsyncIterator() -> Iterator { Iterator(source: source, cursor: cursor) }

    public struct Iterator: AsyncIteratorProtocol {
        private enum Pages {
            case listing(DropboxPages<ListFolder>.Iterator)
            case delta(DropboxPages<ListFolderContinue>.Iterator)

            var isDelta: Bool {
                if case .delta = self { true } else { false }
            }

            mutating func next() async throws -> ListFolderPage? {
                switch self {
                case .listing(var pages):
                    defer { self = .listing(pages) }
                    return try await pages.next()
                case .delta(var pages):
                    defer { self = .delta(pages) }
                    return try await pages.next()
                }
            }
        }

        private let source: DropboxSource
        private var pages: Pages
        private var restarts = 0

        /// Dropbox invalidates a cursor now and then; one that it invalidates again and again lists nothing.
        private static let maximumRestarts = 5

        init(source: DropboxSource, cursor: SourceCursor?) {
            self.source = source
            pages = cursor.map { .delta(source.client.pages(of: ListFolderContinue(cursor: $0.text)).makeAsyncIterator()) }
                ?? .listing(Self.fromTheStart(source))
        }

        /// - Throws: `CursorUnusable` when Dropbox does not continue from the cursor that was given.
        ///   ``PathUnusable`` when the path is not there or no folder. ``DropboxError``, `CancellationError`.
        public mutating func next() async throws -> SourcePage? {
            do {
                guard let page = try await pages.next() else { return nil }
                return try await source.page(page, startsOver: false)
            } catch let error as DropboxError where pages.isDelta {
                throw error.reasonToListEverything.map { CursorUnusable("\($0): \(error)") } ?? error
            } catch let error as DropboxError where error.code == .cursorReset && restarts < Self.maximumRestarts {
                return try await startOver(because: error)
            } catch let error as DropboxError {
                throw PathUnusable(source.path, error) ?? error
            }
        }

        /// Dropbox says `reset`: only a new listing knows what exists now.
        private mutating func startOver(because error: DropboxError) async throws -> SourcePage? {
            restarts += 1
            source.log.warning("Dropbox has reset the cursor of the listing, which now begins again: \(error)")
            pages = .listing(Self.fromTheStart(source))
            guard let page = try await pages.next() else { return nil }
            return try await source.page(page, startsOver: true)
        }

        private static func fromTheStart(_ source: DropboxSource) -> DropboxPages<ListFolder>.Iterator {
            var listing = ListFolder(path: source.path.text)
            listing.recursive = source.isRecursive
            listing.includeHasExplicitSharedMembers = source.permissions != nil
            return source.client.pages(of: listing).makeAsyncIterator()
        }
    }
}

extension DropboxError {
    /// Why a cursor is of no use any more, though the account can still be listed; nil for any other failure.
    ///
    /// Reference sections 4.2 and 10. A cursor of another app or account is a plain bad request.
    fileprivate var reasonToListEverything: String? {
        switch code {
        case .cursorReset: "Dropbox has reset the cursor"
        case .pathNotFound, .notFolder: "the folder that the cursor belongs to is not where it was"
        case .badRequest: "Dropbox does not accept the cursor"
        default: nil
        }
    }
}

/// The configured path cannot be listed.
public struct PathUnusable: Error, CustomStringConvertible {
    public let description: String

    static func notFolder(_ path: DropboxPath) -> PathUnusable {
        PathUnusable(
            description: """
                The configured path "\(path)" is a file. Give the folder that holds it as \
                "Path to fetch files/folders" in the connector's configuration.
                """)
    }

    private init(description: String) {
        self.description = description
    }

    /// Nil when `error` says something else.
    init?(_ path: DropboxPath, _ error: DropboxError) {
        switch error.code {
        case .pathNotFound:
            description = """
                The configured path "\(path)" does not exist in this Dropbox account, or may not be seen. \
                Correct "Path to fetch files/folders" in the connector's configuration.
                """
        case .notFolder, .notFile: self = .notFolder(path)
        case .malformedPath:
            description = """
                The configured path "\(path)" is not one that Dropbox accepts. It has the form "/Folder/Subfolder"; \
                leave it empty for the whole account.
                """
        default: return nil
        }
    }
}

extension DropboxSource {
    fileprivate func page(_ page: ListFolderPage, startsOver: Bool) async throws -> SourcePage {
        SourcePage(
            changes: try await changes(page.entries), cursor: SourceCursor(page.cursor), startsOver: startsOver)
    }

    func change(_ entry: Metadata) -> SourceChange? {
        switch entry {
        case .file(let file): .upsert(document(of: file))
        case .folder(let folder): .upsert(document(of: folder))
        // It has no id. A listing from the start has one when something is deleted while it runs.
        case .deleted(let deleted): deleted.pathLower.map(SourceChange.deletePath)
        }
    }
}
