import FakeDropbox
import Foundation
import Support
import SyncEngine
import Testing

/// Documents that are not downloaded but exported, in every kind of sync.
@Suite struct ExportSyncTests {
    /// Each comes out in the best format of both fields; the drawing has none.
    private static func write(_ version: String, to account: inout FakeAccount) throws {
        let renditions = [
            ("/Team/plan.paper", "html", ["markdown"], ["markdown": "# plan \(version)", "html": "<p>no</p>"]),
            ("/Team/template.papert", "markdown", nil, ["markdown": "# template \(version)"]),
            ("/Team/sheet.gsheet", "xlsx", ["csv"], ["csv": "sheet,\(version)", "xlsx": "no"]),
            ("/Team/letter.gdoc", "docx", ["txt", "html"], ["txt": "letter \(version)", "html": "no", "docx": "no"]),
            ("/Team/shortcut.web", "url", nil, ["url": "{\"url\": \"https://example.org/\(version)\"}"]),
        ] as [(String, String, [String]?, [String: String])]
        for (path, format, options, contents) in renditions {
            // An export has no content hash that tells: it is the revision that does.
            try account.write(
                path, .text(version),
                export: FakeExport(exportAs: format, exportOptions: options, renditions: contents.mapValues { Data($0.utf8) }))
        }
        try account.write("/Team/drawing.gdraw", .text(version), export: FakeExport(exportAs: nil, renditions: [:]))
    }

    private static func texts(_ version: String) -> [String: String] {
        [
            "/Team": "", "/Team/plan.paper": "# plan \(version)", "/Team/template.papert": "# template \(version)",
            "/Team/sheet.gsheet": "sheet,\(version)", "/Team/letter.gdoc": "letter \(version)",
            "/Team/shortcut.web": "{\"url\": \"https://example.org/\(version)\"}", "/Team/drawing.gdraw": "",
        ]
    }

    @Test func `a crawl and a delta export alike`() async throws {
        var account = FakeAccount()
        try Self.write("one", to: &account)
        try await withSyncedAccount(account) { synced in
            let first = try await synced.full()
            #expect(synced.paths == Self.texts("one"))
            #expect(synced.calls("files/export") == 5)
            #expect(first.withoutText == ["not_downloadable": 1])
            try synced.dropbox.change { try Self.write("two", to: &$0) }
            let delta = try await synced.incremental()
            #expect(delta.fullListingReason == nil)
            #expect(synced.paths == Self.texts("two"))
            #expect(synced.calls("files/export") == 10)
            // Nothing of them is downloaded, and what has not changed is not exported again.
            _ = try await synced.full()
            #expect(synced.calls("files/export") == 10)
            #expect(synced.calls("files/download") == 0)
        }
    }

    @Test(arguments: [
        [["query": "plan"], ["query": "template"], ["query": "sheet"], ["query": "letter"], ["query": "shortcut"], ["query": "drawing"]],
        [["include": ["extension": ["paper", "papert", "gsheet", "gdoc", "web", "gdraw"]]]],
    ] as [JSON]) func `a rule's matches are exported as in a crawl`(rules: JSON) async throws {
        var account = FakeAccount()
        try Self.write("one", to: &account)
        try await withRuledAccount(account) { test in
            try await test.sync(rules)
            for document in test.documents {
                let path = try #require(document["file_path"]?.stringValue)
                #expect(document["body"]?.stringValue ?? "" == Self.texts("one")[path], "\(path)")
            }
            #expect(test.paths.filter { $0 != "/Team" }.count == 6)
            #expect(test.count("files/export") == 5)
        }
    }

    @Test func `an export that is not ready keeps the text of before, in a delta too`() async throws {
        var account = FakeAccount()
        try Self.write("one", to: &account)
        try await withSyncedAccount(account) { synced in
            try await synced.full()
            try synced.dropbox.change { try Self.write("two", to: &$0) }
            synced.dropbox.fail("files/export", with: .routeError("retry_error"), times: nil)
            let failed = try await synced.incremental()
            #expect(failed.contentFailures == ["failed": 5])
            #expect(synced.paths == Self.texts("one"))
            synced.dropbox.clearFaults()
            try await synced.incremental()
            #expect(synced.paths == Self.texts("two"))
        }
    }
}
