import FakeDropbox
import Foundation
import Support
import Testing

@testable import DropboxSource
@testable import SyncEngine

@Suite struct QueryRuleTests {
    private func account() throws -> FakeAccount {
        var account = FakeAccount()
        try account.write("/Plans/confidential roadmap.pdf", "x")
        try account.write("/Plans/dropbox notes.txt", "hello")
        try account.write("/Plans/dropbox terms.pdf", "y")
        try account.write("/Plans/dropbox logo.png", "z")
        try account.write("/Plans/unrelated.txt", "nothing")
        try account.createFolder("/dropbox folder")
        try account.write(
            "/test minutes.paper", .text("p"),
            export: FakeExport(exportAs: "markdown", renditions: ["markdown": Data("# minutes of paper".utf8)]))
        try account.write("/test picture.png", "q")
        return account
    }

    // The examples of Elastic's reference of its Dropbox connector, as printed there.

    @Test func `example: query only`() async throws {
        try await withRuledAccount(try account()) { test in
            try await test.sync([["query": "confidential"], ["query": "dropbox"]])
            #expect(
                test.paths == [
                    "/Plans/confidential roadmap.pdf", "/Plans/dropbox logo.png", "/Plans/dropbox notes.txt",
                    "/Plans/dropbox terms.pdf", "/dropbox folder",
                ])
            #expect(test.documents.first { $0["name"] == "dropbox notes.txt" }?["body"] == "hello")
            #expect(test.documents.first { $0["name"] == "dropbox folder" }?["type"] == "Folder")
            #expect(test.count("files/list_folder") == 0)
        }
    }

    @Test func `example: query with file extension filter`() async throws {
        try await withRuledAccount(try account()) { test in
            try await test.sync([["query": "dropbox", "options": ["file_extensions": ["txt", "pdf"]]]])
            #expect(test.paths == ["/Plans/dropbox notes.txt", "/Plans/dropbox terms.pdf"])
        }
    }

    @Test func `example: query with file category filter, of which Dropbox knows one category`() async throws {
        try await withRuledAccount(try account()) { test in
            try await test.sync([["query": "test", "options": ["file_categories": [[".tag": "paper"], [".tag": "png"]]]]])
            #expect(test.paths == ["/test minutes.paper"])
            #expect(test.documents.first?["body"] == "# minutes of paper")
        }
    }

    // What is sent

    @Test func `the options of a rule are sent as they are`() async throws {
        try await withRuledAccount(try account()) { test in
            let options: JSON = [
                "path": "/Plans", "max_results": "7", "order_by": [".tag": "last_modified_time"],
                "file_status": [".tag": "active"], "filename_only": true, "file_extensions": ["txt"],
                "file_categories": [[".tag": "document"]], "account_id": "dbid:AAAAbbbbCCCCddddEEEEffffGGGGhhhhIII",
            ]
            try await test.sync([["query": "dropbox", "options": options, "match_field_options": ["include_highlights": true]]])
            var expected = options
            expected["max_results"] = 7
            let request = try #require(test.fake.requests.first { $0.route == "files/search_v2" })
            #expect(request.argument == ["query": "dropbox", "options": expected, "match_field_options": ["include_highlights": true]])
        }
    }

    @Test func `matches come once, over pages that repeat them`() async throws {
        try await withRuledAccount(.generated(files: 60, size: 10)) { test in
            test.fake.configure { $0.search.repeatedMatches = 3 }
            let report = try await test.sync([["query": "document", "options": ["max_results": 10]], ["query": "document"]])
            #expect(report.created == Set(test.paths).count)
            #expect(report.listed == report.created)
            #expect(report.updated + report.replaced == 0)
        }
    }

    @Test func `a rule whose folder does not exist is named`() async throws {
        try await withRuledAccount(try account()) { test in
            try await test.sync([["query": "dropbox"]])
            let before = test.paths
            let error = await #expect(throws: RuleFailed.self) {
                try await test.sync([["query": "dropbox"], ["query": "x", "options": ["path": "/gone"]]])
            }
            #expect(error?.description.contains("data[1].query \"x\"") ?? false)
            #expect(error?.description.contains("/gone") ?? false)
            #expect(test.paths == before)
        }
    }

    // What is deleted

    @Test func `a query that reaches the cap is reported and deletes nothing`() async throws {
        var options = FakeDropboxOptions()
        options.search.maximumMatches = 20
        try await withRuledAccount(.generated(files: 60, size: 10), options: options) { test in
            try await test.sync(["include": ["path": "/**"]])
            let before = test.paths
            let report = try await test.sync([["query": "document"]], cap: 20, isNew: true)
            #expect(test.paths == before)
            #expect(report.deleted == 0)
            #expect(report.warnings.count == 1)
            #expect(report.warnings.first?.contains("data[0].query \"document\"") ?? false)
        }
    }

    @Test func `what the search misses stays, and what is gone is deleted`() async throws {
        try await withRuledAccount(try account()) { test in
            let rules: JSON = [["query": "hello"], ["query": "dropbox"]]
            try await test.sync(rules)
            let hidden = try test.fake.account.entry(at: "/Plans/dropbox terms.pdf").id
            let byContent = try test.fake.account.entry(at: "/Plans/dropbox notes.txt").id
            test.fake.configure { $0.search.hiddenIDs = [hidden, byContent] }
            try test.fake.change { try $0.delete("/Plans/dropbox logo.png") }
            test.fake.clearRequests()
            let report = try await test.sync(rules)
            #expect(test.paths == ["/Plans/dropbox notes.txt", "/Plans/dropbox terms.pdf", "/dropbox folder"])
            #expect(report.deleted == 1)
            #expect(test.count("files/get_metadata") == 3)
        }
    }

    @Test func `a file that was renamed away from the query is deleted by its own change`() async throws {
        try await withRuledAccount(try account()) { test in
            let rules: JSON = [["query": "dropbox", "options": ["filename_only": true]]]
            try await test.sync(rules)
            try test.fake.change { try $0.move("/Plans/dropbox logo.png", to: "/Plans/logo.png") }
            try await test.sync(rules)
            #expect(test.paths == ["/Plans/dropbox notes.txt", "/Plans/dropbox terms.pdf", "/dropbox folder"])
        }
    }

    @Test func `a file that changed a moment ago stays until the search can know of it`() async throws {
        try await withRuledAccount(try account()) { test in
            try await test.sync([["query": "hello"]])
            #expect(test.paths == ["/Plans/dropbox notes.txt"])
            try test.fake.change { account in
                account.now = Int(Date().timeIntervalSince1970)
                _ = try account.write("/Plans/dropbox notes.txt", "goodbye")
            }
            try await test.sync([["query": "hello"]])
            #expect(test.paths == ["/Plans/dropbox notes.txt"])
            try test.fake.change { account in
                account.now = Int(Date().timeIntervalSince1970) - 7200
                _ = try account.write("/Plans/dropbox notes.txt", "goodbye again")
            }
            try await test.sync([["query": "hello"]])
            #expect(test.paths.isEmpty)
        }
    }

    @Test func `under other rules the index comes to fit them`() async throws {
        try await withRuledAccount(try account()) { test in
            try await test.sync(["include": ["path": "/**"]])
            #expect(test.paths.count == 9)
            test.fake.clearRequests()
            try await test.sync([["query": "confidential"]], isNew: true)
            #expect(test.paths == ["/Plans/confidential roadmap.pdf"])
            #expect(test.count("files/get_metadata") == 0)
        }
    }

    @Test func `when a file cannot be looked up nothing is deleted`() async throws {
        try await withRuledAccount(try account()) { test in
            try await test.sync([["query": "dropbox"]])
            let before = test.paths
            try test.fake.change { try $0.delete("/Plans/dropbox logo.png") }
            test.fake.fail("files/get_metadata", with: .answer(status: 500, headers: [], body: Data()), times: nil)
            await #expect(throws: (any Error).self) { try await test.sync([["query": "dropbox"]]) }
            #expect(test.paths == before)
        }
    }

    // Queries and local rules together

    @Test func `queries and local rules add up, and an exclude takes away from both`() async throws {
        try await withRuledAccount(try account()) { test in
            try await test.sync([
                ["query": "confidential"], ["include": ["path": "/test*"]], ["exclude": ["extension": "png"]],
            ])
            #expect(test.paths == ["/Plans/confidential roadmap.pdf", "/test minutes.paper"])
        }
    }
}
