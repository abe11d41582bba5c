import Foundation
import Synchronization

@testable import SyncEngine

/// Makes text by writing it in capitals.
struct UppercaseText: TextDecoding {
    let identity = "uppercase"

    func text(of bytes: Data, name: String, limit: Int) throws -> ExtractedText {
        ExtractedText(utf8: Data(String(decoding: bytes, as: UTF8.self).uppercased().utf8))
    }
}

/// Reads the file that it is given, and remembers where it was.
final class FileReading: FileTextExtraction {
    let identity = "reading"
    let directory = FileManager.default.temporaryDirectory
    let filePermissions = 0o600
    let isAway = Mutex(false)
    private let seen = Mutex<[URL]>([])

    var files: [URL] { seen.withLock { $0 } }

    func requireAvailable() throws {
        if isAway.withLock({ $0 }) { throw ContentUnavailable(reason: "extraction_unavailable", message: "away") }
    }

    func text(of file: URL, name: String, limit: Int) async throws -> ExtractedText {
        seen.withLock { $0.append(file) }
        return ExtractedText(utf8: Data("read: ".utf8) + (try Data(contentsOf: file)))
    }
}
