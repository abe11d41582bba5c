import Testing

@testable import SyncEngine

@Suite struct ListedPathsTests {
    /// What is said of each path, one after the other.
    private func news(_ listed: [(path: String, isFolder: Bool)], then asked: [(path: String, isFolder: Bool)]) -> [Bool] {
        var paths = ListedPaths()
        for entry in listed { _ = paths.note(entry.path, isFolder: entry.isFolder) }
        return asked.map { paths.note($0.path, isFolder: $0.isFolder) }
    }

    @Test func `a path is noticed the second time, and no other is taken for it`() {
        let all = (0..<20_000).map { (path: "/a/\($0 % 7)/\($0).txt", isFolder: false) }
        let answers = news([], then: all + all)
        #expect(answers.prefix(all.count).allSatisfy { !$0 })
        #expect(answers.suffix(all.count).allSatisfy { $0 })
    }

    @Test func `a folder is no news when it comes after what is in it, but a second one is`() {
        let folders = ["/a/b/c", "/a/b", "/a"].map { (path: $0, isFolder: true) }
        let listed = [("/a/b/c/x.txt", false), ("/a/b/c/y.txt", false)] as [(path: String, isFolder: Bool)]
        #expect(news(listed, then: folders + folders) == [false, false, false, true, true, true])
    }

    @Test(arguments: [true, false])
    func `a file is news where there was a folder, listed or not`(parentsFirst: Bool) {
        let folders = ["/a", "/a/b"].map { (path: $0, isFolder: true) }
        let listed = (parentsFirst ? folders : []) + [(path: "/a/b/x.txt", isFolder: false)]
        #expect(news(listed, then: ["/a/b", "/a", "/ab"].map { ($0, false) }) == [true, true, false])
    }
}
