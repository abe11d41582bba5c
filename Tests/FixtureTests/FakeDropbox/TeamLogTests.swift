import FakeDropbox
import Foundation
import Support
import Testing

@Suite struct TeamLogTests {
    @Test(arguments: [false, true])
    func `the log tells of every change of access, and a cursor of what comes later`(emptyPages: Bool) async throws {
        let shared = try SharedAccount()
        try await withFakeTeam(shared.account, { $0.sharing.emptyLogPages = emptyPages }) { fake, caller async throws in
            func events(_ route: String, _ argument: String) throws -> (types: Set<String>, cursor: String) {
                var page = try caller.rpc(route, argument).json
                var types: Set<String> = []
                while true {
                    for event in page["events"]?.arrayValue ?? [] {
                        types.insert(event["event_type"]?[".tag"]?.stringValue ?? "")
                    }
                    let cursor = page["cursor"]?.stringValue ?? ""
                    guard page["has_more"] == true else { return (types, cursor) }
                    page = try caller.rpc("team_log/get_events/continue", #"{"cursor":"\#(cursor)"}"#).json
                }
            }
            let first = try events("team_log/get_events", #"{"limit":2,"category":"sharing"}"#)
            #expect(first.types == ["shared_folder_create"])
            #expect(try events("team_log/get_events/continue", #"{"cursor":"\#(first.cursor)"}"#).types == [])
            try fake.change { account in
                try account.changeMembers(ofFolder: shared.projects) { $0.groups = [:] }
                try account.setInheritance(ofFolder: shared.inner, false)
                try account.changeMembers(ofFile: "/private.txt") { $0.users["dbid:x"] = .viewer }
                try account.changeGroup(shared.legal.id) { $0.members = [:] }
                try account.setStatus(ofMember: "dbmid:bob", .suspended)
            }
            #expect(try events("team_log/get_events/continue", #"{"cursor":"\#(first.cursor)"}"#).types == [
                "shared_content_remove_member", "shared_folder_change_members_inheritance_policy",
                "shared_content_add_member",
            ])
            let all = try events("team_log/get_events", "{}")
            #expect(all.types.isSuperset(of: ["group_remove_member", "member_change_status"]))
            let later = "2099-01-01T00:00:00Z"
            #expect(try events("team_log/get_events", #"{"time":{"start_time":"\#(later)"}}"#).types == [])
        }
    }

