/// Why a file's document has no text: its `_extraction_status`. A document with text has none.
public enum ExtractionStatus: String, Sendable, CaseIterable {
    /// The file has no bytes, or no text in them.
    case empty
    /// Nothing here makes text of this type of file.
    case unsupportedType = "unsupported_type"
    /// The content is larger than is fetched.
    case tooLarge = "too_large"
    /// The source hands the content out in no form that could be read.
    case notDownloadable = "not_downloadable"
    /// The source refuses the content for good, for legal reasons for example.
    case restricted
    /// It could not be fetched or extracted. Text of an earlier version stays, and the next sync tries again.
    case failed

    /// The member of a document that holds it.
    static let field = "_extraction_status"
    /// The member, `true`, of a document whose text was longer than a document may be: its beginning is there.
    static let truncationField = "_body_truncated"

    /// Whether the next sync could do no better with the same bytes.
    var isFinal: Bool { self != .failed }
}
