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

    @Test(arguments: [
        Codes(head: "### `DropboxError`", file: "Dropbox/Errors/DropboxError+Code.swift", enumeration: "Code"),
        Codes(head: "### `ElasticsearchError`", file: "Elasticsearch/Errors/ElasticsearchError.swift", enumeration: "Code"),
        Codes(head: "### `ProtocolError`", file: "ConnectorProtocol/ProtocolError.swift", enumeration: "Code"),
        Codes(head: "### `TransportError`", file: "Transport/TransportError.swift", enumeration: "Code"),
        Codes(head: "### Certificates", file: "Transport/Environment/AuthorityError.swift", enumeration: "AuthorityError"),
        Codes(head: "### Errors of a job", file: "ConnectorService/Execution/JobError.swift", enumeration: "Code"),
    ])
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
