import Dropbox
import Support
import SyncEngine

/// Everything in one tree, or what changed there since a cursor, as Dropbox's pages come in.
struct AccountListing {
    private enum Pages {
        case listing(DropboxPages<ListFolder>.Iterator)
        case delta(DropboxPages<ListFolderContinue>.Iterator)

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

    /// A page as Dropbox sent it.
    struct Listed {
        var page: ListFolderPage
        /// As ``SourcePage/startsOver``.
        var startsOver = false
    }

    private let source: DropboxSource
    private var pages: Pages
    private var restarts = 0

    /// Dropbox invalidates a cursor now and then; one that it invalidates again and again lists nothing.
    private static let maximumRestarts = 5

    init(source: DropboxSource, cursor: String?) {
        self.source = source
        pages = cursor.map { .delta(source.client.pages(of: ListFolderContinue(cursor: $0)).makeAsyncIterator()) }
            ?? .listing(Self.fromTheStart(source))
    }

    /// It tells what changed since a cursor.
    var isDelta: Bool {
        if case .delta = pages { true } else { false }
    }

    /// - Throws: ``DropboxError``, `CancellationError`.
    mutating func next() async throws -> Listed? {
        do {
            return try await pages.next().map { Listed(page: $0) }
        } catch let error as DropboxError where error.code == .cursorReset && !isDelta && restarts < Self.maximumRestarts {
            return try await startOver(because: error)
        }
    }

    /// Dropbox says `reset`: only a new listing knows what exists now.
    private mutating func startOver(because error: DropboxError) async throws -> Listed? {
        restarts += 1
        source.log.warning("Dropbox has reset the cursor of the listing, which now begins again: \(error)")
        pages = .listing(Self.fromTheStart(source))
        return try await pages.next().map { Listed(page: $0, startsOver: true) }
    }

    private static func fromTheStart(_ source: DropboxSource) -> DropboxPages<ListFolder>.Iterator {
        var listing = ListFolder(path: source.root.path)
        listing.recursive = source.isRecursive
        listing.includeMountedFolders = source.root.includesMountedFolders
        listing.includeHasExplicitSharedMembers = source.permissions != nil
        return source.client.pages(of: listing).makeAsyncIterator()
    }
}

extension DropboxError {
    /// Why a cursor is of no use any more, though the account can still be listed; nil for any other failure.
    ///
    /// Reference sections 4.2 and 10. A cursor of another app or account is a plain bad request.
    var reasonToListEverything: String? {
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
    /// - Parameter entries: Those of a page that this tree lists, with their paths in the index.
    func page(_ entries: [Metadata]) async throws -> SourcePage {
        SourcePage(changes: try await changes(entries))
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
