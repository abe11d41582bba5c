/// The folder that a connector reads.
public struct DropboxPath: Sendable, Hashable, CustomStringConvertible {
    /// As Dropbox wants it: `""` for the root, otherwise with a leading and without a trailing slash.
    public let text: String

    /// - Parameter configured: What an operator wrote: empty and `/` mean the root, and a missing leading or
    ///   a trailing slash is forgiven.
    public init(configured: String) {
        let trimmed = configured.split(separator: "/", omittingEmptySubsequences: true).joined(separator: "/")
        text = trimmed.isEmpty ? "" : "/" + trimmed
    }

    public var description: String { text.isEmpty ? "/" : text }
}
