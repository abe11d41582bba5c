import Dropbox
import SyncEngine
import Testing

@testable import DropboxSource

@Suite struct ContentAccessTests {
    private func file(_ name: String, size: Int = 10, exports: (String?, [String]?)? = nil) -> FileMetadata {
        var file = FileMetadata(
            id: "id:1", name: name, clientModified: "", serverModified: "", rev: "1", size: size,
            isDownloadable: exports == nil)
        file.exportInfo = exports.map { ExportInfo(exportAs: $0.0, exportOptions: $0.1) }
        return file
    }

    private func access(
        _ file: FileMetadata, _ extraction: ContentRules.Extraction = .parsers, extensions: Set<String>? = nil,
        maximum: Int? = 100
    ) -> ContentRules.Access {
        var rules = ContentRules()
        rules.extraction = extraction
        rules.extensions = extensions
        rules.maximumBytes = maximum
        return rules.access(to: file)
    }

    @Test func `what is fetched, and why the rest is not`() {
        #expect(access(file("a.PDF")) == .download)
        #expect(access(file("a.pdf", size: 0)) == .none(.empty))
        #expect(access(file("a.jpg")) == .none(.unsupportedType))
        #expect(access(file("a.pdf", size: 101)) == .none(.tooLarge))
        #expect(access(file("a.pdf", size: 101), maximum: nil) == .download)
        #expect(access(file("README")) == .download)
        #expect(access(file("core", size: 11 << 20), maximum: nil) == .none(.tooLarge))
        #expect(access(file("a.jpg"), extensions: ["jpg"]) == .download)
        #expect(access(file("a.pdf"), extensions: ["jpg"]) == .none(.unsupportedType))
        #expect(access(file("README"), extensions: []) == .none(.unsupportedType))
    }

    @Test func `without parsers only text is fetched`() {
        #expect(access(file("a.swift"), .textOnly) == .download)
        #expect(access(file("a.pdf"), .textOnly) == .none(.unsupportedType))
        #expect(access(file("a.docx"), .textOnly, extensions: ["docx", "log"]) == .none(.unsupportedType))
        #expect(access(file("a.log"), .textOnly, extensions: ["docx", "log"]) == .download)
    }

    @Test(arguments: [
        ("a.paper", "html", ["markdown", "html", "docx"], ["markdown", "html", "docx"]),
        // Dropbox leaves the default out of the options now and then.
        ("a.paper", "markdown", ["html"], ["markdown", "html"]), ("a.papert", "html", ["markdown"], ["markdown", "html"]),
        ("a.gdoc", "docx", [], ["docx"]), ("a.gsheet", "xlsx", ["pdf", "csv"], ["csv", "xlsx", "pdf"]),
        ("a.gslides", nil, ["pdf", "pptx"], ["pptx", "pdf"]), ("a.web", "url", nil, ["url"]),
        ("a.paper", nil, nil, ["markdown"]), ("a.paper", "plain_text", ["odd"], ["plain_text"]),
    ] as [(String, String?, [String]?, [String])])
    func `the best format of both fields is tried first, whatever the listed size is`(
        name: String, exportAs: String?, options: [String]?, expected: [String]
    ) {
        for size in [0, 10, 1_000_000] {
            #expect(access(file(name, size: size, exports: (exportAs, options))) == .export(expected.map(ExportFormat.init)))
        }
    }

    @Test func `an export that nothing here reads is not made`() {
        #expect(access(file("a.gsheet", exports: ("xlsx", nil)), .textOnly) == .none(.unsupportedType))
        #expect(access(file("a.paper", exports: ("html", nil)), .textOnly) == .export([ExportFormat(name: "html")]))
        #expect(access(file("a.gdraw", exports: (nil, nil))) == .none(.notDownloadable))
    }
}
