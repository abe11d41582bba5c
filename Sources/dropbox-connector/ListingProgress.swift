import Foundation

/// How far a listing is that somebody waits for, on a terminal only: elsewhere it would be lines of no use.
enum ListingProgress {
    /// Shows what `body` tells, and removes it when that is done.
    static func shown<Result>(
        _ body: (_ show: @escaping @Sendable (_ listed: Int) -> Void) async throws -> Result
    ) async throws -> Result {
        defer { clear() }
        return try await body { write("\r\u{1B}[K  \($0) entries listed") }
    }

    /// Makes room for a line of output.
    static func clear() { write("\r\u{1B}[K") }

    /// To standard error, so that standard output stays what was asked for.
    private static func write(_ text: String) {
        guard isatty(STDERR_FILENO) == 1 else { return }
        FileHandle.standardError.write(Data(text.utf8))
    }
}