    @Test func `an event names the folder or the file`() async throws {
        let shared = try SharedAccount()
        let plan = try shared.account.entry(at: "/Projects/plan.txt").id
        try await withFakeTeam(shared.account) { fake, caller async throws in
            try fake.change { try $0.changeMembers(ofFile: plan) { $0.users["dbid:x"] = .viewer } }
            let events = try caller.rpc("team_log/get_events", #"{"category":"sharing"}"#).json["events"]?.arrayValue
            let file = events?.first?["assets"]?.arrayValue?.first
            #expect(file?["file_id"] == .string(plan))
            #expect(file?["path"]?["namespace_relative"]?["ns_id"] == .string(shared.projects))
            let folder = events?.last?["assets"]?.arrayValue?.first
            #expect(folder?[".tag"] == "folder")
            #expect(folder?["path"]?["namespace_relative"]?["ns_id"] == .string(shared.projects))
        }
    }

    @Test(arguments: [
        ("team_log/get_events", #"{"category":"sharing","event_type":"group_add_member"}"#, 409, "invalid_filters"),
        ("team_log/get_events", #"{"category":"food"}"#, 400, "unknown tag 'food'"),
        ("team_log/get_events", #"{"account_id":"dbid:no"}"#, 409, "account_id_not_found"),
        ("team_log/get_events", #"{"time":{"start_time":"2026-01-05"}}"#, 400, "does not match format"),
        ("team_log/get_events", #"{"time":{"start_time":"2026-01-05T00:00:00Z","end_time":"2026-01-05T00:00:00Z"}}"#, 409, "invalid_time_range"),
        ("team_log/get_events/continue", #"{"cursor":"x"}"#, 409, "bad_cursor"),
    ])
    func `the log is strict`(route: String, argument: String, status: Int, text: String) async throws {
        try await withFakeTeam(try SharedAccount().account) { _, caller async throws in
            let answer = try caller.rpc(route, argument)
            #expect(answer.status == status)
            #expect(answer.text.contains(text))
        }
    }

    @Test func `a reset cursor tells where to begin`() async throws {
        try await withFakeTeam(try SharedAccount().account) { fake, caller async throws in
            let cursor = try caller.rpc("team_log/get_events", "{}").json["cursor"]?.stringValue ?? ""
            fake.resetTeamLog(to: 1_767_603_600)
            let answer = try caller.rpc("team_log/get_events/continue", #"{"cursor":"\#(cursor)"}"#)
            #expect(try answer.json["error"] == [".tag": "reset", "reset": "2026-01-05T09:00:00Z"])
        }
    }
}

@Suite struct ReceivedFileTests {
    @Test func `a file shared by itself is received, and its bytes come by its link`() async throws {
        var shared = try SharedAccount()
        let dan = try #require(shared.account.profile.team?.member("dbmid:dan")).accountID
        try shared.account.changeMembers(ofFile: "/private.txt") { $0.users[dan] = .viewer }
        try shared.account.changeMembers(ofFile: "/Projects/plan.txt") { $0.groups[shared.legal.id] = .viewer }
        try await withFakeTeam(shared.account) { _, caller async throws in
            let files = try caller.rpc("sharing/list_received_files", "{}", headers: asDan).json["entries"]?.arrayValue
            #expect(files?.map { $0["name"] } == ["private.txt"])
            let argument = #"{"url":"\#(files?.first?["preview_url"]?.stringValue ?? "")"}"#
            #expect(try caller.download(argument, route: "sharing/get_shared_link_file", headers: asDan).text == "private")
            let stranger = try caller.download(argument, route: "sharing/get_shared_link_file", headers: asBob)
            #expect(try stranger.json["error"] == [".tag": "shared_link_not_found"])
            // Cleo's group is in the folder as well: the file is in her listing.
            #expect(try caller.rpc("sharing/list_received_files", "{}", headers: asCleo).json["entries"] == [])
        }
    }

    @Test func `links of the account, with audience and expiry`() async throws {
        var account = FakeAccount()
        let file = try account.write("/Reports/q1.txt", "q1")
        let folder = try account.createFolder("/Reports")
        var link = FakeSharedLink(url: "https://www.dropbox.com/scl/fi/q1", id: file, name: "q1.txt", content: .text("q1"))
        link.audience = "team"
        link.expires = "2026-12-31T00:00:00Z"
        var above = FakeSharedLink(url: "https://www.dropbox.com/scl/fo/r", id: folder, name: "Reports", content: .text(""))
        above.isFolder = true
        account.sharedLinks = [link, above]
        try await withFakeDropbox(account) { fake in
            let caller = DropboxCaller(fake)
            fake.configure { $0.sharing.maximumItems = 1 }
            let first = try caller.rpc("sharing/list_shared_links", "{}").json
            #expect(first["has_more"] == true)
            #expect(first["links"]?.arrayValue?.first?["link_permissions"]?["effective_audience"] == [".tag": "team"])
            #expect(first["links"]?.arrayValue?.first?["expires"] == "2026-12-31T00:00:00Z")
            let rest = try caller.rpc("sharing/list_shared_links", #"{"cursor":"\#(first["cursor"]?.stringValue ?? "")"}"#).json
            #expect(rest["links"]?.arrayValue?.map { $0[".tag"] } == ["folder"])
            #expect(try caller.rpc("sharing/list_shared_links", #"{"path":"/Reports/q1.txt"}"#).json["links"]?.arrayValue?.count == 2)
            let direct = try caller.rpc("sharing/list_shared_links", #"{"path":"/Reports/q1.txt","direct_only":true}"#).json
            #expect(direct["links"]?.arrayValue?.map { $0["path_lower"] } == ["/reports/q1.txt"])
            #expect(try caller.rpc("sharing/list_shared_links", #"{"cursor":"x"}"#).json["error"] == [".tag": "reset"])
            #expect(try caller.rpc("sharing/list_shared_links", #"{"path":"/no"}"#).json["error"]?["path"] == [".tag": "not_found"])
            fake.change { $0.now = 1_800_000_000 }
            let expired = try caller.rpc("sharing/get_shared_link_metadata", #"{"url":"https://www.dropbox.com/scl/fi/q1"}"#)
            #expect(try expired.json["error"] == [".tag": "shared_link_not_found"])
        }
    }

    @Test(arguments: [
        ("sharing/remove_folder_member", "sharing.write"), ("files/delete_v2", "files.content.write"),
        ("team/members/remove", "members.write"), ("team/groups/members/add", "groups.write"),
        ("team/team_folder/create", "team_data.content.write"),
    ])
    func `a route that writes is refused for its scope, and on record`(route: String, scope: String) async throws {
        try await withFakeTeam(try SharedAccount().account) { fake, caller async throws in
            let headers = route.hasPrefix("team/") ? [:] : asBob
            let answer = try caller.rpc(route, "{}", headers: headers)
            #expect(answer.status == 401)
            #expect(try answer.json["error"] == [".tag": "missing_scope", "required_scope": .string(scope)])
            #expect(fake.requests.filter(\.isWrite).map(\.route) == [route])
        }
    }
}
