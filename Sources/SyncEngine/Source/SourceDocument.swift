public import Foundation

/// A document as its source describes it, before its content is fetched.
public struct SourceDocument: Sendable {
    /// The `_id` in the index.
    public var id: String
    /// What a person would call it, for reports: a path.
    public var label: String
    /// The members of the document, in the order they are written.
    public var fields: [DocumentField]
    /// The document's `_timestamp`. Nil when the source knows none: the index keeps the time at which
    /// the document was first seen.
    public var timestamp: String?
    /// What to extract text from. Nil when there is nothing.
    public var content: SourceContent?
    /// The source's own rule that selected the document, for previews. Nil without rules.
    public var inclusion: String?
    /// Why the source's own rules leave the document out of the index. Nil for one that belongs into it.
    public var exclusion: String?
    /// Why a file has no ``content``; nil for one that has, and for what is no file.
    public var extractionStatus: ExtractionStatus?

    /// Who may see it. Nil for everybody; under document-level security a nil hides it from everybody.
    public var access: AccessList?

    /// Where the item is, as ``SourceChange/deletePath(_:)`` will call it when it is gone; nil when it has no place.
    public var path: String?
    /// Whether others can be below it.
    public var isFolder: Bool
    /// It is left out when the listing, or the index, has the document at a path: the same item, seen from elsewhere.
    public var isSecondary = false
    /// Kinds have different fields, so a document whose kind changes is written anew. Empty for the usual kind.
    public var kind = ""

    public init(
        id: String, label: String, fields: [DocumentField], timestamp: String?, content: SourceContent? = nil,
        extractionStatus: ExtractionStatus? = nil, path: String? = nil, isFolder: Bool = false
    ) {
        self.id = id
        self.label = label
        self.fields = fields
        self.timestamp = timestamp
        self.content = content
        self.extractionStatus = extractionStatus
        self.path = path
        self.isFolder = isFolder
    }
}

/// The content of a document: what is known of it, and the way to get it.
public struct SourceContent: Sendable {
    /// Equal texts mean equal bytes: a content hash, or a revision.
    public var version: String
    /// Equal ones mean that the same text is made of the content, whatever document it is in. Nil when that cannot
    /// be said, and it is fetched for each document by itself.
    public var identity: ContentIdentity?
    /// How many bytes will arrive. What is charged to the byte budget before they do.
    public var size: Int
    /// The file's name: its extension tells the format.
    public var name: String
    /// Gets the bytes: no more than ``size``, or it throws ``ContentOutgrown``. Called at most once.
    public var fetch: @Sendable () async throws -> FetchedContent
    /// Gets the bytes into a file that exists, however many they are, in memory that their number has no part
    /// in. Nil when the source can only ``fetch``.
    public var save: (@Sendable (_ file: URL) async throws -> SavedContent)?

    public init(
        version: String, size: Int, name: String = "", fetch: @escaping @Sendable () async throws -> FetchedContent,
        save: (@Sendable (_ file: URL) async throws -> SavedContent)? = nil
    ) {
        self.version = version
        self.size = size
        self.name = name
        self.fetch = fetch
        self.save = save
    }
}

/// Content that has been put into a file.
public struct SavedContent: Sendable {
    /// Bytes of the file.
    public var byteCount: Int
    /// The name that tells the format, when it is not the one that was listed.
    public var name: String?
    /// As in ``FetchedContent/newer``.
    public var newer: SourceDocument?

    public init(byteCount: Int, name: String? = nil, newer: SourceDocument? = nil) {
        self.byteCount = byteCount
        self.name = name
        self.newer = newer
    }
}

/// Content as it arrived.
public struct FetchedContent: Sendable {
    public var bytes: Data
    /// The name that tells the format, when it is not the one that was listed: an export has another.
    public var name: String?
    /// The document as it is now, when it changed between the listing and the download: the bytes
    /// belong to this one.
    public var newer: SourceDocument?

    public init(bytes: Data, name: String? = nil, newer: SourceDocument? = nil) {
        self.bytes = bytes
        self.name = name
        self.newer = newer
    }
}

/// A failure to get a document's content, or the text of it, that concerns this document alone.
///
/// The sync goes on. With status `failed` the document keeps the text it has in the index, and the next sync
/// tries again; every other status is final: the document is written without text, and its content is asked
/// for again when its version changes. Every other error thrown by ``SourceContent/fetch`` ends the sync.
public struct ContentUnavailable: Error, Sendable {
    /// A short word to count by: `not_found`, `corrupted`, `too_large`, `failed`.
    public var reason: String
    /// What happened, in the words of the source.
    public var message: String
    /// What the document says about it.
    public var status: ExtractionStatus

    public init(reason: String, message: String, status: ExtractionStatus = .failed) {
        self.reason = reason
        self.message = message
        self.status = status
    }
}

/// There are more bytes than ``SourceContent/size`` said, and as many may be wanted.
///
/// They are fetched anew when there is room for them: what is charged for a download never grows while it
/// is held, or two that grow could wait for each other.
public struct ContentOutgrown: Error, Sendable {
    /// What to fetch instead, with its true size or a bound for it.
    public var content: SourceContent

    public init(_ content: SourceContent) {
        self.content = content
    }
}
