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
    /// Why the source's own rules leave the document out of the index. Nil for one that belongs into it.
    public var exclusion: String?

    public init(
        id: String, label: String, fields: [DocumentField], timestamp: String?, content: SourceContent? = nil
    ) {
        self.id = id
        self.label = label
        self.fields = fields
        self.timestamp = timestamp
        self.content = content
    }
}

/// The content of a document: what is known of it, and the way to get it.
public struct SourceContent: Sendable {
    /// Equal texts mean equal bytes: a content hash, or a revision.
    public var version: String
    /// How many bytes will arrive. What is charged to the byte budget before they do.
    public var size: Int
    /// Gets the bytes. Called at most once.
    public var fetch: @Sendable () async throws -> FetchedContent

    public init(version: String, size: Int, fetch: @escaping @Sendable () async throws -> FetchedContent) {
        self.version = version
        self.size = size
        self.fetch = fetch
    }
}

/// Content as it arrived.
public struct FetchedContent: Sendable {
    public var bytes: Data
    /// The document as it is now, when it changed between the listing and the download: the bytes
    /// belong to this one.
    public var newer: SourceDocument?

    public init(bytes: Data, newer: SourceDocument? = nil) {
        self.bytes = bytes
        self.newer = newer
    }
}

/// A failure to get a document's content that concerns this document alone.
///
/// The sync goes on: the document keeps the text it has in the index, and the next sync tries again.
/// Every other error thrown by ``SourceContent/fetch`` ends the sync.
public struct ContentUnavailable: Error, Sendable {
    /// A short word to count by: `not_found`, `restricted`, `too_large`, `failed`.
    public var reason: String
    /// What happened, in the words of the source.
    public var message: String

    public init(reason: String, message: String) {
        self.reason = reason
        self.message = message
    }
}
