/// A part of a listing: the unit that is fetched ahead, and after which a cursor may be kept.
public struct SourcePage: Sendable {
    /// In the order to apply them; a later one overrides an earlier one.
    public var changes: [SourceChange]
    /// Where the listing goes on after this page; on the last page, where the next sync begins.
    public var cursor: SourceCursor?
    /// The listing had to begin again: what earlier pages said proves nothing about what exists.
    public var startsOver: Bool
    /// Why the listing is known not to mention everything that belongs into the index: nothing is deleted
    /// for not being mentioned.
    public var gap: String?
    /// What the operator should know of the listing, and what does not fail the sync.
    public var warnings: [String] = []

    public init(changes: [SourceChange], cursor: SourceCursor? = nil, startsOver: Bool = false, gap: String? = nil) {
        self.changes = changes
        self.cursor = cursor
        self.startsOver = startsOver
        self.gap = gap
    }
}

/// One thing that a source says.
public enum SourceChange: Sendable {
    /// The document exists, and looks like this.
    case upsert(SourceDocument)
    /// The document with this `_id` is gone.
    case delete(id: String)
    /// The document with this `_id` was at no path, and is gone. If the index has it at a path, another one is meant.
    case withdraw(id: String)
    /// What was at this path is gone, and everything below it. What is there after a later change is not meant.
    case deletePath(String)
}
