import Foundation
import Testing

/// A file of the documentation that a test makes, and that anybody may read: it must be what the code says today.
///
/// `RECORD=1 swift test --filter …` writes it anew.
struct RecordedText {
    /// Below the package's folder.
    let path: String

    static var isRecording: Bool { ProcessInfo.processInfo.environment["RECORD"] == "1" }

    static func package(_ path: String) -> URL {
        URL(filePath: #filePath).appending(path: "../../../..").standardized.appending(path: path)
    }

    /// Compares, or records.
    func check(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let url = Self.package(path)
        if Self.isRecording {
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            return try Data(text.utf8).write(to: url)
        }
        let recorded = (try? String(contentsOf: url, encoding: .utf8)) ?? ""  // missing is different, too
        guard recorded != text else { return }
        let (old, new) = (recorded.split(separator: "\n"), text.split(separator: "\n"))
        let changes = new.difference(from: old).prefix(8).map { change in
            switch change {
            case .insert(_, let line, _): "+ \(line)"
            case .remove(_, let line, _): "- \(line)"
            }
        }
        Issue.record(
            "\(path) is not what the code says. RECORD=1 writes it anew:\n\(changes.joined(separator: "\n"))",
            sourceLocation: sourceLocation)
    }
}
