public import Foundation

/// A file's content, and the revision that it is of.
public struct FileContent: Sendable {
    /// The file as it was given, or newer, when it changed while it was read.
    public var file: FileMetadata
    public var data: Data

    public init(file: FileMetadata, data: Data) {
        self.file = file
        self.data = data
    }
}

/// An export, and what Dropbox said about it.
public struct ExportedContent: Sendable {
    /// Nil when the answer's header could not be read.
    public var export: ExportMetadata?
    public var data: Data
}

/// The content behind a shared link, and what Dropbox said about the link.
public struct SharedLinkContent: Sendable {
    /// Nil when the answer's header could not be read.
    public var link: SharedLinkMetadata?
    public var data: Data
}
