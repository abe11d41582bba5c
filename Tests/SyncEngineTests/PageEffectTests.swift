import Support
import Testing

@testable import SyncEngine

@Suite struct PageEffectTests {
    private func there(_ id: String, _ path: String, isFolder: Bool = false) -> SourceChange {
        .upsert(SourceDocument(id: id, label: path, fields: [], timestamp: nil, path: path, isFolder: isFolder))
    }

    private func effect(_ changes: SourceChange...) -> (documents: [String], deleted: [String], gone: [String]) {
        let effect = PageEffect(changes)
        return (effect.documents.map { "\($0.id) \($0.path ?? "")" }, effect.deletedPaths, effect.gone)
    }

    @Test func `of a document the last state counts`() {
        let effect = effect(there("1", "/a"), there("2", "/b"), there("1", "/c"))
        #expect(effect.documents == ["2 /b", "1 /c"])
    }

    @Test func `what is deleted after it was mentioned is gone, with what is below it`() {
        let effect = effect(there("1", "/a"), there("2", "/a/x"), there("3", "/ab"), .deletePath("/a"))
        #expect(effect.documents == ["3 /ab"])
        #expect(effect.gone == ["1", "2"])
        #expect(effect.deleted == ["/a"])
    }

    @Test func `what is mentioned after its path was deleted is there`() {
        let effect = effect(.deletePath("/a"), there("1", "/a", isFolder: true), there("2", "/a/x"))
        #expect(effect.documents == ["1 /a", "2 /a/x"])
        #expect(effect.deleted == ["/a"])
        #expect(effect.gone.isEmpty)
    }

    @Test func `a move is a document at its new path, whichever half comes first`() {
        #expect(effect(.deletePath("/a"), there("1", "/b")).documents == ["1 /b"])
        #expect(effect(there("1", "/b"), .deletePath("/a")).documents == ["1 /b"])
    }

    @Test func `a document that was moved into a folder that is deleted, and out again, is there`() {
        let effect = effect(there("1", "/a/x"), .deletePath("/a"), there("1", "/b/x"))
        #expect(effect.documents == ["1 /b/x"])
        #expect(effect.gone.isEmpty)
    }

    @Test func `of two documents at a path the later one is there, though nothing says that the other is gone`() {
        let effect = effect(there("1", "/a"), there("2", "/b"), there("3", "/a"))
        #expect(effect.documents == ["2 /b", "3 /a"])
        #expect(effect.gone == ["1"])
        #expect(effect.deleted.isEmpty)
    }

    @Test func `a file drops what was below the folder in its place`() {
        let effect = effect(
            there("1", "/a", isFolder: true), there("2", "/a/b", isFolder: true), there("3", "/a/b/x"), there("4", "/ab"), there("5", "/a"))
        #expect(effect.documents == ["4 /ab", "5 /a"])
        #expect(effect.gone == ["1", "2", "3"])
    }

    @Test func `a folder keeps what was below the folder in its place, and a file between the two drops it`() {
        let (first, inside, second) = (there("1", "/a", isFolder: true), there("2", "/a/x"), there("3", "/a", isFolder: true))
        #expect(effect(first, inside, second).documents == ["2 /a/x", "3 /a"])
        let between = effect(first, inside, there("4", "/a"), second)
        #expect(between.documents == ["3 /a"])
        #expect(between.gone == ["1", "2", "4"])
        #expect(between.deleted == ["/a"], "of what came before the page, too")
    }

    @Test func `a document without a path is not deleted by one`() {
        let unmounted = SourceChange.upsert(SourceDocument(id: "1", label: "x", fields: [], timestamp: nil))
        #expect(PageEffect([unmounted, .deletePath("/x")]).documents.count == 1)
    }
}

@Suite struct OwedDeletionsTests {
    @Test func `a path is due when something exists again at or below it`() {
        var owed = OwedDeletions()
        for path in ["/a", "/a/b", "/c"] { owed.owe(path: path) }
        #expect(owed.takePaths(above: "/ab/x").isEmpty)
        #expect(Set(owed.takePaths(above: "/a/b/x")) == ["/a", "/a/b"])
        #expect(owed.paths == ["/c"])
        #expect(owed.takePaths(above: "/c") == ["/c"])
        #expect(owed.isEmpty)
    }

    @Test func `a document that turns up elsewhere is not owed any more`() {
        var owed = OwedDeletions()
        owed.owe(document: "1", at: "/a")
        owed.exists("1", at: "/b", isFolder: false)
        #expect(owed.isEmpty)
    }

    @Test func `of several documents that take a place the last one stays`() {
        var owed = OwedDeletions()
        owed.owe(othersThan: "2", at: "/a", isFolder: false)
        owed.exists("3", at: "/a", isFolder: false)
        #expect(owed.taken == ["/a": .init(id: "3", isFolder: false)])
        #expect(owed.takeFiles(above: "/a", isFolder: false).isEmpty)
        #expect(owed.takeFiles(above: "/ab/x", isFolder: false).isEmpty)
        #expect(owed.takeFiles(above: "/a/x", isFolder: false).keys.sorted() == ["/a"], "nothing is below a file")
        #expect(owed.isEmpty)
    }

    @Test func `a position is read as it was written`() throws {
        var position = SyncPosition(cursor: SourceCursor("AAH"), indexID: "uuid", retry: ["id:9"])
        position.owed.owe(path: "/a")
        position.owed.owe(document: "id:1", at: "/b.with.dots")
        position.owed.owe(othersThan: "id:2", at: "/c.txt", isFolder: false)
        #expect(SyncPosition(position.json) == position)
        #expect(SyncPosition(["cursor": "AAH"]) == nil)
    }
}

@Suite struct PathLookupTests {
    @Test func `keywords are asked as they are, texts by their exact sub-field, anything else not at all`() throws {
        let own = try #require(
            PathLookup(properties: ["path_lower": ["type": "keyword"], "path_hierarchy": ["type": "keyword", "ignore_above": 8191]]))
        #expect(own.path == "path_lower")
        #expect(own.maximumLength == 8191)
        let text = try #require(
            PathLookup(properties: ["path_lower": IndexMapping.string, "path_hierarchy": IndexMapping.string]))
        #expect(text.path == "path_lower.keyword")
        #expect(text.maximumLength == 256)
        #expect(PathLookup(properties: ["path_lower": ["type": "text"], "path_hierarchy": ["type": "keyword"]]) == nil)
        #expect(own.common(with: text) == nil)
    }

    @Test func `a path too long to be searched for is no reason to guess`() throws {
        let lookup = try #require(
            PathLookup(properties: ["path_lower": IndexMapping.string, "path_hierarchy": IndexMapping.string]))
        try lookup.demandSearchable(["/short"])
        #expect(throws: CursorUnusable.self) { try lookup.demandSearchable(["/" + String(repeating: "x", count: 256)]) }
    }
}
