import ConnectorProtocol
import Dropbox
import Elasticsearch
import Foundation
import Testing

@testable import ConnectorService

/// `docs/troubleshooting.md` has every error that the program prints, with what it says and what to do.
@Suite struct TroubleshootingTests {
    private let text: String

    init() throws {
        text = try String(contentsOf: RecordedText.package("docs/troubleshooting.md"), encoding: .utf8)
    }

    /// An enumeration of errors: where it is, and under which head the documentation has it.
    struct Codes: Sendable, CustomTestStringConvertible {
        var head: String
        var file: String
        var enumeration: String

        var testDescription: String { enumeration }
    }

    private static let enumerations = [
        Codes(head: "### `DropboxError`", file: "Dropbox/Errors/DropboxError+Code.swift", enumeration: "Code"),
        Codes(head: "### `ElasticsearchError`", file: "Elasticsearch/Errors/ElasticsearchError.swift", enumeration: "Code"),
        Codes(head: "### `ProtocolError`", file: "ConnectorProtocol/ProtocolError.swift", enumeration: "Code"),
        Codes(head: "### `TransportError`", file: "Transport/TransportError.swift", enumeration: "Code"),
        Codes(head: "### Certificates", file: "Transport/Environment/AuthorityError.swift", enumeration: "AuthorityError"),
        Codes(head: "### Errors of a job", file: "ConnectorService/Execution/JobError.swift", enumeration: "Code"),
    ]

    @Test(arguments: enumerations)
    func `every code has a row with what it says and what to do`(codes: Codes) throws {
        let names = try Self.cases(of: codes)
        #expect(names.count > 3)
        let rows = rows(below: codes.head)
        for name in names {
            let row = try #require(rows[name], "\(codes.head): `\(name)` is missing")
            #expect(row.count == 2 && row.allSatisfy { $0.count > 3 }, "\(name): \(row)")
        }
        if codes.enumeration == "Code" {
            let others = Set(rows.keys).subtracting(names).filter { $0.first?.isLowercase == true }
            #expect(others.isEmpty, "no such codes: \(others)")
        }
    }

