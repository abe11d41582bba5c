import FakeDropbox
import Foundation
import Support
import Testing

/// A team token, and what a test does with it.
func withFakeTeam(
    _ account: FakeAccount, _ change: (inout FakeDropboxOptions) -> Void = { _ in },
    _ body: (FakeDropbox, DropboxCaller) async throws -> Void
) async throws {
    var options = FakeDropboxOptions.team
    change(&options)
    try await withFakeDropbox(account, options: options) { fake in
        try await body(fake, DropboxCaller(fake))
    }
}

extension DropboxCaller {
    /// The items of a list and of all its pages.
    ///
    /// - Parameter next: The route of the further pages.
    func all(
        _ route: String, _ argument: String, _ key: String, next: String, headers: [String: String] = [:]
    ) throws -> (items: [JSON], pages: Int) {
        var page = try rpc(route, argument, headers: headers).json
        var items = page[key]?.arrayValue ?? []
        var pages = 1
        // The team's lists say whether there is more; those of sharing have a cursor when there is.
        while page["has_more"].map({ $0 == true }) ?? (page["cursor"] != nil), let cursor = page["cursor"]?.stringValue {
            page = try rpc(next, #"{"cursor":"\#(cursor)"}"#, headers: headers).json
            items += page[key]?.arrayValue ?? []
            pages += 1
        }
        return (items, pages)
    }
}

@Suite struct TeamTests {
    private var account: FakeAccount {
        var account = FakeAccount()
        var team = FakeTeam()
        team.members += [
            .init(id: "dbmid:bob", name: ("Bob", "Example")), .init(id: "dbmid:cleo"), .init(id: "dbmid:dan", isActive: false),
            .init(id: "dbmid:eve"),
        ]
        team.members[2].status = .invited
        team.members[4].status = .removed
        team.groups = [
            FakeGroup(id: "g:legal", name: "Legal", members: ["dbmid:bob", "dbmid:dan", "dbmid:eve"], externalID: "legal-1"),
            .everyone(at: "Acme"),
        ]
        account.profile.team = team
        return account
    }

    @Test(arguments: [
        (false, ["AAAAexampleAda active", "bob active", "cleo invited", "dan suspended"]),
        (true, ["AAAAexampleAda active", "bob active", "cleo invited", "dan suspended", "eve removed"]),
    ])
    func `members come page by page, removed ones when asked for`(withRemoved: Bool, expected: [String]) async throws {
        try await withFakeTeam(account) { _, caller in
            let (items, pages) = try caller.all(
                "team/members/list_v2", #"{"limit":2,"include_removed":\#(withRemoved)}"#, "members",
                next: "team/members/list/continue_v2")
            let found = items.map { item in
                let profile = item["profile"]
                let id = (profile?["team_member_id"]?.stringValue ?? "").dropFirst("dbmid:".count)
                return "\(id) \(profile?["status"]?[".tag"]?.stringValue ?? "")"
            }
            #expect(found == expected)
            #expect(pages == (expected.count + 1) / 2)
        }
    }

