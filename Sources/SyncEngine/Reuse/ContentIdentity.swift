/// What tells that two documents have the same content, and that the same text is made of it.
///
/// A source whose contents have one writes both fields into the documents.
public struct ContentIdentity: Sendable, Hashable {
    /// Equal exactly for equal bytes.
    public var hash: String
    /// What besides the bytes tells how to read them: the extension of the name; empty when there is none.
    public var format: String

    public init(hash: String, format: String) {
        self.hash = hash
        self.format = format
    }

    /// The member of a document that holds the hash, a `keyword`.
    public static let field = "content_hash"
    /// The member that holds the format; null when it is empty.
    public static let formatField = "extension"
}
