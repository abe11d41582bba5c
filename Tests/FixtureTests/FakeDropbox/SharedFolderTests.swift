import FakeDropbox
import Foundation
import Support
import Testing

/// Ada, Bob, Cleo and Dan; a shared folder with a nested one, open or restricted.
struct SharedAccount {
    var account = FakeAccount.team(.classic)
    var legal = FakeGroup(id: "", name: "")
    let projects: String
    let inner: String

    init(inherits: Bool = true) throws {
        let bob = account.addMember("bob")
        account.addMember("cleo")
        account.addMember("dan")
        legal = account.addGroup("Legal", members: ["dbmid:cleo"])
        let ada = account.profile.accountID
        try account.write("/Projects/plan.txt", "plan")
        try account.write("/Projects/Inner/secret.txt", "secret")
        try account.write("/private.txt", "private")
        projects = try account.share(
            "/Projects",
            with: FakeMembers(
                users: [ada: .owner, bob.accountID: .viewer], groups: [legal.id: .editor],
                invitees: ["guest@example.org": .viewer]))
        inner = try account.share(
            "/Projects/Inner", with: FakeMembers(users: [ada: .owner, "dbid:outside0000000000000000000000000001": .viewer]),
            inheritsMembers: inherits)
    }
}

let asBob = ["Dropbox-API-Select-User": "dbmid:bob"]
let asCleo = ["Dropbox-API-Select-User": "dbmid:cleo"]
let asDan = ["Dropbox-API-Select-User": "dbmid:dan"]
let asAdmin = ["Dropbox-API-Select-Admin": "dbmid:AAAAexampleAda"]

/// `list` and name of everybody in an answer, with their level, `*` for inherited.
func members(_ json: JSON) -> [String] {
    func text(_ list: String, _ name: (JSON) -> String?) -> [String] {
        (json[list]?.arrayValue ?? []).map { entry in
            let level = entry["access_type"]?[".tag"]?.stringValue ?? ""
            return "\(name(entry) ?? "?") \(level)\(entry["is_inherited"] == true ? "*" : "")"
        }
    }
    return text("users") { $0["user"]?["email"]?.stringValue } + text("groups") { $0["group"]?["group_name"]?.stringValue }
        + text("invitees") { $0["invitee"]?["email"]?.stringValue }
}

