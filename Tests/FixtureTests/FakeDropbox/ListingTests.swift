import FakeDropbox
import Foundation
import Support
import Testing

private func sample() throws -> FakeAccount {
    var account = FakeAccount()
    try account.write("/Reports/Q1.pdf", "first quarter")
    try account.write("/Reports/2026/Q2.pdf", "second quarter")
    try account.write("/Notes.txt", "notes")
    return account
}

@Suite struct ListingTests {
    @Test func `a file says all that Dropbox says of it`() async throws {
        try await withFakeDropbox(try sample()) { fake in
            let entry = try DropboxCaller(fake).listing(#"{"path":"/reports"}"#).entries[0]
            #expect(entry["id"]?.stringValue?.count == 25)
            var expected: JSON = [
                ".tag": "file", "name": "Q1.pdf", "path_lower": "/reports/q1.pdf", "path_display": "/Reports/Q1.pdf",
                "client_modified": "2026-01-05T09:00:02Z", "server_modified": "2026-01-05T09:00:02Z",
                "rev": "0162f0a1b2c3d", "size": 13, "is_downloadable": true,
                "content_hash": .string(try fake.account.content(at: "/Reports/Q1.pdf").contentHash),
            ]
            expected["id"] = entry["id"]
            #expect(entry == expected)
        }
    }

    @Test(arguments: [
        (#"{"path":""}"#, ["/reports", "/notes.txt"]),
        (#"{"path":"","recursive":true}"#, ["/reports", "/reports/q1.pdf", "/reports/2026", "/reports/2026/q2.pdf", "/notes.txt"]),
        (#"{"path":"/REPORTS","recursive":true}"#, ["/reports/q1.pdf", "/reports/2026", "/reports/2026/q2.pdf"]),
        (#"{"path":"ns:9000002/Reports"}"#, ["/reports/q1.pdf", "/reports/2026"]),
    ])
    func `a listing shows what is below its folder`(argument: String, paths: [String]) async throws {
        try await withFakeDropbox(try sample()) { fake in
            let entries = try DropboxCaller(fake).listing(argument).entries
            #expect(entries.compactMap { $0["path_lower"]?.stringValue } == paths)
        }
    }

    @Test(arguments: [1, 2, 3, 7, 2000])
    func `pages of any size make the same listing`(limit: Int) async throws {
        try await withFakeDropbox(.generated(files: 100)) { fake in
            let listing = try DropboxCaller(fake).listing(#"{"path":"","recursive":true,"limit":\#(limit)}"#)
            #expect(listing.pages == (listing.entries.count + limit - 1) / limit)
            #expect(DropboxMirror(listing.entries) == DropboxMirror(fake.account))
        }
    }

    @Test func `empty pages, short pages, repeated entries and children before parents lose nothing`() async throws {
        var options = FakeDropboxOptions()
        options.listing.emptyPages = true
        options.listing.maximumEntries = 7
        options.listing.repeatedEntries = 2
        options.listing.childrenBeforeParents = true
        try await withFakeDropbox(.generated(files: 50), options: options) { fake in
            let listing = try DropboxCaller(fake).listing(#"{"path":"","recursive":true}"#)
            #expect(listing.pages > 10)
            #expect(listing.entries.count > fake.account.entries.count)
            #expect(Set(listing.entries.compactMap { $0["id"]?.stringValue }).count == fake.account.entries.count)
        }
    }

    @Test func `what may be left out of a listing is left out`() async throws {
        var account = try sample()
        try account.share("/Reports", FakeFolderSharing(id: "84528192421", readOnly: true))
        try account.write(
            "/Plan.paper", .data(Data(count: 10)),
            export: FakeExport(exportAs: "html", exportOptions: ["markdown"], renditions: [:]))
        try account.write("/gone.txt", "x")
        try account.delete("/gone.txt")
        try await withFakeDropbox(account) { fake in
            let caller = DropboxCaller(fake)
            func names(_ flags: String) throws -> [String?] {
                try caller.listing(#"{"path":""\#(flags)}"#).entries.map { $0["name"]?.stringValue }
            }
            #expect(try names("") == ["Reports", "Notes.txt", "Plan.paper"])
            #expect(try names(#","include_mounted_folders":false"#) == ["Notes.txt", "Plan.paper"])
            #expect(try names(#","include_non_downloadable_files":false"#) == ["Reports", "Notes.txt"])
            #expect(try names(#","include_deleted":true"#) == ["Reports", "Notes.txt", "Plan.paper", "gone.txt"])
            let inside = try caller.listing(#"{"path":"/Reports","include_has_explicit_shared_members":true}"#).entries
            #expect(inside[0]["sharing_info"] == ["read_only": true, "parent_shared_folder_id": "84528192421"])
            #expect(inside[0]["has_explicit_shared_members"] == false)
            let paper = try caller.rpc("files/get_metadata", #"{"path":"/plan.paper"}"#).json
            #expect(paper["is_downloadable"] == false)
            #expect(paper["export_info"] == ["export_as": "html", "export_options": ["markdown"]])
            #expect(paper["content_hash"] == nil)
        }
    }
}

@Suite struct DeltaTests {
    private static let everything = #"{"path":"","recursive":true}"#

    @Test func `the last cursor of a listing gives what changed since, and then nothing`() async throws {
        try await withFakeDropbox(try sample()) { fake in
            let caller = DropboxCaller(fake)
            let cursor = try caller.listing(Self.everything).cursor
            #expect(try caller.changes(since: cursor).entries == [])
            try fake.change { try $0.write("/Notes.txt", "other notes") }
            let delta = try caller.changes(since: cursor)
            #expect(delta.entries.map { $0["path_lower"] } == ["/notes.txt"])
            #expect(delta.entries[0]["rev"] == "0162f0a1b2f3d")
            #expect(delta.cursor != cursor)
            #expect(try caller.changes(since: delta.cursor).entries == [])
        }
    }

    @Test func `a moved folder is one deleted entry, and everything at its new place with its old ids`() async throws {
        try await withFakeDropbox(try sample()) { fake in
            let caller = DropboxCaller(fake)
            let listing = try caller.listing(Self.everything)
            var mirror = DropboxMirror(listing.entries)
            let ids = Set(mirror.items.values)
            try fake.change { try $0.move("/Reports", to: "/Archive/Old Reports") }
            let delta = try caller.changes(since: listing.cursor)
            #expect(delta.entries.filter { $0[".tag"] == "deleted" }.map { $0["path_lower"] } == ["/reports"])
            mirror.apply(delta.entries)
            #expect(mirror == DropboxMirror(fake.account))
            #expect(ids.isSubset(of: Set(mirror.items.values)))
        }
    }

    @Test func `a deleted folder is one entry without an id`() async throws {
        try await withFakeDropbox(try sample()) { fake in
            let caller = DropboxCaller(fake)
            let cursor = try caller.listing(Self.everything).cursor
            try fake.change { try $0.delete("/Reports") }
            #expect(
                try caller.changes(since: cursor).entries == [
                    [".tag": "deleted", "name": "Reports", "path_lower": "/reports", "path_display": "/Reports"]
                ])
        }
    }

    @Test func `what is deleted and made again has a new id`() async throws {
        try await withFakeDropbox(try sample()) { fake in
            let caller = DropboxCaller(fake)
            let listing = try caller.listing(Self.everything)
            let before = try fake.account.entry(at: "/Notes.txt").id
            try fake.change {
                try $0.delete("/Notes.txt")
                try $0.write("/Notes.txt", "again")
            }
            let delta = try caller.changes(since: listing.cursor).entries
            #expect(delta.map { $0[".tag"] } == ["deleted", "file"])
            #expect(delta[1]["id"]?.stringValue != before)
        }
    }

    @Test func `a rename that changes only the case is in no delta`() async throws {
        try await withFakeDropbox(try sample()) { fake in
            let caller = DropboxCaller(fake)
            let cursor = try caller.listing(Self.everything).cursor
            try fake.change { try $0.move("/Notes.txt", to: "/NOTES.txt") }
            #expect(try caller.changes(since: cursor).entries == [])
            #expect(try fake.account.entry(at: "/notes.txt").pathDisplay == "/NOTES.txt")
        }
    }

    @Test func `an account that changes during its listing is whole after the delta`() async throws {
        try await withFakeDropbox(.generated(files: 60)) { fake in
            let caller = DropboxCaller(fake)
            var page = try caller.rpc("files/list_folder", #"{"path":"","recursive":true,"limit":10}"#).json
            var mirror = DropboxMirror(page["entries"]?.arrayValue ?? [])
            var step = 0
            while page["has_more"] == true {
                try fake.change { account in
                    let files = account.entries.filter { !$0.isFolder }
                    try account.delete(files[step * 5].pathDisplay)
                    try account.move(files[files.count - 1 - step].pathDisplay, to: "/moved \(step)")
                    try account.write("/new/file \(step)", "new")
                }
                step += 1
                page = try caller.rpc(
                    "files/list_folder/continue", #"{"cursor":"\#(page["cursor"]?.stringValue ?? "")"}"#).json
                mirror.apply(page["entries"]?.arrayValue ?? [])
            }
            let cursor = page["cursor"]?.stringValue ?? ""
            mirror.apply(try caller.changes(since: cursor).entries)
            #expect(mirror == DropboxMirror(fake.account))
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `random changes, replayed from deltas, make the same account`(seed: UInt64) async throws {
        var options = FakeDropboxOptions()
        options.listing.maximumEntries = 3
        options.listing.emptyPages = seed % 2 == 0
        try await withFakeDropbox(try sample(), options: options) { fake in
            let caller = DropboxCaller(fake)
            let listing = try caller.listing(Self.everything)
            var mirror = DropboxMirror(listing.entries)
            var cursor = listing.cursor
            var random = seed
            func next(_ bound: Int) -> Int {
                random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(random >> 33) % bound
            }
            for _ in 0..<8 {
                for _ in 0..<6 {
                    let target = "/f\(next(3))/g\(next(3))/h\(next(4))"
                    let folder = "/f\(next(3))/g\(next(3))"
                    let (kind, depth) = (next(5), next(2))
                    fake.change { account in
                        // Some of these make no sense on the account as it is, and are refused.
                        switch kind {
                        case 0, 1: _ = try? account.write(target, "text")
                        case 2: try? account.delete(depth == 0 ? target : folder)
                        case 3: try? account.move(folder, to: "/f\(depth)/moved")
                        default: _ = try? account.copy(target, to: target + " copy")
                        }
                    }
                }
                let delta = try caller.changes(since: cursor)
                mirror.apply(delta.entries)
                cursor = delta.cursor
                #expect(mirror == DropboxMirror(fake.account))
            }
        }
    }

    @Test func `a cursor from now on begins with the next change`() async throws {
        try await withFakeDropbox(try sample()) { fake in
            let caller = DropboxCaller(fake)
            let answer = try caller.rpc("files/list_folder/get_latest_cursor", Self.everything).json
            let cursor = try #require(answer["cursor"]?.stringValue)
            try fake.change { try $0.write("/later.txt", "x") }
            #expect(try caller.changes(since: cursor).entries.map { $0["name"] } == ["later.txt"])
        }
    }

    @Test func `the cursor of a folder that is gone answers not_found`() async throws {
        try await withFakeDropbox(try sample()) { fake in
            let caller = DropboxCaller(fake)
            let cursor = try caller.listing(#"{"path":"/Reports"}"#).cursor
            try fake.change { try $0.move("/Reports", to: "/Other") }
            let answer = try caller.rpc("files/list_folder/continue", #"{"cursor":"\#(cursor)"}"#)
            #expect(answer.status == 409)
            #expect(try answer.json["error"] == [".tag": "path", "path": [".tag": "not_found"]])
        }
    }

    @Test func `a reset ends cursors, and the next listing begins new ones`() async throws {
        try await withFakeDropbox(try sample()) { fake in
            let caller = DropboxCaller(fake)
            let cursor = try caller.listing(Self.everything).cursor
            fake.resetCursors()
            let answer = try caller.rpc("files/list_folder/continue", #"{"cursor":"\#(cursor)"}"#)
            #expect(answer.status == 409)
            #expect(try answer.json["error"] == [".tag": "reset"])
            #expect(try caller.changes(since: try caller.listing(Self.everything).cursor).entries == [])
        }
    }

    @Test func `a cursor made up, or of another fake, or under another root is refused`() async throws {
        var account = try sample()
        try account.share("/Reports", FakeFolderSharing(id: "77"))
        try await withFakeDropbox(account) { fake in
            try await withFakeDropbox(account) { other in
                let caller = DropboxCaller(fake)
                let foreign = try DropboxCaller(other).listing(Self.everything).cursor
                let own = try caller.listing(Self.everything).cursor
                let root = ["Dropbox-API-Path-Root": #"{".tag":"namespace_id","namespace_id":"77"}"#]
                for (cursor, headers) in [("AAHnothing", [:]), ("", [:]), (foreign, [:]), (own, root)] {
                    let answer = try caller.rpc(
                        "files/list_folder/continue", #"{"cursor":"\#(cursor)"}"#, headers: headers)
                    #expect(answer.status == 400)
                }
            }
        }
    }

    @Test func `a longpoll answers at once when something has changed`() async throws {
        var options = FakeDropboxOptions()
        options.longpollWait = .milliseconds(60)
        try await withFakeDropbox(try sample(), options: options) { fake in
            let caller = DropboxCaller(fake)
            let cursor = try caller.listing(Self.everything).cursor
            let poll = { try caller.rpc(
                "files/list_folder/longpoll", #"{"cursor":"\#(cursor)","timeout":30}"#, headers: ["Authorization": ""]).json }
            #expect(try poll()["changes"] == false)
            try fake.change { try $0.write("/x", "y") }
            fake.configure { $0.longpollWait = nil }
            #expect(try poll()["changes"] == true)
        }
    }
}
