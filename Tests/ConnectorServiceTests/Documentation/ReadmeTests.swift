import Foundation
import Testing

/// What the README promises is there.
@Suite struct ReadmeTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    @Test func `each guarantee names a test that exists`() throws {
        let named = try Self.readme().matches(of: /\| \*(?<test>[^*|]+)\* \|/).map { String($0.test) }
        #expect(named.count > 10)
        let tests = try Self.sources(in: "Tests").joined()
        for name in named {
            #expect(tests.contains("func `\(name)`") || tests.contains("\"\(name)\""), "\(name)")
        }
    }

    @Test func `each link within the repository leads somewhere`() throws {
        for link in try Self.readme().matches(of: /\]\((?<path>[^)#:]+)\)/) {
            let path = Self.root.appending(path: String(link.path)).path
            #expect(FileManager.default.fileExists(atPath: path), "\(link.path)")
        }
    }

    private static func readme() throws -> String {
        try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    }

    private static func sources(in folder: String) throws -> [String] {
        let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
        return try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }
    }
}
