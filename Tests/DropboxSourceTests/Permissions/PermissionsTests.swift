import Dropbox
import FakeDropbox
import Foundation
import Support
import SyncEngine
import Testing

@testable import DropboxSource

/// Who may see what: the lists that a listing of a team's account comes with.
@Suite struct PermissionsTests {
    private func user(_ id: String) -> String { "user_id:\(id)" }
    private func group(_ id: String) -> String { "group:\(id)" }

    // MARK: Rules

    @Test func `what is in no shared folder is the account's own`() async throws {
        var team = SharedTeam()
        _ = try team.account.write("/private/a.txt", "a")
        try await team.run { listed in
            let lists = try await listed.lists()
            #expect(lists["/private/a.txt"]?.identities == [user(team.ada)])
            #expect(lists["/private"]?.identities == [user(team.ada)])
            #expect(lists["/private"]?.key == nil)
            #expect(listed.calls("sharing/list_folder_members") == 0)
        }
    }

    @Test func `members of a shared folder see it and all that is in it; who is only invited or passes through does not`()
        async throws
    {
        var team = SharedTeam()
        _ = try team.account.write("/Projects/sub/plan.txt", "plan")
        let id = try team.account.share(
            "/Projects",
            with: FakeMembers(
                users: [team.ada: .owner, team.bob: .viewerNoComment, team.dan: .traverse, team.cleo: .noAccess],
                groups: [team.legal: .editor], invitees: ["guest@example.org": .viewer]))
        try await team.run { listed in
            let lists = try await listed.lists()
            for path in ["/Projects", "/Projects/sub", "/Projects/sub/plan.txt"] {
                #expect(lists[path]?.identities == [user(team.ada), user(team.bob), group(team.legal)].sorted())
                #expect(lists[path]?.key == id)
                #expect(lists[path]?.problem == nil)
            }
        }
    }

    @Test(arguments: [true, false])
    func `members further up see a nested folder when it inherits`(inherits: Bool) async throws {
        var team = SharedTeam()
        _ = try team.account.write("/Projects/Inner/a.txt", "a")
        try team.account.share("/Projects", with: FakeMembers(users: [team.ada: .owner, team.bob: .viewer]))
        try team.account.share(
            "/Projects/Inner", with: FakeMembers(users: [team.ada: .owner, team.dan: .viewer]), inheritsMembers: inherits)
        try await team.run { listed in
            var listed = listed
            let expected = [user(team.ada), user(team.dan)] + (inherits ? [user(team.bob)] : [])
            let lists = try await listed.lists()
            #expect(lists["/Projects/Inner/a.txt"]?.identities == expected.sorted())
            listed.includesInherited = false
            let direct = try await listed.lists()
            #expect(direct["/Projects/Inner/a.txt"]?.identities == [user(team.ada), user(team.dan)].sorted())
        }
    }

    @Test func `inheritance ends at the first folder that does not inherit`() async throws {
        var team = SharedTeam()
        _ = try team.account.write("/A/B/C/x.txt", "x")
        let ada = [team.ada: FakeAccessLevel.owner]
        try team.account.share("/A", with: FakeMembers(users: ada.merging([team.bob: .viewer]) { $1 }))
        try team.account.share("/A/B", with: FakeMembers(users: ada.merging([team.cleo: .viewer]) { $1 }), inheritsMembers: false)
        try team.account.share("/A/B/C", with: FakeMembers(users: ada.merging([team.dan: .viewer]) { $1 }))
        try await team.run { listed in
            let lists = try await listed.lists()
            #expect(lists["/A/B/C/x.txt"]?.identities == [user(team.ada), user(team.cleo), user(team.dan)].sorted())
        }
    }

