public import Foundation

/// Who makes text of files' bytes in a sync.
public enum TextExtraction: Sendable {
    /// The ingest pipeline, of an `_attachment`.
    case pipeline
    /// The connector itself, of bytes in memory.
    case inMemory(any TextDecoding)
    /// A service, of a file on disk: no size is too large for that.
    case fromFile(any FileTextExtraction)

    /// Differs whenever the same bytes could become another text; nil for the pipeline, whose settings tell.
    var identity: String? {
        switch self {
        case .pipeline: nil
        case .inMemory(let decoder): decoder.identity
        case .fromFile(let extractor): extractor.identity
        }
    }
}

/// Makes text of bytes in memory.
public protocol TextDecoding: Sendable {
    /// Differs whenever the same bytes could become another text.
    var identity: String { get }

    /// - Parameters:
    ///   - name: The file's name, whose extension tells the format.
    ///   - limit: The most bytes of text wanted.
    /// - Throws: ``ContentUnavailable``, with status `unsupportedType` for what is no text.
    func text(of bytes: Data, name: String, limit: Int) throws -> ExtractedText
}

/// Makes text of a file on disk, in memory that its size has no part in.
public protocol FileTextExtraction: Sendable {
    /// Differs whenever the same bytes could become another text.
    var identity: String { get }
    /// Where to put files for it.
    var directory: URL { get }
    /// What such a file may be: `0o600`, unless the service reads it as another user.
    var filePermissions: Int { get }

    /// Asked before a file is downloaded.
    ///
    /// - Throws: ``ContentUnavailable`` while there is no service, so that nothing is downloaded in vain.
    func requireAvailable() throws

    /// - Parameters:
    ///   - name: The file's name in the source, whose extension tells the format.
    ///   - limit: The most bytes of text wanted; never more are held.
    /// - Throws: ``ContentUnavailable`` for a failure that concerns this file alone. `CancellationError`.
    func text(of file: URL, name: String, limit: Int) async throws -> ExtractedText
}

/// The text of a file.
public struct ExtractedText: Sendable, Equatable {
    /// Valid UTF-8.
    public var utf8: Data
    /// There was more than was wanted.
    public var isTruncated: Bool

    public init(utf8: Data, isTruncated: Bool = false) {
        self.utf8 = utf8
        self.isTruncated = isTruncated
    }

    /// Whether there is nothing to search for.
    var isBlank: Bool { utf8.allSatisfy { $0 <= 0x20 } }
}
