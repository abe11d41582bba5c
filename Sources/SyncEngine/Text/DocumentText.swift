import Foundation

/// What a document is written with besides its metadata.
enum DocumentText: Sendable {
    case none
    /// Bytes for the pipeline to extract text from.
    case attachment(Data)
    /// Text for `body`, as much of it as fits.
    case body(ExtractedText, limit: Int)
}
