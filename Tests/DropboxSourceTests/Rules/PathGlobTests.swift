import Foundation
import Support
import Testing

@testable import DropboxSource

@Suite struct PathGlobTests {
    @Test(arguments: [
        ("/Sales/**", "/sales/a.pdf", true),
        ("/Sales/**", "/sales/2026/q1/a.pdf", true),
        ("/Sales/**", "/sales", false),
        ("/Sales", "/sales", true),
        ("/Sales/**", "/salesforce/a.pdf", false),
        ("/Sales/*", "/sales/a.pdf", true),
        ("/Sales/*", "/sales/2026/a.pdf", false),
        ("/Sales/*/a.pdf", "/sales/2026/a.pdf", true),
        ("/Sales", "/sales/2026/a.pdf", true),
        ("/Sales/", "/sales/2026/a.pdf", true),
        ("/Sales/a.pdf", "/sales/a.pdf", true),
        ("/Sales/a.pdf", "/sales/a.pdf.txt", false),
        ("*.pdf", "/a.pdf", true),
        ("*.pdf", "/deep/down/a.pdf", true),
        ("*.pdf", "/deep/down/a.pdfx", false),
        ("Archive", "/sales/archive/a.pdf", true),
        ("/**/2026/*.pdf", "/sales/2026/a.pdf", true),
        ("/**/2026/*.pdf", "/2026/a.pdf", true),
        ("/a/**/b/**/c", "/a/x/b/y/z/c", true),
        ("/a/**/b/**/c", "/a/x/y/z/c", false),
        ("/report ?.txt", "/report ü.txt", true),
        ("/report ?.txt", "/report 12.txt", false),
        ("/*a*b*.txt", "/xxaxxbxx.txt", true),
        ("/*a*b*.txt", "/xxbxxaxx.txt", false),
        ("/what\\?.txt", "/what?.txt", true),
        ("/what\\?.txt", "/whats.txt", false),
        ("/GRÖSSE/**", "/größe/a", false),
        ("/GRÖßE/**", "/größe/a", true),
        ("/e\u{301}/**", "/é/a", true),
        ("/**", "/anything/at/all", true),
    ])
    func `a pattern matches what it says`(pattern: String, path: String, expected: Bool) throws {
        #expect(try PathGlob(pattern).matches(PathGlob.Path(path)) == expected)
    }

    @Test(arguments: ["", "/", "/a/**b", "/Sales/../Legal", "a/./b"])
    func `what is no pattern is refused`(text: String) {
        #expect(throws: PathGlob.Mistake.self) { try PathGlob(text) }
    }

    @Test func `a pattern full of stars takes no longer than its length times the name's`() throws {
        let pattern = try PathGlob("/" + String(repeating: "*a", count: 200) + "b")
        #expect(!pattern.matches(PathGlob.Path("/" + String(repeating: "a", count: 5000))))
    }

    @Test(arguments: [
        (["/Sales/**"], "", ["/Sales"]),
        (["/Sales/**", "/Legal/2026/*.pdf"], "", ["/Sales", "/Legal/2026 flat"]),
        (["/Sales/**", "/sales/2026/**"], "", ["/Sales"]),
        (["/Sales/*", "/Sales/2026/**"], "", ["/Sales flat", "/Sales/2026"]),
        (["*.pdf", "/Sales/**"], "", ["/"]),
        (["/Sales/**"], "/Sales/2026", ["/Sales/2026"]),
        (["/Sales/2026/**"], "/Sales", ["/Sales/2026"]),
        (["/Legal/**"], "/Sales", []),
        (["/Sales/a.pdf"], "", ["/Sales/a.pdf"]),
        (["/Sales", "/Sales/**"], "", ["/Sales"]),
    ])
    func `only folders in which a pattern can match are listed`(
        patterns: [String], configured: String, roots: [String]
    ) throws {
        let rules = try AdvancedRules(snippet: ["include": ["path": .array(patterns.map { .string($0) })]])
        let found = rules.crawlRoots(under: DropboxPath(configured: configured))
        #expect(Set(found.map { "\($0.path)\($0.isRecursive ? "" : " flat")" }) == Set(roots))
    }
}
