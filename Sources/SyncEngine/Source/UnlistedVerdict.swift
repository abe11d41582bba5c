/// What a source says of a document that is in the index and that its listing did not mention.
public enum UnlistedVerdict: Sendable {
    /// It does not belong into the index any more.
    case gone
    /// Nothing is known against it: it stays as it is.
    case kept
    /// The listing has missed it: it is treated as listed.
    case listed(SourceDocument)
}
