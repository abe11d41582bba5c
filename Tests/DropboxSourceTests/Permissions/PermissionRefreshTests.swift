import Dropbox
import FakeDropbox
import Foundation
import Support
import SyncEngine
import Synchronization
import Testing

@testable import DropboxSource

/// Permissions that change while no file does.
@Suite struct PermissionRefreshTests {
    private func user(_ id: String) -> String { "user_id:\(id)" }

    /// Ada's account: a folder shared with Bob, one in it shared with Cleo, and files shared with Dan.
    private struct Shared {
        var team = SharedTeam()
        let outer: String
        let inner: String
        let other: String

        init() throws {
            for path in ["/A/a.txt", "/A/B/b.txt", "/A/B/own.txt", "/C/c.txt", "/own.txt", "/private.txt"] {
                _ = try team.account.write(path, path)
            }
            outer = try team.account.share("/A", with: FakeMembers(users: [team.ada: .owner, team.bob: .viewer]))
            inner = try team.account.share("/A/B", with: FakeMembers(users: [team.ada: .owner, team.cleo: .viewer]))
            other = try team.account.share("/C", with: FakeMembers(users: [team.ada: .owner, team.bob: .viewer]))
            try team.account.changeMembers(ofFile: "/A/B/own.txt") { [dan = team.dan] in $0.users[dan] = .viewer }
            try team.account.changeMembers(ofFile: "/own.txt") { [dan = team.dan] in $0.users[dan] = .viewer }
        }

        func run(
            scopes: Set<String> = FakeDropboxOptions.team.scopes, every interval: Duration = .seconds(0),
            _ body: (SyncedAccount) async throws -> Void
        ) async throws {
            var options = FakeDropboxOptions.team
            options.scopes = scopes
            try await withSyncedAccount(team.account, options: options, isSecured: true) {
                $0.permissionRefresh = interval
            } _: { synced in
                try await synced.full()
                synced.dropbox.clearRequests()
                try await body(synced)
            }
        }
    }

    /// The readers of each path, as the index has them.
    private func readers(_ synced: SyncedAccount) -> [String: Set<String>] {
        Dictionary(
            synced.documents.values.map { document in
                (
                    document["file_path"]?.stringValue ?? "?",
                    Set((document["_allow_access_control"]?.arrayValue ?? []).compactMap(\.stringValue))
                )
            }, uniquingKeysWith: { $0.union($1) })
    }

    static let withoutLog = FakeDropboxOptions.team.scopes.subtracting(["events.read"])