    @Test func `a file can have members of its own, in a shared folder and outside of any`() async throws {
        var team = SharedTeam()
        for path in ["/Projects/a.txt", "/Projects/b.txt", "/c.txt"] { _ = try team.account.write(path, path) }
        let id = try team.account.share("/Projects", with: FakeMembers(users: [team.ada: .owner, team.bob: .viewer]))
        try team.account.changeMembers(ofFile: "/Projects/a.txt") {
            $0.users[team.dan] = .viewer
            $0.invitees["guest@example.org"] = .viewer
        }
        try team.account.changeMembers(ofFile: "/c.txt") { $0.groups[team.legal] = .editor }
        try await team.run { listed in
            let lists = try await listed.lists()
            #expect(lists["/Projects/a.txt"]?.identities == [user(team.ada), user(team.bob), user(team.dan)].sorted())
            #expect(lists["/Projects/b.txt"]?.identities == [user(team.ada), user(team.bob)].sorted())
            #expect(lists["/c.txt"]?.identities == [user(team.ada), group(team.legal)].sorted())
            #expect(lists["/Projects/a.txt"]?.key?.hasPrefix("\(id)/id:") == true)
            #expect(lists["/Projects/b.txt"]?.key == id)
            #expect(listed.calls("sharing/list_file_members/batch") == 1)
        }
    }

    @Test func `every page of members counts`() async throws {
        var team = SharedTeam()
        _ = try team.account.write("/Big/a.txt", "a")
        _ = try team.account.write("/b.txt", "b")
        let others = (0..<3001).map { "dbid:" + String(format: "%035d", $0) }
        let members = Dictionary(others.map { ($0, FakeAccessLevel.viewer) }) { first, _ in first }
        try team.account.share("/Big", with: FakeMembers(users: members.merging([team.ada: .owner]) { $1 }))
        try team.account.changeMembers(ofFile: "/b.txt") { $0.users = members }
        try await team.run { listed in
            let lists = try await listed.lists()
            #expect(lists["/Big/a.txt"]?.identities.count == 3002)
            #expect(lists["/b.txt"]?.identities.count == 3002)
        }
    }

    // MARK: The call budget

    @Test func `5,000 files in 50 shared folders cost 50 listings of members`() async throws {
        var team = SharedTeam()
        for folder in 0..<50 {
            for file in 0..<100 { _ = try team.account.write("/F\(folder)/\(file).txt", "x") }
            try team.account.share("/F\(folder)", with: FakeMembers(users: [team.ada: .owner, team.bob: .viewer]))
        }
        for file in 0..<250 { try team.account.changeMembers(ofFile: "/F\(file % 50)/\(file / 50).txt") { $0.users[team.dan] = .viewer } }
        try await team.run { listed in
            let lists = try await listed.lists()
            #expect(lists.count == 5050)
            #expect(lists.values.allSatisfy { $0.identities.count >= 2 && $0.problem == nil })
            #expect(listed.calls("sharing/list_folder_members") == 50)
            #expect(listed.calls("sharing/list_folder_members/continue") == 0)
            #expect(listed.calls("sharing/list_folders") == 1)
            #expect(listed.calls("sharing/get_folder_metadata") == 0)
            #expect(listed.calls("sharing/list_file_members/batch") <= 250 / 20 + 1)
            #expect(listed.calls("sharing/list_file_members") == 0)
        }
    }