    @Test func `a member's profile tells groups and folders, and a removed one's no group`() async throws {
        try await withFakeTeam(account) { _, caller in
            let members = try caller.rpc("team/members/list_v2", #"{"include_removed":true}"#).json["members"]?.arrayValue
            let everyone = "g:everyone00000000000000000000001"
            let groups = members?.map { $0["profile"]?["groups"] }
            #expect(groups == [[.string(everyone)], ["g:legal", .string(everyone)], [.string(everyone)], ["g:legal", .string(everyone)], []])
            #expect(members?[1]["profile"]?["account_id"]?.stringValue?.utf8.count == 40)
            #expect(members?[1]["profile"]?["member_folder_id"] == "9000002")
            #expect(members?[2]["profile"]?["name"]?["display_name"] == "")
            #expect(members?[4]["profile"]?["status"] == [".tag": "removed", "is_recoverable": true, "is_disconnected": false])
        }
    }

    @Test func `members are found by id and by address`() async throws {
        try await withFakeTeam(account) { _, caller in
            let argument = """
                {"members":[{".tag":"email","email":"BOB@example.com"},{".tag":"team_member_id","team_member_id":"dbmid:no"}]}
                """
            let infos = try caller.rpc("team/members/get_info_v2", argument).json["members_info"]?.arrayValue
            #expect(infos?.first?[".tag"] == "member_info")
            #expect(infos?.first?["profile"]?["team_member_id"] == "dbmid:bob")
            #expect(infos?.last == [".tag": "id_not_found", "id_not_found": "dbmid:no"])
        }
    }

    @Test func `groups, their members, and what is told of both`() async throws {
        try await withFakeTeam(account, { $0.sharing.maximumItems = 1 }) { _, caller in
            let groups = try caller.all("team/groups/list", "{}", "groups", next: "team/groups/list/continue")
            #expect(groups.items.map { $0["member_count"] } == [2, 4])
            #expect(groups.pages == 2)
            let argument = #"{"group":{".tag":"group_external_id","group_external_id":"legal-1"}}"#
            let members = try caller.all(
                "team/groups/members/list", argument, "members", next: "team/groups/members/list/continue")
            #expect(members.items.map { $0["profile"]?["team_member_id"] } == ["dbmid:bob", "dbmid:dan"])
            #expect(members.items.allSatisfy { $0["profile"]?["groups"] == nil && $0["access_type"]?[".tag"] == "member" })
            let infos = try caller.rpc(
                "team/groups/get_info",
                #"{".tag":"group_ids","group_ids":["g:legal","g:everyone00000000000000000000001","g:no"]}"#).json.arrayValue
            #expect(infos?.map { $0["members"]?.arrayValue?.count } == [2, nil, nil])
            #expect(infos?.last == [".tag": "id_not_found", "id_not_found": "g:no"])
        }
    }

    @Test(arguments: [
        ("team/members/list_v2", #"{"limit":0}"#, 400, "not within range"),
        ("team/members/list_v2", #"{"limit":1001}"#, 400, "not within range"),
        ("team/members/list_v2", #"{"path":""}"#, 400, "unknown field 'path'"),
        ("team/members/list/continue_v2", #"{"cursor":"x"}"#, 409, "invalid_cursor"),
        ("team/members/list/continue_v2", "{}", 400, "missing required field 'cursor'"),
        ("team/members/get_info_v2", #"{"members":[{".tag":"name","name":"x"}]}"#, 400, "unknown tag 'name'"),
        ("team/groups/members/list", #"{"group":{".tag":"group_id","group_id":"g:no"}}"#, 409, "group_not_found"),
        ("team/groups/members/list", "{}", 400, "missing required field 'group'"),
        ("team/groups/list/continue", #"{"cursor":""}"#, 409, "invalid_cursor"),
        ("team/get_info", "{}", 400, "expected null"),
        ("team/get_info", "null", 200, #""name":"Acme""#),
    ])
    func `a route of a team is strict`(route: String, argument: String, status: Int, text: String) async throws {
        try await withFakeTeam(account) { _, caller in
            let answer = try caller.rpc(route, argument)
            #expect(answer.status == status)
            #expect(answer.text.contains(text))
        }
    }

    @Test func `a cursor is good for its own route only`() async throws {
        try await withFakeTeam(account) { _, caller in
            let cursor = try caller.rpc("team/members/list_v2", #"{"limit":1}"#).json["cursor"]?.stringValue ?? ""
            let argument = #"{"cursor":"\#(cursor)"}"#
            #expect(try caller.rpc("team/groups/list/continue", argument).json["error"] == [".tag": "invalid_cursor"])
            #expect(try caller.rpc("team/members/list/continue_v2", argument).status == 200)
        }
    }

    @Test(arguments: [
        ("dbmid:cleo", "invalid_select_user"), ("dbmid:dan", "user_suspended"), ("dbmid:eve", "invalid_select_user"),
    ])
    func `only active members can be selected`(member: String, tag: String) async throws {
        try await withFakeTeam(account) { _, caller in
            let answer = try caller.rpc("users/get_current_account", "null", headers: ["Dropbox-API-Select-User": member])
            #expect(answer.status == 401)
            #expect(try answer.json["error"] == [".tag": .string(tag)])
        }
    }

    @Test func `each route asks for its scope`() async throws {
        try await withFakeTeam(account) { fake, _ in
            let caller = DropboxCaller(fake, token: fake.accessToken(scopes: ["team_info.read"]))
            let members = try caller.rpc("team/members/list_v2", "{}").json
            #expect(members["error"] == [".tag": "missing_scope", "required_scope": "members.read"])
            #expect(try caller.rpc("team/groups/list", "{}").json["error"]?["required_scope"] == "groups.read")
            #expect(try caller.rpc("team/get_info", "null").status == 200)
        }
    }
}
