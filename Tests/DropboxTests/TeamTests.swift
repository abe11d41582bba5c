import Foundation
import Testing
import Transport

@testable import Dropbox

@Suite struct TeamTests {
    private func decoded<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
        try JSONDecoder.dropbox.decode(type, from: Data(json.utf8))
    }

    @Test func `members of the team, with their groups`() throws {
        let page = try decoded(MembersPage<TeamMember>.self, SharingExamples.teamMembers)
        let profile = page.members[0].profile
        #expect(profile.status == .known(.invited))
        #expect(profile.accountID == nil)
        #expect(profile.groups == ["g:3c7fa6ba1a4ed2340000000000000003"])
        #expect(page.following == .none)
    }

    @Test func `groups and their members`() throws {
        let groups = try decoded(GroupsPage.self, SharingExamples.groups)
        #expect(groups.groups.map(\.groupID) == ["g:e2db7665347abcd600000000001a2b3c"])
        #expect(groups.groups[0].management == .known(.companyManaged))
        let members = try decoded(MembersPage<GroupMember>.self, SharingExamples.groupMembers)
        #expect(members.members.map(\.profile.accountID) == ["dbid:AAAAbob"])
        #expect(members.members[0].profile.groups == nil)
        #expect(members.members[0].accessType == .known(.member))
    }

    @Test func `namespaces say whose they are`() throws {
        let page = try decoded(NamespacesPage.self, SharingExamples.namespaces)
        #expect(page.namespaces.map(\.kind) == [.known(.teamFolder), .known(.teamMemberFolder)])
        #expect(page.namespaces.map(\.teamMemberID) == [nil, "dbmid:AAAAexampleAda"])
    }

    @Test func `an event names the folders and files that it happened to, if any`() throws {
        let page = try decoded(EventsPage.self, SharingExamples.events)
        #expect(page.events.map(\.category) == [.known(.sharing), .known(.groups)])
        #expect(page.events[0].type == "shared_content_remove_member")
        #expect(page.events[0].assets.map(\.namespaceID) == ["84528192421", "1"])
        #expect(page.events[0].assets.map(\.fileID) == [nil, "id:AbCdEfGhIjAAAAAAAAAAAQ"])
        #expect(page.events[1].assets.isEmpty)
    }

    @Test(arguments: [
        ("team/members/list_v2", "team/members/list/continue_v2"), ("team/groups/list", "team/groups/list/continue"),
        ("team/groups/members/list", "team/groups/members/list/continue"),
        ("team/namespaces/list", "team/namespaces/list/continue"), ("team_log/get_events", "team_log/get_events/continue"),
    ])
    func `a team's listing goes on while it has more, and selects nobody`(first: String, next: String) async throws {
        let transport = ScriptedTransport { call in
            guard call.route != "oauth2/token" else { return nil }
            let example = try #require([
                "team/members/list_v2": SharingExamples.teamMembers, "team/groups/list": SharingExamples.groups,
                "team/groups/members/list": SharingExamples.groupMembers, "team/namespaces/list": SharingExamples.namespaces,
                "team_log/get_events": SharingExamples.events,
            ][first])
            return .json(call.route == first ? example.replacing(#""has_more": false"#, with: #""has_more": true"#) : example)
        }
        let client = DropboxClient.make(transport).acting(as: .member("dbmid:x")).acting(at: .root("1"))
        func count<Endpoint: DropboxPagedEndpoint>(_ endpoint: Endpoint) async throws -> Int {
            var count = 0
            for try await _ in client.pages(of: endpoint) { count += 1 }
            return count
        }
        let pages =
            switch first {
            case "team/members/list_v2": try await count(ListTeamMembers())
            case "team/groups/list": try await count(ListGroups())
            case "team/groups/members/list": try await count(ListGroupMembers(groupID: "g:1"))
            case "team/namespaces/list": try await count(ListNamespaces())
            default: try await count(GetEvents(category: "sharing"))
            }
        #expect(pages == 2)
        #expect(transport.calls.map(\.route).filter { $0 != "oauth2/token" } == [first, next])
        for call in transport.calls {
            #expect(call.request.headers["Dropbox-API-Select-User"] == nil)
            #expect(call.request.headers["Dropbox-API-Path-Root"] == nil)
        }
    }
}
