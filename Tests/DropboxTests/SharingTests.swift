import Foundation
import Testing
import Transport

@testable import Dropbox

@Suite struct SharingTests {
    private func decoded<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
        try JSONDecoder.dropbox.decode(type, from: Data(json.utf8))
    }

    @Test func `members of a folder: people, groups and those who are only invited`() throws {
        let page = try decoded(SharedMembersPage.self, SharingExamples.folderMembers)
        #expect(page.users.map(\.accountID) == ["dbid:AAAAbbbbCCCCddddEEEEffffGGGGhhhhIII"])
        #expect(page.users[0].accessType == .known(.owner))
        #expect(page.users[0].canRead)
        #expect(page.groups.map(\.groupID) == ["g:e2db7665347abcd600000000001a2b3c"])
        #expect(page.groups[0].isInherited)
        #expect(page.invitees.map(\.email) == ["guest@example.org"])
        #expect(page.following == .from(cursor: "AAHmembers"))
    }

    @Test(arguments: [
        ("owner", true), ("editor", true), ("viewer", true), ("viewer_no_comment", true), ("traverse", false),
        ("no_access", false), ("a_level_of_2027", false),
    ])
    func `only a level that is known to include reading is access`(level: String, canRead: Bool) throws {
        let json = SharingExamples.folderMembers.replacingOccurrences(of: #"{".tag": "owner"}"#, with: #"{".tag": "\#(level)"}"#)
        #expect(try decoded(SharedMembersPage.self, json).users[0].canRead == canRead)
    }

    @Test func `an invitation may be to something else than an e-mail address`() throws {
        let json = #"{"access_type": {".tag": "viewer"}, "invitee": {".tag": "other"}}"#
        #expect(try decoded(InviteeMembership.self, json).email == nil)
    }

    @Test func `a batch tells what it could not tell`() throws {
        let results = try decoded([FileMembersResult].self, SharingExamples.fileMembersBatch)
        guard case .listed(let page, count: 3) = results[0].members else {
            Issue.record("not listed: \(results[0])")
            return
        }
        #expect(page.cursor == "AAHmore")
        #expect(!results[0].isComplete)
        #expect(results[1].file == "id:AbCdEfGhIjAAAAAAAAAAAz")
        #expect(results[1].members == .refused("invalid_file"))
        #expect(!results[1].isComplete)
    }

    @Test func `a batch that tells fewer members than there are is not complete`() throws {
        let result = #"""
            {"file": "id:a", "result": {".tag": "result", "members": {"users": [], "groups": [], "invitees": []}, "member_count": COUNT}}
            """#
        #expect(try decoded(FileMembersResult.self, result.replacing("COUNT", with: "0")).isComplete)
        #expect(try !decoded(FileMembersResult.self, result.replacing("COUNT", with: "1")).isComplete)
    }

    @Test(arguments: [
        (#"{".tag": "inherit"}"#, "9"), (#"{".tag": "no_inherit"}"#, nil), (#"{".tag": "something_new"}"#, nil), (nil, "9"),
    ] as [(String?, String?)])
    func `a folder inherits unless Dropbox says anything else`(inheritance: String?, parent: String?) throws {
        let json = SharingExamples.folder.replacing(
            #""access_inheritance": {".tag": "inherit"},"#,
            with: inheritance.map { #""access_inheritance": \#($0), "parent_shared_folder_id": "9","# }
                ?? #""parent_shared_folder_id": "9","#)
        #expect(try decoded(SharedFolderMetadata.self, json).inheritsFrom == parent)
    }

    @Test func `a folder that is in no other one inherits nothing`() throws {
        let folder = try decoded(SharedFolderMetadata.self, SharingExamples.folder)
        #expect(folder.sharedFolderID == "84528192421")
        #expect(folder.inheritsFrom == nil)
    }

    @Test func `members are listed page by page while there is a cursor`() async throws {
        let transport = ScriptedTransport { call in
            switch call.route {
            case "sharing/list_folder_members": .json(SharingExamples.folderMembers)
            case "sharing/list_folder_members/continue": .json(#"{"users": [], "groups": [], "invitees": []}"#)
            default: nil
            }
        }
        var pages = 0
        for try await _ in DropboxClient.make(transport).pages(of: ListFolderMembers(sharedFolderID: "84528192421")) { pages += 1 }
        #expect(pages == 2)
        #expect(transport.calls(of: "sharing/list_folder_members").map(\.body) == [#"{"limit":1000,"shared_folder_id":"84528192421"}"#])
        #expect(transport.calls(of: "sharing/list_folder_members/continue").map(\.body) == [#"{"cursor":"AAHmembers"}"#])
    }

    @Test func `a folder whose members may not be read is a failure of that folder alone`() async throws {
        let transport = ScriptedTransport { $0.route == "oauth2/token" ? nil : .refusal("not_a_member") }
        let error = try await dropboxError {
            for try await _ in DropboxClient.make(transport).pages(of: ListFolderMembers(sharedFolderID: "1")) {}
        }
        #expect(error?.code == .sharedItemInaccessible("not_a_member"))
        #expect(error?.scope == .item)
    }

    @Test func `the arguments are those that Dropbox knows`() throws {
        func body(_ arguments: some Encodable) throws -> String {
            String(decoding: try JSONEncoder.dropbox.encode(arguments), as: UTF8.self)
        }
        #expect(try body(ListFileMembers(file: "id:a", includeInherited: false)) == #"{"file":"id:a","include_inherited":false,"limit":300}"#)
        #expect(try body(ListFileMembersBatch(files: ["id:a"], limit: 100)) == #"{"files":["id:a"],"limit":100}"#)
        #expect(try body(GetFolderMetadata(sharedFolderID: "1")) == #"{"shared_folder_id":"1"}"#)
        #expect(try body(ListFolders()) == #"{"limit":1000}"#)
        #expect(try body(ListTeamMembers()) == #"{"include_removed":false,"limit":1000}"#)
        #expect(try body(ListGroupMembers(groupID: "g:1")) == #"{"group":{".tag":"group_id","group_id":"g:1"},"limit":1000}"#)
        #expect(
            try body(GetEvents(category: "sharing", startTime: "2026-01-01T00:00:00Z"))
                == #"{"category":"sharing","limit":1000,"time":{"start_time":"2026-01-01T00:00:00Z"}}"#)
        #expect(try body(GetEvents()) == #"{"limit":1000}"#)
    }
}
