import Testing

@testable import DropboxSource

@Suite struct FileKindTests {
    @Test(arguments: [
        ("plan.pdf", "pdf"), ("PLAN.PDF", "pdf"), ("archive.tar.gz", "gz"), (".profile", ""), ("..hidden.txt", "txt"),
        ("none", ""), ("dot.", ""), ("😀.md", "md"),
    ])
    func `the extension is what stands behind the last dot`(name: String, expected: String) {
        #expect(fileExtension(of: name) == expected)
    }

    @Test(arguments: [
        ("pdf", "pdf", "application/pdf", "pdf"), ("csv", "spreadsheet", "text/csv", "xlsx"),
        ("key", "presentation", "application/vnd.apple.keynote", "pptx"), ("jpg", "image", "image/jpeg", "photo"),
        ("py", "code", "text/x-python", "code"), ("paper", "paper", "application/vnd.dropbox.paper", "paper"),
        ("zip", "archive", "application/zip", "zip"), ("", "other", "application/octet-stream", "file"),
        ("unheard", "other", "application/octet-stream", "file"),
    ])
    func `an extension tells the kind`(name: String, category: String, mimeType: String, icon: String) {
        let kind = FileKind(extension: name)
        #expect(kind.category.rawValue == category)
        #expect(kind.mimeType == mimeType)
        #expect(kind.icon == icon)
    }

    @Test func `every row of the table is read`() {
        #expect(FileKind.knownExtensions == 144)
    }

    @Test func `every extracted type has a kind of its own`() {
        for name in ContentRules.standardExtensions { #expect(FileKind(extension: name).category != .other) }
    }
}

@Suite struct PathTests {
    @Test(arguments: [
        ("/plan.pdf", "/", ["/"]),
        ("/sales/2026/plan.pdf", "/sales/2026", ["/", "/sales", "/sales/2026"]),
        ("/a b/ü", "/a b", ["/", "/a b"]),
    ])
    func `a path tells every folder above it`(path: String, parent: String, ancestors: [String]) {
        let hierarchy = PathHierarchy(path: path)
        #expect(hierarchy.parent == parent)
        #expect(hierarchy.ancestors == ancestors)
    }

    @Test(arguments: [
        ("/plan.pdf", false, "https://www.dropbox.com/home?preview=plan.pdf"),
        ("/Sales/a b#1?.txt", false, "https://www.dropbox.com/home/Sales?preview=a%20b%231%3F.txt"),
        ("/Größe/😀.md", false, "https://www.dropbox.com/home/Gr%C3%B6%C3%9Fe?preview=%F0%9F%98%80.md"),
        ("/Sales/Q&A", true, "https://www.dropbox.com/home/Sales/Q%26A"),
    ])
    func `a link opens the item`(path: String, isFolder: Bool, link: String) {
        #expect(WebLink.make(path: path, isFolder: isFolder) == link)
    }
}
