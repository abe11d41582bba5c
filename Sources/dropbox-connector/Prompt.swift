import Foundation
import Support

/// Questions on the terminal.
enum Prompt {
    /// Asks for a line. The question goes to standard error, so that standard output stays what was asked for.
    ///
    /// - Parameter isSecret: Whether what is typed stays invisible.
    /// - Returns: Without spaces around it; nil at the end of the input.
    static func ask(_ question: String, isSecret: Bool = false) -> String? {
        FileHandle.standardError.write(Data("\(question): ".utf8))
        let isHidden = isSecret && isatty(STDIN_FILENO) == 1
        let line = isHidden ? withoutEcho { readLine() } : readLine()
        if isHidden { FileHandle.standardError.write(Data("\n".utf8)) }
        return line?.trimmingCharacters(in: .whitespaces)
    }

    private static func withoutEcho(_ body: () -> String?) -> String? {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return body() }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
        return body()
    }
}
