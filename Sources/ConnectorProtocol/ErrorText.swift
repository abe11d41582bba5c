/// Error texts as the state documents hold them.
public enum ErrorText {
    /// Lucene refuses a keyword of more than 32,766 bytes and the whole update with it; nobody reads
    /// that much.
    public static let maximumBytes = 8192

    /// What stands in for an error that has no text.
    public static let unknown = "The sync failed, and nothing is known about the reason."

    static let jobVanished = "The sync job could not be found: somebody deleted its document while it ran."

    /// `<Kind>: <message>`, or the kind alone when there is no message.
    ///
    /// - Parameter kind: The class of the failure, such as `DropboxError`.
    public static func make(kind: String, message: String) -> String {
        truncated(message.isEmpty ? kind : "\(kind): \(message)")
    }

    /// The text of an error: its type's name and its description.
    public static func make(_ error: any Error) -> String {
        make(kind: "\(type(of: error))", message: "\(error)")
    }

    /// `text` in at most ``maximumBytes`` bytes of UTF-8, cut between characters and marked with "…".
    public static func truncated(_ text: String) -> String {
        guard text.utf8.count > maximumBytes else { return text }
        let mark = "…"
        var kept = text.startIndex
        var bytes = mark.utf8.count
        while kept < text.endIndex {
            let next = text.index(after: kept)
            bytes += text.utf8.distance(from: kept, to: next)
            if bytes > maximumBytes { break }
            kept = next
        }
        return text[..<kept] + mark
    }
}
