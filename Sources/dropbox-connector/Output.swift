import Foundation
import Support

/// Standard output: what a command was asked for. What it tells besides goes to the log.
enum Output {
    /// Writes a line at once, also into a pipe.
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Writes text as it is, at once.
    static func text(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// Writes a line to standard error: what is told besides, so that standard output stays what was asked for.
    static func note(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// Writes one JSON value on one line, keys sorted.
    static func json(_ value: JSON) throws {
        FileHandle.standardOutput.write(try value.data() + Data("\n".utf8))
    }
}
