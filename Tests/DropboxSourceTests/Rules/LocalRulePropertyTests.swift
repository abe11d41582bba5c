import Dropbox
import FakeDropbox
import Foundation
import Support
import Testing

@testable import DropboxSource
@testable import SyncEngine

@Suite struct LocalRulePropertyTests {
    private static let snippets: [JSON] = [
        ["include": ["path": ["/A/**", "/B/*"]]],
        ["include": ["extension": ["pdf", "txt"]], "exclude": ["path": ["**/C/**"]]],
        ["include": ["size": ["min": 3, "max": 6]]],
        [["include": ["path": "/A/B/**"]], ["include": ["category": "folder"]], ["exclude": ["extension": "tmp"]]],
        ["exclude": ["path": ["/A"], "size": ["min": 8]]],
        ["include": ["path": ["/A/x.txt", "/B/**/y.*"], "modified": ["after": "2026-01-05T09:00:20Z"]]],
    ]

    /// What the rules select of the account, told by Dropbox's own metadata and no listing of ours.
    private func expected(_ test: RuledAccount, _ snippet: JSON) async throws -> [String] {
        let source = try test.source(snippet)
        let rules = try AdvancedRules(snippet: snippet)
        var paths: [String] = []
        for entry in test.fake.account.entries {
            let metadata = try await source.client.call(GetMetadata(path: entry.id))
            if rules.decision(on: metadata, foundBy: nil).isIncluded { paths.append(entry.pathDisplay) }
        }
        return paths.sorted()
    }

    @Test(arguments: 0..<12)
    func `after any history the index has what the rules select, and nothing else`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let snippet = Self.snippets[Int(seed) % Self.snippets.count]
        try await withRuledAccount(FakeAccount(seed: seed + 1)) { test in
            for _ in 0..<4 {
                for _ in 0..<12 { test.fake.change { $0.changeSomething(&random) } }
                try await test.sync(snippet)
                #expect(test.paths == (try await expected(test, snippet)), "seed \(seed)")
            }
            test.fake.clearRequests()
            let report = try await test.sync(snippet)
            #expect(report.indexed + report.deleted == 0, "seed \(seed)")
            #expect(test.count("files/download") == 0)
        }
    }

    @Test(arguments: 0..<24)
    func `any mix of full and incremental syncs leads to the same set`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed &+ 1000)
        let snippet = Self.snippets[Int(seed) % Self.snippets.count]
        try await withRuledAccount(FakeAccount(seed: seed + 1)) { test in
            var position: SyncPosition?
            for _ in 0..<6 {
                for _ in 0..<8 { test.fake.change { $0.changeSomething(&random) } }
                let start = Int.random(in: 0..<4, using: &random) == 0 ? nil : position
                try await test.sync(snippet, from: start) { position = $0 }
                let wanted = try await expected(test, snippet)
                #expect(test.paths == wanted, "seed \(seed), incremental \(start != nil)")
            }
        }
    }

    @Test func `only the folders that can match are listed`() async throws {
        var account = FakeAccount()
        try account.write("/A/x.pdf", "1")
        try account.write("/B/y.pdf", "2")
        try account.write("/C/deep/z.pdf", "3")
        try await withRuledAccount(account) { test in
            try await test.sync(["include": ["path": ["/A/**", "/C/*"], "extension": "pdf"]])
            #expect(test.paths == ["/A/x.pdf"])
            let listed = test.fake.requests.filter { $0.route == "files/list_folder" }.compactMap(\.argument)
            #expect(listed.compactMap { $0["path"]?.stringValue } == ["/A", "/C"])
            #expect(listed.compactMap { $0["recursive"]?.boolValue } == [true, false])
        }
    }

    @Test func `a reset in one folder's listing forgets nothing of the others`() async throws {
        var account = FakeAccount()
        for number in 0..<30 {
            try account.write("/A/\(number).txt", "a")
            try account.write("/B/\(number).txt", "b")
        }
        var options = FakeDropboxOptions()
        options.listing.maximumEntries = 10
        try await withRuledAccount(account, options: options) { test in
            let rules: JSON = ["include": ["path": ["/A/**", "/B/**"]]]
            try await test.sync(rules)
            let before = test.paths
            // The fourth page is the first continuation in /B.
            test.fake.fail("files/list_folder/continue", with: .resetCursors, afterRequests: 4)
            let report = try await test.sync(rules)
            #expect(test.paths == before)
            #expect(report.deleted == 0)
        }
    }

    @Test func `the folder of a rule may be missing, or a file`() async throws {
        var account = FakeAccount()
        try account.write("/A/x.txt", "1")
        try account.write("/A/y.txt", "2")
        try await withRuledAccount(account) { test in
            let rules: JSON = ["include": ["path": ["/A/x.txt", "/gone/**"]]]
            try await test.sync(rules)
            #expect(test.paths == ["/A/x.txt"])
            try test.fake.change { try $0.write("/gone/z.txt", "3") }
            try await test.sync(rules)
            #expect(test.paths.contains("/gone/z.txt"))
        }
    }
}

extension FakeAccount {
    /// One change, of those that the account allows.
    mutating func changeSomething(_ random: inout SeededGenerator) {
        let folders = ["", "/A", "/A/B", "/A/B/C", "/B", "/B/C", "/c"]
        let names = ["x.txt", "y.pdf", "z.tmp", "W.TXT"]
        let path = "\(folders.randomElement(using: &random)!)/\(names.randomElement(using: &random)!)"
        let other = entries.randomElement(using: &random)?.pathDisplay ?? "/"
        do {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...4: try write(path, String(repeating: "t", count: Int.random(in: 0..<10, using: &random)))
            case 5: try delete(other)
            case 6...7: try move(other, to: path)
            case 8: _ = try copy(other, to: path)
            default: try createFolder(folders.randomElement(using: &random)!)
            }
        } catch {
            // Refused, as Dropbox would: the history goes on without it.
        }
    }
}