@Suite struct SharedFolderTests {
    @Test(arguments: [
        (true, false, ["ada@example.com owner*", "000001@example.net viewer"]),
        (true, true, ["ada@example.com owner*", "bob@example.com viewer*", "000001@example.net viewer", "Legal editor*", "guest@example.org viewer*"]),
        (false, false, ["ada@example.com owner", "000001@example.net viewer"]),
        (false, true, ["ada@example.com owner", "000001@example.net viewer"]),
    ])
    func `members of a nested folder are those added to it, and with a path those further up`(
        inherits: Bool, withPath: Bool, expected: [String]
    ) async throws {
        let shared = try SharedAccount(inherits: inherits)
        try await withFakeTeam(shared.account) { _, caller async throws in
            let path = withPath ? #","path":"ns:\#(shared.inner)""# : ""
            let answer = try caller.rpc(
                "sharing/list_folder_members", #"{"shared_folder_id":"\#(shared.inner)"\#(path)}"#, headers: asAdmin).json
            #expect(Set(members(answer)) == Set(expected))
            #expect(answer["cursor"] == nil)
        }
    }

    @Test func `members come page by page, users and groups and invitees together`() async throws {
        let shared = try SharedAccount()
        try await withFakeTeam(shared.account) { _, caller async throws in
            var page = try caller.rpc(
                "sharing/list_folder_members", #"{"shared_folder_id":"\#(shared.projects)","limit":3}"#, headers: asAdmin).json
            #expect(members(page) == ["bob@example.com viewer", "ada@example.com owner", "Legal editor"])
            let cursor = page["cursor"]?.stringValue ?? ""
            page = try caller.rpc(
                "sharing/list_folder_members/continue", #"{"cursor":"\#(cursor)"}"#, headers: asAdmin).json
            #expect(members(page) == ["guest@example.org viewer"])
            #expect(page["cursor"] == nil)
            let other = try caller.rpc("sharing/list_file_members/continue", #"{"cursor":"\#(cursor)"}"#, headers: asAdmin)
            #expect(try other.json["error"] == [".tag": "invalid_cursor"])
            let stranger = try caller.rpc("sharing/list_folder_members/continue", #"{"cursor":"\#(cursor)"}"#, headers: asBob)
            #expect(stranger.status == 409)
        }
    }

    @Test func `a folder tells what it is in, and who may ask`() async throws {
        let shared = try SharedAccount(inherits: false)
        try await withFakeTeam(shared.account) { _, caller async throws in
            let argument = #"{"shared_folder_id":"\#(shared.inner)"}"#
            let folder = try caller.rpc("sharing/get_folder_metadata", argument, headers: asAdmin).json
            #expect(folder["access_inheritance"] == [".tag": "no_inherit"])
            #expect(folder["parent_shared_folder_id"] == .string(shared.projects))
            #expect(folder["path_lower"] == "/projects/inner")
            #expect(try caller.rpc("sharing/get_folder_metadata", argument, headers: asBob).json["error"] == [".tag": "not_a_member"])
            let unknown = #"{"shared_folder_id":"12"}"#
            #expect(try caller.rpc("sharing/list_folder_members", unknown, headers: asBob).json["error"] == [".tag": "invalid_id"])
            #expect(try caller.rpc("sharing/list_folder_members", #"{"shared_folder_id":"a b"}"#, headers: asBob).status == 400)
        }
    }

    @Test func `a folder is in the home of each member, as that member may use it`() async throws {
        let shared = try SharedAccount(inherits: false)
        try await withFakeTeam(shared.account) { _, caller async throws in
            let argument = #"{"path":"","recursive":true}"#
            func paths(_ headers: [String: String]) throws -> [String] {
                let entries = try caller.rpc("files/list_folder", argument, headers: headers).json["entries"]?.arrayValue
                return (entries ?? []).map { entry in
                    let sharing = entry["sharing_info"]
                    return (entry["path_lower"]?.stringValue ?? "") + (sharing?["read_only"] == true ? " r" : "")
                        + (sharing?["no_access"] == true ? " none" : "")
                }
            }
            #expect(try paths(asBob) == ["/projects r", "/projects/plan.txt r", "/projects/inner r none"])
            #expect(try paths(asCleo) == ["/projects", "/projects/plan.txt", "/projects/inner r none"])
            #expect(try paths(asDan) == [])
            #expect(try paths(["Dropbox-API-Select-User": "dbmid:AAAAexampleAda"]).count == 5)
        }
    }

    @Test func `what a member may not see is not found`() async throws {
        let shared = try SharedAccount(inherits: false)
        let secret = try shared.account.entry(at: "/Projects/Inner/secret.txt").id
        try await withFakeTeam(shared.account) { _, caller async throws in
            let argument = #"{"path":"\#(secret)"}"#
            #expect(try caller.rpc("files/get_metadata", argument, headers: asBob).status == 409)
            #expect(try caller.download(argument, headers: asBob).status == 409)
            #expect(try caller.download(argument, headers: asAdmin).text == "secret")
            #expect(try caller.rpc("files/list_folder", #"{"path":"ns:\#(shared.inner)"}"#, headers: asBob).status == 409)
            let root = ["Dropbox-API-Path-Root": #"{".tag":"namespace_id","namespace_id":"\#(shared.inner)"}"#]
            let answer = try caller.rpc("files/list_folder", #"{"path":""}"#, headers: asBob.merging(root) { $1 })
            #expect(answer.status == 422)
            #expect(try answer.json["error"] == [".tag": "no_permission"])
        }
    }

    @Test func `no listing tells of a change of members`() async throws {
        let shared = try SharedAccount()
        try await withFakeTeam(shared.account) { fake, caller in
            let cursor = try caller.rpc("files/list_folder", #"{"path":"","recursive":true}"#, headers: asAdmin).json["cursor"]?.stringValue ?? ""
            try fake.change { try $0.changeMembers(ofFolder: shared.projects) { $0.users["dbid:x"] = .editor } }
            let page = try caller.rpc("files/list_folder/continue", #"{"cursor":"\#(cursor)"}"#, headers: asAdmin).json
            #expect(page["entries"] == [])
            #expect(fake.account.events.last?.type == "shared_content_add_member")
        }
    }

    @Test func `a folder comes into a member's tree, and leaves it, with the membership`() async throws {
        let shared = try SharedAccount()
        let dan = try #require(shared.account.profile.team?.member("dbmid:dan")).accountID
        try await withFakeTeam(shared.account) { fake, caller async throws in
            var cursor = try caller.rpc("files/list_folder", #"{"path":"","recursive":true}"#, headers: asDan).json["cursor"]?.stringValue ?? ""
            func changes() throws -> [String] {
                let page = try caller.rpc("files/list_folder/continue", #"{"cursor":"\#(cursor)"}"#, headers: asDan).json
                cursor = page["cursor"]?.stringValue ?? ""
                return (page["entries"]?.arrayValue ?? []).map {
                    "\($0[".tag"]?.stringValue ?? "") \($0["path_lower"]?.stringValue ?? "")"
                }
            }
            try fake.change { try $0.changeMembers(ofFolder: shared.projects) { $0.users[dan] = .viewer } }
            #expect(try changes() == [
                "folder /projects", "folder /projects/inner", "file /projects/inner/secret.txt", "file /projects/plan.txt",
            ])
            #expect(try changes() == [])
            try fake.change { try $0.setInheritance(ofFolder: shared.inner, false) }
            #expect(try changes() == ["deleted /projects/inner", "folder /projects/inner"])
            try fake.change { try $0.changeMembers(ofFolder: shared.projects) { $0.users[dan] = .noAccess } }
            #expect(try changes() == ["deleted /projects"])
        }
    }

    @Test func `folders that are mounted and those that can be`() async throws {
        var shared = try SharedAccount()
        shared.account.unmount(shared.projects, by: "dbmid:bob")
        try await withFakeTeam(shared.account, { $0.sharing.maximumItems = 1 }) { _, caller async throws in
            let all = try caller.all("sharing/list_folders", "{}", "entries", next: "sharing/list_folders/continue", headers: asBob)
            #expect(all.items.map { $0["name"] } == ["Projects", "Inner"])
            #expect(all.pages == 2)
            #expect(all.items[0]["path_lower"] == nil)
            let some = try caller.rpc("sharing/list_mountable_folders", "{}", headers: asBob).json
            #expect(some["entries"]?.arrayValue?.first?["shared_folder_id"] == .string(shared.projects))
            #expect(try caller.rpc("sharing/list_folders", "{}", headers: asAdmin).status == 400)
        }
    }
}

@Suite struct FileMemberTests {
    private func account() throws -> (SharedAccount, file: String, alone: String) {
        var shared = try SharedAccount()
        try shared.account.changeMembers(ofFile: "/Projects/plan.txt") {
            $0.users = [FakeTeam.Member(id: "dbmid:dan").accountID: .viewer, FakeTeam.Member(id: "dbmid:bob").accountID: .editor]
            $0.invitees = ["late@example.org": .viewer]
        }
        let file = try shared.account.entry(at: "/Projects/plan.txt").id
        return (shared, file, try shared.account.entry(at: "/private.txt").id)
    }

    @Test(arguments: [
        (true, ["ada@example.com owner*", "bob@example.com editor*", "dan@example.com viewer", "Legal editor*", "guest@example.org viewer*", "late@example.org viewer"]),
        (false, ["bob@example.com editor*", "dan@example.com viewer", "late@example.org viewer"]),
    ])
    func `members of a file, with those of its folder or without`(withInherited: Bool, expected: [String]) async throws {
        let (shared, file, alone) = try account()
        try await withFakeTeam(shared.account) { _, caller async throws in
            let answer = try caller.rpc(
                "sharing/list_file_members", #"{"file":"\#(file)","include_inherited":\#(withInherited)}"#, headers: asAdmin).json
            #expect(Set(members(answer)) == Set(expected))
            let own = try caller.rpc("sharing/list_file_members", #"{"file":"\#(alone)"}"#, headers: asAdmin).json
            #expect(members(own) == ["ada@example.com owner"])
        }
    }

    @Test func `a batch tells of each file what it has itself, up to its limit`() async throws {
        let (shared, file, alone) = try account()
        let folder = try shared.account.entry(at: "/Projects").id
        try await withFakeTeam(shared.account) { _, caller async throws in
            let argument = #"{"files":["\#(file)","id:unknown","\#(folder)","\#(alone)"],"limit":2}"#
            let answer = try caller.rpc("sharing/list_file_members/batch", argument, headers: asAdmin).json.arrayValue ?? []
            #expect(answer.map { $0["file"] } == [.string(file), "id:unknown", .string(folder), .string(alone)])
            #expect(answer[0]["result"]?["member_count"] == 3)
            #expect(members(answer[0]["result"]?["members"] ?? [:]) == ["bob@example.com editor*", "dan@example.com viewer"])
            #expect(answer[1]["result"] == [".tag": "access_error", "access_error": [".tag": "invalid_file"]])
            #expect(answer[2]["result"]?["access_error"] == [".tag": "is_folder"])
            #expect(members(answer[3]["result"]?["members"] ?? [:]) == [])
            let rest = try [0, 3].map { index in
                let cursor = answer[index]["result"]?["members"]?["cursor"]?.stringValue ?? ""
                return members(try caller.rpc(
                    "sharing/list_file_members/continue", #"{"cursor":"\#(cursor)"}"#, headers: asAdmin).json)
            }
            #expect(rest == [["late@example.org viewer"], ["ada@example.com owner"]])
        }
    }

    @Test(arguments: [
        (#"{"files":["a"]}"#, "did not match pattern"), (#"{"files":["id:abcd"],"limit":3001}"#, "not within range"),
        (#"{"files":[\#(Array(repeating: "\"id:abcd\"", count: 101).joined(separator: ","))]}"#, "100 items"), ("{}", "missing required field 'files'"),
    ])
    func `a batch is strict`(argument: String, text: String) async throws {
        try await withFakeTeam(try SharedAccount().account) { _, caller async throws in
            let answer = try caller.rpc("sharing/list_file_members/batch", argument, headers: asAdmin)
            #expect(answer.status == 400)
            #expect(answer.text.contains(text))
        }
    }

    @Test func `listings tell which files have members of their own`() async throws {
        let (shared, _, _) = try account()
        try await withFakeTeam(shared.account) { _, caller async throws in
            let argument = #"{"path":"","recursive":true,"include_has_explicit_shared_members":true}"#
            let entries = try caller.rpc("files/list_folder", argument, headers: asAdmin).json["entries"]?.arrayValue ?? []
            let files = entries.filter { $0[".tag"] == "file" }
            #expect(files.filter { $0["has_explicit_shared_members"] == true }.map { $0["name"] } == ["plan.txt"])
            #expect(files.allSatisfy { $0["has_explicit_shared_members"] != nil })
        }
    }

    @Test func `one a file is shared with may ask about it, and sees it in no listing`() async throws {
        let (shared, file, _) = try account()
        try await withFakeTeam(shared.account) { _, caller async throws in
            let metadata = try caller.rpc("sharing/get_file_metadata", #"{"file":"\#(file)"}"#, headers: asDan).json
            #expect(metadata["access_type"] == [".tag": "viewer"])
            #expect(metadata["path_lower"] == nil)
            #expect(try caller.rpc("files/list_folder", #"{"path":""}"#, headers: asDan).json["entries"] == [])
            let other = try caller.rpc("sharing/get_file_metadata/batch", #"{"files":["\#(file)","/no.txt"]}"#, headers: asAdmin).json
            #expect(other.arrayValue?.map { $0["result"]?[".tag"] } == ["metadata", "access_error"])
        }
    }
}