    @Test func `nothing is asked while security is off`() async throws {
        var team = SharedTeam()
        _ = try team.account.write("/Projects/plan.txt", "plan")
        try team.account.share("/Projects", with: FakeMembers(users: [team.ada: .owner]))
        try await team.run { listed in
            var source = try await listed.source()
            source.permissions = nil
            for try await page in source.pages(since: nil) {
                for case .upsert(let document) in page.changes { #expect(document.access == nil) }
            }
            #expect(!listed.dropbox.requests.contains { $0.route.hasPrefix("sharing/") && $0.route.contains("member") })
            #expect(!listed.dropbox.requests.contains { $0.argumentText.contains(#""include_has_explicit_shared_members":true"#) })
        }
    }

    // MARK: Invariant: nobody sees more than Dropbox shows them

    /// Ada's account with everything that asks about permissions.
    private func everything() throws -> SharedTeam {
        var team = SharedTeam()
        for path in ["/A/a.txt", "/A/B/b.txt", "/A/B/own.txt", "/C/c.txt", "/own.txt", "/private.txt"] {
            _ = try team.account.write(path, path)
        }
        try team.account.share("/A", with: FakeMembers(users: [team.ada: .owner, team.bob: .viewer]))
        try team.account.share("/A/B", with: FakeMembers(users: [team.ada: .owner, team.cleo: .viewer]))
        try team.account.share("/C", with: FakeMembers(users: [team.ada: .owner], groups: [team.legal: .viewer]))
        try team.account.changeMembers(ofFile: "/A/B/own.txt") { $0.users[team.dan] = .viewer }
        try team.account.changeMembers(ofFile: "/own.txt") { $0.users[team.dan] = .viewer }
        return team
    }

    static let faults: [Fault] = [
        .serverError(500), .drop, .routeError("access_error", "no_permission"), .routeError("not_a_member"),
        .routeError("email_unverified"), .answer(status: 400, headers: [], body: Data("bad request".utf8)),
        .answer(status: 200, headers: [("Content-Type", "application/json")], body: Data("{}".utf8)),
        .answer(status: 403, headers: [("Content-Type", "application/json")], body: Data(#"{"error_summary":"x","error":{".tag":"other"}}"#.utf8)),
    ]

    @Test(arguments: [
        "sharing/list_folder_members", "sharing/list_folders", "sharing/get_folder_metadata", "sharing/list_file_members/batch",
        "sharing/list_file_members",
    ])
    func `a fault in a route of sharing shows nothing to anybody who may not see it`(route: String) async throws {
        let team = try everything()
        try await team.run { listed in
            let right = try await listed.lists()
            for fault in Self.faults {
                for skip in 0..<3 {
                    listed.dropbox.fail(route, with: fault, times: nil, afterRequests: skip)
                    // The other way to the folders that a nested one inherits from.
                    if route == "sharing/get_folder_metadata" { listed.dropbox.fail("sharing/list_folders", with: fault, times: nil) }
                    let lists = try await listed.lists()
                    listed.dropbox.clearFaults()
                    #expect(Set(lists.keys) == Set(right.keys))
                    for (path, list) in lists {
                        let known = Set(try #require(right[path]).identities)
                        #expect(!list.identities.isEmpty)
                        let allowed = known.union([AccessList.nobody])
                        #expect(allowed.isSuperset(of: list.identities), "\(route) \(fault) \(path)")
                        if Set(list.identities) != known { #expect(list.problem != nil, "\(route) \(fault) \(path)") }
                    }
                }
            }
        }
    }

    @Test func `a folder whose members are not told is shown to nobody, and the others as ever`() async throws {
        let team = try everything()
        try await team.run { listed in
            listed.dropbox.fail("sharing/list_folder_members", with: .serverError(), times: nil, afterRequests: 0)
            let lists = try await listed.lists()
            #expect(lists["/C/c.txt"]?.identities == [AccessList.nobody])
            #expect(lists["/C/c.txt"]?.problem?.contains("sharing/list_folder_members") == true)
            #expect(lists["/private.txt"]?.identities == [user(team.ada)])
            #expect(lists["/private.txt"]?.problem == nil)
        }
    }

    @Test func `without the scope to read sharing everything that is shared is hidden`() async throws {
        let team = try everything()
        try await team.run(scopes: FakeDropboxOptions.team.scopes.subtracting(["sharing.read"])) { listed in
            let lists = try await listed.lists()
            #expect(lists["/A/a.txt"]?.identities == [AccessList.nobody])
            #expect(lists["/own.txt"]?.identities == [user(team.ada)])
            #expect(lists["/own.txt"]?.problem?.contains("sharing.read") == true)
        }
    }

    @Test func `a file whose own members are not told is shown to those of its folder`() async throws {
        let team = try everything()
        try await team.run { listed in
            listed.dropbox.fail("sharing/list_file_members/batch", with: .serverError(), times: nil)
            let lists = try await listed.lists()
            #expect(lists["/A/B/own.txt"]?.identities == [user(team.ada), user(team.bob), user(team.cleo)].sorted())
            #expect(lists["/A/B/own.txt"]?.problem != nil)
        }
    }

    // MARK: Every way a document is made

    @Test func `documents that are tried again have their lists`() async throws {
        let team = try everything()
        try await team.run { listed in
            let source = try await listed.source()
            let right = try await listed.lists()
            let ids = listed.dropbox.account.entries.map(\.id)
            for document in try await source.documents(withIDs: ids) { #expect(document.access == right[document.label]) }
        }
    }

    @Test func `a change that the delta tells has its list`() async throws {
        let team = try everything()
        try await team.run { listed in
            let source = try await listed.source()
            var cursor: SourceCursor?
            for try await page in source.pages(since: nil) { cursor = page.cursor }
            try listed.dropbox.change { _ = try $0.write("/C/new.txt", "new") }
            var lists: [String: AccessList] = [:]
            for try await page in source.pages(since: cursor) {
                for case .upsert(let document) in page.changes { lists[document.label] = document.access }
            }
            #expect(lists["/C/new.txt"]?.identities == [user(team.ada), group(team.legal)].sorted())
        }
    }

    @Test func `a revision that is newer than the one listed has its list`() async throws {
        let team = try everything()
        try await team.run { listed in
            let source = try await listed.source()
            var documents: [String: SourceDocument] = [:]
            for try await page in source.pages(since: nil) {
                for case .upsert(let document) in page.changes { documents[document.label] = document }
            }
            try listed.dropbox.change {
                _ = try $0.write("/A/B/own.txt", "1")
                _ = try $0.write("/C/c.txt", "2")
            }
            for path in ["/A/B/own.txt", "/C/c.txt"] {
                let fetched = try await #require(documents[path]?.content).fetch()
                let newer = try #require(fetched.newer)
                #expect(newer.access == documents[path]?.access, "\(path)")
            }
        }
    }

    @Test func `what a search finds where it has been is shown to those who may see where it is`() async throws {
        let team = try everything()
        try await team.run { listed in
            let before = listed.dropbox.account
            listed.dropbox.configure { $0.search.indexedAccount = before }
            try listed.dropbox.change {
                try $0.move("/A/a.txt", to: "/C/moved a.txt")
                try $0.move("/C/c.txt", to: "/c.txt")
                try $0.move("/A/B", to: "/B")
            }
            var right: [String: AccessList] = [:]
            for try await page in try await listed.source().pages(since: nil) {
                for case .upsert(let document) in page.changes { right[document.id] = document.access }
            }
            var source = try await listed.source()
            source.rules = try AdvancedRules(snippet: [["query": "txt"], ["query": "b"]])
            var count = 0
            for try await page in source.pages(since: nil) {
                for case .upsert(let document) in page.changes {
                    count += 1
                    #expect(document.access?.identities == right[document.id]?.identities, "\(document.label)")
                }
            }
            #expect(count >= 6)
        }
    }

    @Test func `what a search finds has its list, members of its own included`() async throws {
        let team = try everything()
        try await team.run { listed in
            var source = try await listed.source()
            source.rules = try AdvancedRules(snippet: [["query": "own"], ["query": "c.txt"]])
            let right = try await listed.lists()
            var lists: [String: AccessList] = [:]
            for try await page in source.pages(since: nil) {
                for case .upsert(let document) in page.changes { lists[document.label] = document.access }
            }
            #expect(Set(lists.keys).isSuperset(of: ["/own.txt", "/A/B/own.txt", "/C/c.txt"]))
            for (path, list) in lists { #expect(list == right[path], "\(path)") }
        }
    }
}
