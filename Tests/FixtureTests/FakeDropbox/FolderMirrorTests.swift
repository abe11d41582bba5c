import FakeDropbox
import Foundation
import Testing

/// Runs `body` with an empty folder and a mirror of it.
private func withMirror(_ body: (URL, FolderMirror) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mirror-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder, FolderMirror(folder))
}

private func write(_ text: String, to path: String, in folder: URL) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
}

private func paths(_ account: FakeAccount) -> [String] { account.entries.map(\.pathDisplay).sorted() }

@Suite struct FolderMirrorTests {
    @Test func `an account follows its folder`() throws {
        try withMirror { folder, mirror in
            var account = FakeAccount()
            try write("one", to: "a/x.txt", in: folder)
            try write("two", to: "a\"b ü.txt", in: folder)
            try write("no", to: ".DS_Store", in: folder)
            mirror.refresh(&account)
            #expect(paths(account) == ["/a", "/a\"b ü.txt", "/a/x.txt"].sorted())
            #expect(try account.content(at: "/a/x.txt").data == Data("one".utf8))
            let id = try account.entry(at: "/a/x.txt").id
            let rev = try account.entry(at: "/a/x.txt").rev
            mirror.refresh(&account)
            #expect(try account.entry(at: "/a/x.txt").rev == rev)

            try FileManager.default.removeItem(at: folder.appending(path: "a\"b ü.txt"))
            try write("three", to: "a/x.txt", in: folder)
            mirror.refresh(&account)
            #expect(paths(account) == ["/a", "/a/x.txt"])
            #expect(try account.entry(at: "/a/x.txt").id == id)
            #expect(try account.entry(at: "/a/x.txt").rev != rev)
        }
    }

    @Test func `what is renamed on disk keeps its id`() throws {
        try withMirror { folder, mirror in
            var account = FakeAccount()
            try write("one", to: "a/b/x.txt", in: folder)
            try write("two", to: "a/y.txt", in: folder)
            mirror.refresh(&account)
            let ids = Set(account.entries.map(\.id))
            let manager = FileManager.default
            try manager.moveItem(at: folder.appending(path: "a"), to: folder.appending(path: "c"))
            try manager.moveItem(at: folder.appending(path: "c/b/x.txt"), to: folder.appending(path: "c/z.txt"))
            mirror.refresh(&account)
            #expect(paths(account) == ["/c", "/c/b", "/c/y.txt", "/c/z.txt"])
            #expect(Set(account.entries.map(\.id)) == ids)
            #expect(try account.content(at: "/c/z.txt").data == Data("one".utf8))
        }
    }

    @Test func `names that change places, and a file in place of a folder`() throws {
        try withMirror { folder, mirror in
            var account = FakeAccount()
            try write("one", to: "1.txt", in: folder)
            try write("second", to: "2.txt", in: folder)
            try write("in it", to: "f/x.txt", in: folder)
            mirror.refresh(&account)
            let manager = FileManager.default
            try manager.moveItem(at: folder.appending(path: "1.txt"), to: folder.appending(path: "t"))
            try manager.moveItem(at: folder.appending(path: "2.txt"), to: folder.appending(path: "1.txt"))
            try manager.moveItem(at: folder.appending(path: "t"), to: folder.appending(path: "2.txt"))
            try manager.removeItem(at: folder.appending(path: "f"))
            try write("a file", to: "f", in: folder)
            mirror.refresh(&account)
            #expect(paths(account) == ["/1.txt", "/2.txt", "/f"])
            #expect(try account.content(at: "/1.txt").data == Data("second".utf8))
            #expect(try account.content(at: "/2.txt").data == Data("one".utf8))
            #expect(try account.content(at: "/f").data == Data("a file".utf8))
            let before = account.entries
            mirror.refresh(&account)
            #expect(account.entries == before)
        }
    }

    @Test func `of two names that differ in case there is one`() throws {
        try withMirror { folder, mirror in
            var account = FakeAccount()
            try write("one", to: "A.txt", in: folder)
            try write("two", to: "a.txt", in: folder)
            mirror.refresh(&account)
            mirror.refresh(&account)
            #expect(paths(account) == ["/A.txt"])
            #expect(try account.content(at: "/A.txt").data == Data("one".utf8))
        }
    }
}