    @Test func `every enumeration of codes in the sources is among these`() throws {
        var found: Set<String> = []
        for (path, source) in try Self.sources() {
            if source.contains(/enum Code\b/) || source.contains(/enum \w+:[^{]*\bError\b/) { found.insert(path) }
        }
        #expect(found == Set(Self.enumerations.map(\.file)))
    }

    /// Errors that never get to a reader under their own name: within the program they are turned into something else.
    private static let inner: Set = [
        "BoundedChannelFinished",  // a stage that sends to one that has ended
        "CancelationRequested",  // ends a job that somebody cancels
        "ContentOutgrown",  // the content is fetched anew
        "CronFieldError",  // a part of CronError
        "ListingFailed",  // carries the listing's own error
        "Mismatch",  // becomes ConnectorConfigurationError
        "PlaceGivenUp",  // a job that waits gives its place to another one
        "Refusal",  // an answer of this program's own server
        "RejectedByNow",  // becomes an extraction status
        "TimedOut",  // becomes ContentUnavailable
        "Unavailable",  // a line of an explanation
        "Unrenderable",  // becomes OperatorFailure
        "JobError", "AuthorityError", "ConfigurationError",  // documented by their codes and kinds
        "OperatorFailure", "PreflightFailure",  // documented by what they say
    ]

    @Test func `every kind of error in the sources is documented, or is told as another one`() throws {
        var found: Set<String> = []
        for (_, source) in try Self.sources() {
            for match in source.matches(of: /(?:struct|enum|class) (\w+):[^{]*\bError\b/) { found.insert(String(match.1)) }
        }
        #expect(found.count > 40)
        for kind in found.subtracting(Self.inner) {
            let isDocumented = text.contains("`\(kind)")
            #expect(isDocumented, "\(kind)")
        }
        #expect(Self.inner.isSubset(of: found))
        // No row of a kind that is no more.
        let rows = Set(rows(below: "### Other kinds of errors").keys)
        #expect(rows.count > 8 && rows.isSubset(of: found), "\(rows.subtracting(found))")
    }

    @Test func `everything that a command or the start of the service says is documented, and nothing else`() throws {
        let said = try Self.sources().flatMap { _, source in
            source.matches(of: /(?:OperatorFailure|UnknownConnector|PreflightFailure)\(\s*(?:description:|\.\w+,)[^"}]*?("""|")/)
                .map { Self.literal(in: source, from: $0.range.upperBound, isBlock: $0.1.count == 3) }
        }.filter { $0.count > 3 }
        #expect(said.count > 25, "\(said)")
        let documented = Self.plain(text)
        for words in said {
            let sentence = words.split(separator: ". ").first ?? ""
            let fragment = sentence.split(separator: "…").max { $0.count < $1.count } ?? ""
            // Where all of it is interpolated, what is interpolated is documented elsewhere.
            let isDocumented = fragment.count < 5 || documented.contains(Self.plain(fragment))
            #expect(isDocumented, "\(words)")
        }
        let rows = text.components(separatedBy: "### Commands").last?.components(separatedBy: "\n###").first ?? ""
        let all = Self.plain(said.joined(separator: " "))
        for match in rows.matches(of: /\n\| ([^|`]+?)(?: \(`[^|]*)? \| [0-9]/) where !match.1.hasPrefix("it says") && !match.1.hasPrefix("This is not JSON") {
            let longest = match.1.split(separator: "…").max { $0.count < $1.count } ?? ""
            let isSaid = all.contains(Self.plain(longest.split(separator: ". ").first ?? longest))
            #expect(isSaid, "nothing says: \(match.1)")
        }
    }

    /// A literal of the source, `…` for what is interpolated.
    private static func literal(in source: String, from start: String.Index, isBlock: Bool) -> String {
        var text = ""
        var depth = 0
        var rest = source[start...]
        let end = isBlock ? "\"\"\"" : "\""
        while let character = rest.first {
            if depth == 0, rest.hasPrefix(end) { break }
            if depth == 0, rest.hasPrefix("\\(") {
                text += "…"
                depth = 1
                rest = rest.dropFirst(2)
                continue
            }
            if depth > 0 {
                depth += character == "(" ? 1 : character == ")" ? -1 : 0
            } else if character == "\\", rest.dropFirst().first == "\"" {
                text += "\""
                rest = rest.dropFirst()
            } else if character != "\\" {
                text.append(character)
            }
            rest = rest.dropFirst()
        }
        return text
    }

    /// Words alone, as they would be in one line.
    private static func plain(_ text: some StringProtocol) -> String {
        String(text).replacing("`", with: "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .trimmingCharacters(in: CharacterSet(charactersIn: ".:;, "))
    }

    /// Every source file, by its path.
    private static func sources() throws -> [(path: String, text: String)] {
        let folder = RecordedText.package("Sources").standardized.path + "/"
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.map { ($0, try String(contentsOfFile: folder + $0, encoding: .utf8)) }
    }

    @Test func `what Dropbox's errors say is said in the words of the code`() throws {
        let source = try Self.source("Dropbox/Errors/DropboxError+Words.swift")
        let rows = rows(below: "### `DropboxError`")
        for match in source.matches(of: /case \.(\w+)(?:, \.\w+)*(?:\(let \w+\))?: "([^"\\]+)/) {
            let (name, words) = (String(match.1), match.2.trimmingCharacters(in: .whitespaces))
            let row = try #require(rows[name])
            #expect(row.joined().contains(words), "\(name): \(row), and it says \(words)")
        }
    }

    @Test func `every finding of check has a row`() throws {
        let folder = RecordedText.package("Sources/ConnectorService")
        var names: Set<String> = []
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let source = try String(contentsOf: file, encoding: .utf8)
            for match in source.matches(of: /(?:make|\.run)\.?(?:passed|warning|failed|skipped)?\(\s*"([a-z_]+(?:\.[a-z_]+)*)"/) {
                names.insert(String(match.1))
            }
        }
        #expect(names.count > 20, "\(names)")
        for name in names where !name.hasPrefix("auth.") {
            #expect(text.contains("`\(name)`"), "the finding \(name) is not in docs/troubleshooting.md")
        }
    }

    @Test func `every kind of error that can end a job has a row`() throws {
        let rows = rows(below: "### Errors of a job")
        for kind in [
            "DeletionsHeldBack", "TooManyBulkFailures", "OperationsLost", "DocumentsStillPublic", "ConnectorConfigurationError",
            "PathUnusable", "RuleFailed", "ListingUnsteady", "CursorUnusable", "TransportError",
        ] {
            #expect(rows[kind] != nil, "\(kind)")
        }
    }

    /// The rows of the tables between a head and the next one, by their first cell.
    private func rows(below head: String) -> [String: [String]] {
        guard let start = text.range(of: "\n" + head) else { return [:] }
        let section = text[start.upperBound...]
        let end = section.range(of: "\n##")?.lowerBound ?? section.endIndex
        var rows: [String: [String]] = [:]
        for line in section[..<end].split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: " | ").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "| ")) }
            rows[cells[0].trimmingCharacters(in: CharacterSet(charactersIn: "`"))] = Array(cells.dropFirst())
        }
        return rows
    }

    private static func source(_ path: String) throws -> String {
        try String(contentsOf: RecordedText.package("Sources/\(path)"), encoding: .utf8)
    }

    /// The names, or the texts where they have some: what a reader meets.
    private static func cases(of codes: Codes) throws -> Set<String> {
        let source = try source(codes.file)
        guard let start = source.range(of: "enum \(codes.enumeration)") else { return [] }
        let body = source[start.upperBound...]
        let end = body.range(of: "\n}\n")?.lowerBound ?? body.endIndex
        let own = body[..<(body[..<end].range(of: "\n    }\n")?.lowerBound ?? end)]
        return Set(own.matches(of: /\n +case (\w+)(?:\([^)]*\))?(?: = "(\w+)")?/).map { String($0.2 ?? $0.1) })
    }
}
