import FakeDropbox
import Foundation
import Support
import Testing

/// A team folder that all but Dan are in, with a folder in it that only Bob is in, and folders of their own.
struct TeamSpace {
    var account: FakeAccount
    let marketing: String
    let inner: String
    let closed: String

    init(_ layout: FakeTeam.Layout) throws {
        account = .team(layout)
        let bob = account.addMember("bob")
        let cleo = account.addMember("cleo")
        account.addMember("dan")
        marketing = account.addTeamFolder("Marketing", members: FakeMembers(users: [bob.accountID: .editor, cleo.accountID: .viewer]))
        closed = account.addTeamFolder("Finance", members: FakeMembers())
        try account.write("ns:\(marketing)/plan.txt", "plan")
        try account.write("ns:\(marketing)/Sub/Closed/secret.txt", "secret")
        try account.write("ns:\(closed)/budget/q1.txt", "q1")
        inner = try account.share(
            "ns:\(marketing)/Sub/Closed", with: FakeMembers(users: [bob.accountID: .editor]), inheritsMembers: false)
        try account.share("ns:\(closed)/budget", with: FakeMembers(users: [bob.accountID: .viewer]))
        try account.write("ns:\(bob.homeNamespace ?? "")/mine.txt", "mine")
    }
}

private func root(_ account: JSON) -> [String: String] {
    let id = account["root_info"]?["root_namespace_id"]?.stringValue ?? ""
    return ["Dropbox-API-Path-Root": #"{".tag":"root","root":"\#(id)"}"#]
}

@Suite struct TeamSpaceTests {
    private static let all = #"{"path":"","recursive":true}"#

    private func paths(_ answer: DropboxAnswer) throws -> [String] {
        try answer.json["entries"]?.arrayValue?.map { $0["path_display"]?.stringValue ?? "-" } ?? [answer.text]
    }

    @Test(arguments: [
        (FakeTeam.Layout.classic, "user", nil, true), (.sharedSpace, "team", "/bob Example", false),
        (.updatedSpace, "user", "/bob Example", false),
    ] as [(FakeTeam.Layout, String, String?, Bool)])
    func `the layout is told by root and home`(layout: FakeTeam.Layout, tag: String, path: String?, isOne: Bool) async throws {
        try await withFakeTeam(try TeamSpace(layout).account) { _, caller async throws in
            let info = try caller.rpc("users/get_current_account", "null", headers: asBob).json["root_info"]
            #expect(info?[".tag"]?.stringValue == tag)
            #expect(info?["home_path"]?.stringValue == path)
            #expect((info?["root_namespace_id"] == info?["home_namespace_id"]) == isOne)
            let other = try caller.rpc("users/get_current_account", "null", headers: asCleo).json["root_info"]
            #expect((info?["root_namespace_id"] == other?["root_namespace_id"]) == (layout == .sharedSpace))
        }
    }

    @Test(arguments: [
        (FakeTeam.Layout.classic, asBob, ["/mine.txt", "/Marketing", "/Marketing/plan.txt", "/Marketing/Sub", "/Marketing/Sub/Closed", "/Marketing/Sub/Closed/secret.txt", "/Finance", "/Finance/budget", "/Finance/budget/q1.txt"]),
        (.updatedSpace, asBob, ["/bob Example", "/bob Example/mine.txt", "/Marketing", "/Marketing/plan.txt", "/Marketing/Sub", "/Marketing/Sub/Closed", "/Marketing/Sub/Closed/secret.txt", "/Finance", "/Finance/budget", "/Finance/budget/q1.txt"]),
        (.sharedSpace, asCleo, ["/cleo Example", "/Marketing", "/Marketing/plan.txt", "/Marketing/Sub", "/Marketing/Sub/Closed"]),
        (.sharedSpace, asDan, ["/dan Example"]),
        (.updatedSpace, asAdmin, ["/Ada Example", "/Marketing", "/Marketing/plan.txt", "/Marketing/Sub", "/Marketing/Sub/Closed", "/Marketing/Sub/Closed/secret.txt", "/Finance", "/Finance/budget", "/Finance/budget/q1.txt"]),
        (.sharedSpace, asAdmin, ["/Ada Example", "/bob Example", "/bob Example/mine.txt", "/cleo Example", "/dan Example", "/Marketing", "/Marketing/plan.txt", "/Marketing/Sub", "/Marketing/Sub/Closed", "/Marketing/Sub/Closed/secret.txt", "/Finance", "/Finance/budget", "/Finance/budget/q1.txt"]),
    ] as [(FakeTeam.Layout, [String: String], [String])])
    func `with the root for a root everything is seen that may be`(
        layout: FakeTeam.Layout, headers: [String: String], expected: [String]
    ) async throws {
        try await withFakeTeam(try TeamSpace(layout).account) { _, caller async throws in
            let account = try caller.rpc("users/get_current_account", "null", headers: headers).json
            let found = try paths(try caller.rpc("files/list_folder", Self.all, headers: headers.merging(root(account)) { $1 }))
            #expect(Set(found) == Set(expected))
            #expect(found.count == expected.count)
        }
    }

    @Test(arguments: [FakeTeam.Layout.sharedSpace, .updatedSpace])
    func `without a root there is only the member's own folder`(layout: FakeTeam.Layout) async throws {
        try await withFakeTeam(try TeamSpace(layout).account) { _, caller async throws in
            #expect(try paths(try caller.rpc("files/list_folder", Self.all, headers: asBob)) == ["/mine.txt"])
        }
    }

    @Test func `a root that is not the member's is 422 with the one that is`() async throws {
        try await withFakeTeam(try TeamSpace(.updatedSpace).account) { _, caller async throws in
            let ada = try caller.rpc("users/get_current_account", "null", headers: asAdmin).json
            let answer = try caller.rpc("files/list_folder", Self.all, headers: asBob.merging(root(ada)) { $1 })
            #expect(answer.status == 422)
            let info = try caller.rpc("users/get_current_account", "null", headers: asBob).json["root_info"]
            #expect(try answer.json["error"]?["invalid_root"] == info)
        }
    }

    @Test(arguments: [
        (NamespaceCrossing.always, true, true), (.notInNamespaceMode, false, true), (.never, false, false),
    ])
    func `a recursive listing goes on into nested namespaces, or not`(
        crossing: NamespaceCrossing, byID: Bool, byRoot: Bool
    ) async throws {
        let space = try TeamSpace(.updatedSpace)
        try await withFakeTeam(space.account, { $0.listing.crossing = crossing }) { _, caller async throws in
            let listed = try paths(try caller.rpc(
                "files/list_folder", #"{"path":"ns:\#(space.marketing)","recursive":true}"#, headers: asAdmin))
            #expect(listed == ["/plan.txt", "/Sub", "/Sub/Closed"] + (byID ? ["/Sub/Closed/secret.txt"] : []))
            let account = try caller.rpc("users/get_current_account", "null", headers: asAdmin).json
            let all = try paths(try caller.rpc("files/list_folder", Self.all, headers: asAdmin.merging(root(account)) { $1 }))
            #expect(all.contains("/Marketing/Sub/Closed/secret.txt") == byRoot)
        }
    }

    @Test func `a namespace that is in no place of the caller's has paths of its own, or none`() async throws {
        let space = try TeamSpace(.updatedSpace)
        try await withFakeTeam(space.account) { fake, caller async throws in
            let argument = #"{"path":"ns:\#(space.inner)"}"#
            #expect(try paths(try caller.rpc("files/list_folder", argument, headers: asAdmin)) == ["/secret.txt"])
            fake.configure { $0.listing.givesPathsOfNamespaces = false }
            #expect(try paths(try caller.rpc("files/list_folder", argument, headers: asAdmin)) == ["-"])
        }
    }

    @Test func `changes are in the delta of those who may see them, at their place`() async throws {
        let space = try TeamSpace(.updatedSpace)
        try await withFakeTeam(space.account) { fake, caller async throws in
            func cursor(_ headers: [String: String]) throws -> (String, [String: String]) {
                let account = try caller.rpc("users/get_current_account", "null", headers: headers).json
                let all = headers.merging(root(account)) { $1 }
                return (try caller.rpc("files/list_folder", Self.all, headers: all).json["cursor"]?.stringValue ?? "", all)
            }
            func changes(_ cursor: (String, [String: String])) throws -> [String] {
                try paths(try caller.rpc("files/list_folder/continue", #"{"cursor":"\#(cursor.0)"}"#, headers: cursor.1))
            }
            let cursors = try [asBob, asCleo, asDan].map(cursor)
            try fake.change { account in
                try account.delete("ns:\(space.inner)/secret.txt")
                try account.write("ns:\(space.marketing)/new.txt", "new")
                try account.delete("ns:\(space.marketing)/plan.txt")
            }
            #expect(try cursors.map(changes) == [
                ["/Marketing/Sub/Closed/secret.txt", "/Marketing/new.txt", "/Marketing/plan.txt"],
                ["/Marketing/new.txt", "/Marketing/plan.txt"], [],
            ])
        }
    }

    @Test(arguments: FakeTeam.Layout.allCases)
    func `namespaces come with duplicates, whatever limit is asked for`(layout: FakeTeam.Layout) async throws {
        let space = try TeamSpace(layout)
        try await withFakeTeam(space.account, { $0.sharing.maximumItems = 4 }) { _, caller async throws in
            let found = try caller.all(
                "team/namespaces/list", #"{"limit":1}"#, "namespaces", next: "team/namespaces/list/continue")
            let ids = found.items.compactMap { $0["namespace_id"]?.stringValue }
            #expect(Set(ids).count < ids.count)
            #expect(found.pages == (ids.count + 3) / 4)
            #expect(Set(ids).isSuperset(of: [space.marketing, space.inner, space.closed, "9000002"]))
            #expect(Set(ids).count == [.classic: 8, .sharedSpace: 9, .updatedSpace: 12][layout])
            let folders = try caller.all("team/team_folder/list", "{}", "team_folders", next: "team/team_folder/list/continue")
            #expect(folders.items.map { $0["name"] } == (layout == .sharedSpace ? ["Acme"] : ["Marketing", "Finance"]))
        }
    }

    @Test func `a folder in the way to one that may be opened lets members through and tells them so`() async throws {
        let space = try TeamSpace(.updatedSpace)
        try await withFakeTeam(space.account) { _, caller async throws in
            let listed = try caller.rpc("sharing/list_folder_members", #"{"shared_folder_id":"\#(space.closed)"}"#, headers: asAdmin).json
            #expect(members(listed) == ["bob@example.com traverse"])
            let account = try caller.rpc("users/get_current_account", "null", headers: asBob).json
            let entries = try caller.rpc("files/list_folder", #"{"path":""}"#, headers: asBob.merging(root(account)) { $1 }).json["entries"]
            let finance = entries?.arrayValue?.first { $0["name"] == "Finance" }
            #expect(finance?["sharing_info"]?["traverse_only"] == true)
        }
    }

    @Test func `features tell the layout`() async throws {
        try await withFakeTeam(try TeamSpace(.updatedSpace).account) { _, caller async throws in
            let argument = #"{"features":[{".tag":"distinct_member_home"},{".tag":"team_shared_dropbox"}]}"#
            let values = try caller.rpc("users/features/get_values", argument, headers: asBob).json["values"]?.arrayValue
            #expect(values?[0]["distinct_member_home"]?["enabled"] == true)
            #expect(values?[1]["team_shared_dropbox"]?["enabled"] == false)
            #expect(try caller.rpc("team/features/get_values", #"{"features":[]}"#).json["error"] == [".tag": "empty_features_list"])
        }
    }
}
