import Foundation
import Testing

/// A session at the terminal, recorded under `docs/sessions/`, with what differs from run to run masked.
///
/// `RECORD=1 swift test --filter SessionTests` records it anew.
struct RecordedSession {
    let name: String
    let terminal: Terminal
    private(set) var text: String

    init(_ name: String, _ title: String, in terminal: Terminal) {
        self.name = name
        self.terminal = terminal
        text = "\(title)\n\(String(repeating: "=", count: title.count))\n"
    }

    /// Types a command, and notes it with what it printed.
    @discardableResult
    mutating func type(
        _ line: String, status: Int32 = 0, showing lines: Int? = nil, answering question: String? = nil,
        _ answer: @escaping @Sendable (String) -> String = { _ in "" }, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let words = line.split(separator: " ").dropFirst().map(String.init)
        let outcome = try await terminal.run(words, asked: question, answer: answer)
        #expect(outcome.status == status, "\(line)\n\(outcome.output)", sourceLocation: sourceLocation)
        var shown = outcome
        if let lines {
            shown.output = outcome.output.split(separator: "\n").prefix(lines).joined(separator: "\n") + "\n[...]\n"
        }
        show(line, shown)
        return outcome.output
    }

    /// Notes a command with what it printed.
    mutating func show(_ line: String, _ outcome: Terminal.Outcome) {
        text += "\n$ \(Self.masked(line))\n" + Self.masked(outcome.output)
        if outcome.status != 0 { text += "[exit status \(outcome.status)]\n" }
    }

    mutating func note(_ remark: String) { text += "\n# \(remark)\n" }

    /// Writes a file of the session's folder, and shows it.
    mutating func write(_ contents: String, to file: String) throws {
        try Data(contents.utf8).write(to: terminal.folder.appending(path: file))
        text += "\n$ cat \(file)\n" + Self.masked(contents)
    }

    func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let url = URL(filePath: #filePath).appending(path: "../../../docs/sessions/\(name).txt").standardized
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            return try Data(text.utf8).write(to: url)
        }
        let recorded = (try? String(contentsOf: url, encoding: .utf8)) ?? ""  // missing is different, too
        let (old, new) = (recorded.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
        let changes = new.difference(from: old).map { change in
            switch change {
            case .insert(let line, let text, _): "+\(line) \(text)"
            case .remove(let line, let text, _): "-\(line) \(text)"
            }
        }
        #expect(changes.isEmpty, "docs/sessions/\(name).txt: RECORD=1 records it anew\n\(changes.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }

    /// The text without what no two runs have in common.
    static func masked(_ text: String) -> String {
        let plain = text.replacing("\r\n", with: "\n")
            .replacing(/127\.0\.0\.1:[0-9]+/, with: "127.0.0.1:PORT")
            .replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|\+00:00)/, with: "TIME\u{0}")
            .replacing(/(?m)^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+Z[ ]/, with: "TIME ")
            .replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]+Z/, with: "TIME\u{0}")
            .replacing("\r", with: "").replacing("\u{1B}[K", with: "").replacing(/(?m)^\^C$\n/, with: "")
            .replacing(/\b[0-9]+ (?:s|min|h) ago\b/, with: "AGE ago\u{0}")
            .replacing(/\b(?:[0-9]+ h )?(?:[0-9]+ min )?[0-9]+(?:\.[0-9]+)? s\b/, with: "N s\u{0}")
            .replacing(/N s\u{0} to N s\u{0}|about N s\u{0}/, with: "N s to N s")
            .replacing(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, with: "JOB\u{0}")
            .replacing(/[0-9]+\/s, [0-9.]+ \w+\/s/, with: "N/s, N kB/s")
            .replacing(/after [0-9]+ ms/, with: "after N ms").replacing(/port [0-9]{4,5}/, with: "port PORT")
            .replacing(/api_key: \S+/, with: "api_key: ENCODED")
            .replacing(/code_challenge=[\w-]+/, with: "code_challenge=CHALLENGE")
            .replacing(/client_id=\w+/, with: "client_id=APP_KEY")
            .replacing(/(host +)\S+/) { String($0.1).hasPrefix("host  ") ? "host  HOST\u{0}" : String($0.0) }
            .replacing(/dropbox-connector [0-9.]+(?: \([^)]*\))?\n/, with: "dropbox-connector VERSION\n")
            .replacing(/[\w-]{20}/) { $0.0.contains(where: \.isNumber) && $0.0.contains(where: \.isUppercase) ? "JOB\u{0}" : String($0.0) }
        return plain.split(separator: "\n", omittingEmptySubsequences: false)
            // How often a sync was looked at is a matter of luck.
            .filter { !$0.hasPrefix("  pending:") && !$0.hasPrefix("  in_progress:") }
            // Columns are as wide as what was masked in them.
            .map { line in
                guard line.contains("\u{0}") else { return String(line) }
                return String(line).replacing("\u{0}", with: "").replacing(/[ ]{3,}/, with: "  ")
            }
            .joined(separator: "\n")
    }
}