    @Test(arguments: [true, false])
    func `a member who is removed from a folder is out of it and of what inherits from it`(hasLog: Bool) async throws {
        let shared = try Shared()
        // With the log at once, without it when the interval has passed.
        try await shared.run(
            scopes: hasLog ? FakeDropboxOptions.team.scopes : Self.withoutLog, every: hasLog ? .seconds(3600) : .zero
        ) { synced in
            #expect(readers(synced)["/A/B/b.txt"]?.contains(user(shared.team.bob)) == true)
            try synced.dropbox.change { try $0.changeMembers(ofFolder: shared.outer) { $0.users[shared.team.bob] = nil } }
            let report = try await synced.incremental()
            let now = readers(synced)
            for path in ["/A", "/A/a.txt", "/A/B", "/A/B/b.txt", "/A/B/own.txt"] {
                #expect(now[path]?.contains(user(shared.team.bob)) == false, "\(path)")
                #expect(now[path]?.contains(user(shared.team.ada)) == true, "\(path)")
            }
            #expect(now["/C/c.txt"]?.contains(user(shared.team.bob)) == true)
            #expect(now["/A/B/own.txt"]?.contains(user(shared.team.dan)) == true)
            #expect(report.updated == 5)
            #expect(report.downloads == 0)
            #expect(synced.calls("files/download") == 0)
            #expect(report.fullListingReason == nil)
            if hasLog { #expect(synced.calls("sharing/list_folder_members") == 2) }
        }
    }

    @Test func `before the interval has passed nothing is asked of sharing`() async throws {
        let shared = try Shared()
        try await shared.run(scopes: Self.withoutLog, every: .seconds(3600)) { synced in
            try synced.dropbox.change { try $0.changeMembers(ofFolder: shared.outer) { $0.users[shared.team.bob] = nil } }
            try await synced.incremental()
            #expect(!synced.dropbox.requests.contains { $0.route.hasPrefix("sharing/") && $0.route != "sharing/list_received_files" })
        }
    }

    @Test func `a log without news costs one call and nothing of sharing`() async throws {
        try await Shared().run(every: .seconds(3600)) { synced in
            try await synced.incremental()
            synced.dropbox.clearRequests()
            try await synced.incremental()
            #expect(synced.calls("team_log/get_events/continue") == 1)
            #expect(synced.calls("team_log/get_events") == 0)
            #expect(!synced.dropbox.requests.contains { $0.route.hasPrefix("sharing/") && $0.route != "sharing/list_received_files" })
        }
    }

    @Test func `a refresh with nothing changed costs a listing of each folder, and writes nothing`() async throws {
        try await Shared().run(scopes: Self.withoutLog) { synced in
            let report = try await synced.incremental()
            #expect(report.indexed == 0)
            #expect(synced.calls("sharing/list_folders") == 1)
            #expect(synced.calls("sharing/list_folder_members") == 3)
            #expect(synced.calls("sharing/list_file_members/batch") == 1)
            #expect(synced.calls("files/list_folder") == 0)
        }
    }

    @Test(arguments: [true, false])
    func `members of a file that change are found`(hasLog: Bool) async throws {
        let shared = try Shared()
        try await shared.run(
            scopes: hasLog ? FakeDropboxOptions.team.scopes : Self.withoutLog, every: hasLog ? .seconds(3600) : .zero
        ) { synced in
            try synced.dropbox.change {
                try $0.changeMembers(ofFile: "/own.txt") { $0.users = [shared.team.cleo: .viewer] }
                try $0.changeMembers(ofFile: "/A/B/own.txt") { $0.users = [:] }
                try $0.changeMembers(ofFile: "/C/c.txt") { $0.users = [shared.team.dan: .viewer] }
            }
            let report = try await synced.incremental()
            let now = readers(synced)
            #expect(now["/own.txt"] == [user(shared.team.ada), user(shared.team.cleo)])
            #expect(now["/A/B/own.txt"] == [user(shared.team.ada), user(shared.team.bob), user(shared.team.cleo)])
            // The first member of a file: only the log tells.
            #expect(now["/C/c.txt"]?.contains(user(shared.team.dan)) == hasLog)
            #expect(report.downloads == 0)
        }
    }

    @Test func `a folder that stops inheriting shows nothing to those further up`() async throws {
        let shared = try Shared()
        try await shared.run(scopes: Self.withoutLog) { synced in
            try synced.dropbox.change { try $0.setInheritance(ofFolder: shared.inner, false) }
            try await synced.incremental()
            #expect(readers(synced)["/A/B/b.txt"] == [user(shared.team.ada), user(shared.team.cleo)])
        }
    }

    @Test func `a folder that is shared in the middle of others has its own readers`() async throws {
        let shared = try Shared()
        var team = shared
        _ = try team.team.account.write("/A/Secret/s.txt", "s")
        try await team.run(scopes: Self.withoutLog) { synced in
            #expect(readers(synced)["/A/Secret/s.txt"]?.contains(user(shared.team.bob)) == true)
            try synced.dropbox.change {
                _ = try $0.share("/A/Secret", with: FakeMembers(users: [shared.team.ada: .owner]), inheritsMembers: false)
            }
            let report = try await synced.incremental()
            #expect(readers(synced)["/A/Secret/s.txt"] == [user(shared.team.ada)])
            #expect(report.fullListingReason?.contains("shared") == true)
            #expect(report.downloads == 0)
            #expect(try await synced.incremental().fullListingReason == nil)
        }
    }

    @Test func `a folder that is not shared any more is its owner's again`() async throws {
        let shared = try Shared()
        try await shared.run(scopes: Self.withoutLog) { synced in
            try synced.dropbox.change { try $0.unshare(shared.other) }
            #expect(try await synced.incremental().unknownPermissions == 0)
            #expect(readers(synced)["/C/c.txt"] == [user(shared.team.ada)])
            #expect(readers(synced)["/C"] == [user(shared.team.ada)])
            #expect(try await synced.incremental().unknownPermissions == 0)
        }
    }

    @Test(arguments: [true, false])
    func `nor is it where only the team's admin lists it`(hasLog: Bool) async throws {
        var shared = try Shared()
        let team = shared.team.account.addTeamFolder("Board", members: FakeMembers(users: [shared.team.bob: .owner]))
        try shared.team.account.write("ns:\(team)/Inner/i.txt", "i")
        let inner = try shared.team.account.share(
            "ns:\(team)/Inner", with: FakeMembers(users: [shared.team.cleo: .owner]), inheritsMembers: false)
        try await shared.run(
            scopes: hasLog ? FakeDropboxOptions.team.scopes : Self.withoutLog, every: hasLog ? .seconds(3600) : .zero
        ) { synced in
            #expect(readers(synced)["/Board/Inner/i.txt"] == [user(shared.team.cleo)])
            try synced.dropbox.change { try $0.unshare(inner) }
            let report = try await synced.incremental()
            #expect(readers(synced)["/Board/Inner/i.txt"] == [user(shared.team.bob)])
            #expect(report.unknownPermissions == 0)
            #expect(report.fullListingReason == nil)
            #expect(report.downloads == 0)
        }
    }

    @Test func `a folder whose members cannot be read is hidden, and shown again as soon as they can`() async throws {
        let shared = try Shared()
        try await shared.run(scopes: Self.withoutLog) { synced in
            synced.dropbox.fail(
                "sharing/list_folder_members", with: .serverError(), times: nil, whereArgumentContains: shared.other)
            let report = try await synced.incremental()
            #expect(readers(synced)["/C/c.txt"] == [AccessList.nobody])
            #expect(report.unknownPermissions == 2)
            #expect(report.firstFailures.first?.contains("sharing/list_folder_members") == true)
            synced.dropbox.clearFaults()
            try await synced.incremental()
            #expect(readers(synced)["/C/c.txt"] == [user(shared.team.ada), user(shared.team.bob)])
        }
    }

    @Test(arguments: [Duration.zero, .seconds(3600)])
    func `what stays unknown is counted and named by every sync that asks again`(interval: Duration) async throws {
        let shared = try Shared()
        try await shared.run(scopes: Self.withoutLog, every: interval) { synced in
            synced.dropbox.fail(
                "sharing/list_folder_members", with: .serverError(), times: nil, whereArgumentContains: shared.other)
            for report in [try await synced.full(), try await synced.incremental(), try await synced.incremental()] {
                #expect(report.unknownPermissions == 2)
                #expect(report.firstFailures.count == 1)
                #expect(report.firstFailures.first?.contains("/C, /C/c.txt") == true, "\(report.firstFailures)")
            }
            let third = try await synced.incremental()
            #expect(third.indexed == 0)
            synced.dropbox.clearFaults()
            #expect(try await synced.incremental().unknownPermissions == 0)
            #expect(readers(synced)["/C/c.txt"] == [user(shared.team.ada), user(shared.team.bob)])
        }
    }

    @Test func `what a full sync could not read is asked for by the next incremental one, interval or not`() async throws {
        let shared = try Shared()
        try await shared.run(scopes: Self.withoutLog, every: .seconds(3600)) { synced in
            synced.dropbox.fail(
                "sharing/list_folder_members", with: .serverError(), times: nil, whereArgumentContains: shared.other)
            try await synced.full()
            #expect(readers(synced)["/C/c.txt"] == [AccessList.nobody])
            #expect(synced.position.withLock { $0?.access?.unknown } == [shared.other])
            synced.dropbox.clearFaults()
            synced.dropbox.clearRequests()
            let report = try await synced.incremental()
            #expect(readers(synced)["/C/c.txt"] == [user(shared.team.ada), user(shared.team.bob)])
            #expect(synced.calls("sharing/list_folder_members") == 1)
            #expect(report.downloads == 0)
            #expect(synced.position.withLock { $0?.access?.unknown } == [])
        }
    }

    @Test func `what is known of access survives in the stored position`() throws {
        let state = AccessState(refreshed: "2026-03-04T05:06:07.123456+00:00", unknown: ["1/id:a"], source: "x")
        let position = SyncPosition(cursor: SourceCursor("c"), indexID: "i", access: state)
        #expect(SyncPosition(position.json) == position)
        let memory = AccessMemory(log: "cursor", folders: ["1", "2"])
        #expect(AccessMemory(text: memory.text) == memory)
    }
}
