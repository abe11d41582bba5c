import Foundation

/// A file that is there for the length of a closure.
enum TemporaryFile {
    /// - Parameters:
    ///   - permissions: `0o600` unless somebody else has to read it.
    ///   - name: Of the file it stands for; its extension is kept if it is a plain one.
    /// - Throws: ``ContentUnavailable`` when the folder cannot be written to; else what `body` throws.
    static func with<Result>(
        in directory: URL, name: String, permissions: Int, _ body: (URL) async throws -> Result
    ) async throws -> Result {
        let url = directory.appending(path: "dropbox-connector-\(UUID().uuidString)\(suffix(of: name))")
        guard FileManager.default.createFile(
            atPath: url.path, contents: nil, attributes: [.posixPermissions: NSNumber(value: permissions)])
        else {
            throw ContentUnavailable(reason: "failed", message: "No file can be written in \(directory.path).")
        }
        // What is left behind is only disk space, and the failure that counts has been thrown already.
        defer { try? FileManager.default.removeItem(at: url) }
        return try await body(url)
    }

    /// The extension tells a service the format. It comes from the source, so it must not become a path.
    private static func suffix(of name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "" }
        let text = name[name.index(after: dot)...]
        let isPlain = !text.isEmpty && text.utf8.count <= 16
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) }
        return isPlain ? ".\(text)" : ""
    }
}
