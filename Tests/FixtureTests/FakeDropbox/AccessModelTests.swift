import FakeDropbox
import Foundation
import Support
import Testing

/// The routes and the model are written apart from one another: where they agree, both are right about Dropbox's rules,
/// as far as these are known.
@Suite struct AccessModelTests {
    @Test func `the rules, one by one`() throws {
        var shared = try SharedAccount(inherits: false)
        let account = { shared.account }
        func readers(_ path: String) throws -> Set<String> {
            var model = AccessModel(account())
            return Set(try model.readers(of: account().entry(at: path).id).map { String($0.dropFirst("dbmid:".count)) })
        }
        #expect(try readers("/Projects/plan.txt") == ["AAAAexampleAda", "bob", "cleo"])
        #expect(try readers("/Projects/Inner/secret.txt") == ["AAAAexampleAda"])
        #expect(try readers("/private.txt") == ["AAAAexampleAda"])
        try shared.account.setInheritance(ofFolder: shared.inner, true)
        #expect(try readers("/Projects/Inner/secret.txt") == ["AAAAexampleAda", "bob", "cleo"])
        try shared.account.setStatus(ofMember: "dbmid:bob", .suspended)
        try shared.account.changeGroup(shared.legal.id) { $0.members = [:] }
        #expect(try readers("/Projects/Inner/secret.txt") == ["AAAAexampleAda"])
        let dan = try #require(shared.account.profile.team?.member("dbmid:dan"))
        try shared.account.changeMembers(ofFolder: shared.projects) { $0.users[dan.accountID] = .traverse }
        try shared.account.changeMembers(ofFile: "/private.txt") { $0.invitees[dan.email] = .editor }
        #expect(try readers("/Projects/plan.txt") == ["AAAAexampleAda"])
        #expect(try readers("/private.txt") == ["AAAAexampleAda"])
        try shared.account.changeMembers(ofFile: "/private.txt") { $0.groups["g:everyone00000000000000000000001"] = .viewer }
        #expect(try readers("/private.txt") == ["AAAAexampleAda", "cleo", "dan"])
    }

    @Test(arguments: FakeTeam.Layout.allCases, [UInt64(1), 2])
    func `what members are listed is what the model lets them read`(layout: FakeTeam.Layout, seed: UInt64) async throws {
        var team = GeneratedTeam()
        team.layout = layout
        team.members = 14
        team.crowd = 30
        var account = team.account(seed: seed)
        for change in 0..<40 { account.changeRandomly(seed: seed * 1000 + UInt64(change)) }
        try await withFakeTeam(account) { fake, caller async throws in
            for member in account.profile.team?.members ?? [] where member.status == .active {
                let problems = try disagreements(about: member, account, caller)
                #expect(problems == [], "\(member.id)")
            }
        }
    }

    private func disagreements(
        about member: FakeTeam.Member, _ account: FakeAccount, _ caller: DropboxCaller
    ) throws -> [String] {
        var model = AccessModel(account)
        let root = #"{".tag":"root","root":"\#(member.rootNamespace ?? "")"}"#
        let headers = ["Dropbox-API-Select-User": member.id, "Dropbox-API-Path-Root": root]
        let entries = try caller.all(
            "files/list_folder", #"{"path":"","recursive":true}"#, "entries", next: "files/list_folder/continue",
            headers: headers).items
        let received = try caller.all(
            "sharing/list_received_files", "{}", "entries", next: "sharing/list_received_files/continue",
            headers: headers).items
        var listed = Set(received.compactMap { $0["id"]?.stringValue })
        for entry in entries where entry["sharing_info"]?["no_access"] != true && entry["sharing_info"]?["traverse_only"] != true {
            listed.insert(entry["id"]?.stringValue ?? "")
        }
        let all = account.allEntries
        return all.filter { entry in
            let isPassage = entry.isFolder && !model.mayRead(member.id, entry.id)
            return !isPassage && listed.contains(entry.id) != model.mayRead(member.id, entry.id)
        }.map { "\($0.pathDisplay) \(listed.contains($0.id) ? "is listed" : "is not listed")" }
    }

    @Test(arguments: [UInt64(1), 2])
    func `members that are listed, with those further up, are whom the model lets in`(seed: UInt64) async throws {
        var account = GeneratedTeam().account(seed: seed)
        for change in 0..<30 { account.changeRandomly(seed: seed * 77 + UInt64(change)) }
        let team = try #require(account.profile.team)
        let active = team.members.filter { $0.status == .active }
        try await withFakeTeam(account) { _, caller async throws in
            let namespaces = try caller.all("team/namespaces/list", "{}", "namespaces", next: "team/namespaces/list/continue").items
            for namespace in namespaces where ["team_folder", "shared_folder"].contains(namespace["namespace_type"]?[".tag"]?.stringValue) {
                let id = namespace["namespace_id"]?.stringValue ?? ""
                let folder = try caller.rpc("sharing/get_folder_metadata", #"{"shared_folder_id":"\#(id)"}"#, headers: asAdmin).json
                var readers: Set<String> = []
                var page = try caller.rpc(
                    "sharing/list_folder_members", #"{"shared_folder_id":"\#(id)","path":"ns:\#(id)"}"#, headers: asAdmin).json
                while true {
                    readers.formUnion(people(in: page, team))
                    guard let cursor = page["cursor"]?.stringValue else { break }
                    page = try caller.rpc("sharing/list_folder_members/continue", #"{"cursor":"\#(cursor)"}"#, headers: asAdmin).json
                }
                var model = AccessModel(account)
                #expect(readers.intersection(active.map(\.id)) == model.readers(of: folder["folder_id"]?.stringValue ?? ""))
            }
        }
    }

    private func people(in page: JSON, _ team: FakeTeam) -> Set<String> {
        let readable = ["owner", "editor", "viewer", "viewer_no_comment"]
        func entries(_ list: String) -> [JSON] {
            (page[list]?.arrayValue ?? []).filter { readable.contains($0["access_type"]?[".tag"]?.stringValue ?? "") }
        }
        let users = entries("users").compactMap { team.member(accountID: $0["user"]?["account_id"]?.stringValue ?? "")?.id }
        let groups = entries("groups").compactMap { team.group($0["group"]?["group_id"]?.stringValue ?? "") }
        return Set(users + groups.flatMap { team.members(of: $0).map(\.id) })
    }

    @Test func `a generated team has everything that permissions can be, and is the same for the same seed`() throws {
        let account = GeneratedTeam.large.account(seed: 1)
        let team = try #require(account.profile.team)
        #expect(team.members.count == 301)
        #expect(team.groups.count == 41)
        #expect(Set(team.members.map(\.status)) == Set(FakeTeam.Member.Status.allCases))
        #expect(account.allEntries.count > 800)
        #expect(account.allEntries.map(\.id) == GeneratedTeam.large.account(seed: 1).allEntries.map(\.id))
        var model = AccessModel(account)
        let readers = account.allEntries.map { model.readers(of: $0.id).count }
        #expect(readers.contains(0))
        #expect(readers.contains { $0 > 200 })
    }
}
