import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing

@testable import ConnectorService

/// What the operator sees of security: `search --as` and `explain`.
@Suite struct AccessControlViewTests {
    /// A connector of the small team, synced; permissions of folders above count.
    private func withSyncedTeam(
        _ account: FakeAccount = .demoTeam(), inherited: Bool = true, withMemberFolders: Bool = false, filtering: JSON = [:],
        _ body: (TestService, Operator) async throws -> Void
    ) async throws {
        try await withTeamService(account) { service in
            try service.createSecureConnector([
                "configuration": [
                    "include_inherited_users_and_groups": ["value": .bool(inherited)],
                    "include_member_folders": ["value": .bool(withMemberFolders)],
                ]
            ])
            try await service.run { service in
                let people = try await service.syncIdentities("people")
                #expect(people["status"] == "completed", "\(people["error"] ?? nil)")
                try service.requestSync("content", filtering: filtering)
                let content = try await service.wait(for: "content")
                #expect(content["status"] == "completed", "\(content["error"] ?? nil)")
                let console = try await Operator(
                    configuration: try ServiceConfiguration.parse(service.configurationText), environment: [:], log: .silent)
                try await body(service, console)
            }
        }
    }

    private func paths(_ console: Operator, as user: String?) async throws -> [String] {
        try await console.search("plans", in: TestService.connectorID, as: user, limit: 100).documents.map(\.path)
            .filter { $0.hasSuffix(".txt") }.sorted()
    }

    private static let all = [
        "/Plans/Drafts/idea.txt", "/Plans/Salaries/list.txt", "/Plans/offer.txt", "/Plans/roadmap.txt", "/Private/diary.txt",
    ]

    @Test func `everybody finds what Dropbox shows them`() async throws {
        try await withSyncedTeam { service, console in
            #expect(try await paths(console, as: nil) == Self.all)
            #expect(try await paths(console, as: "ada@example.com") == Self.all)
            let engineers = ["/Plans/Drafts/idea.txt", "/Plans/offer.txt", "/Plans/roadmap.txt"]
            #expect(try await paths(console, as: "Bob@Example.com") == engineers)
            let dora = try #require(service.dropbox.account.profile.team?.member("dbmid:Dora"))
            #expect(try await paths(console, as: dora.accountID) == engineers)
            #expect(
                try await paths(console, as: "cleo@example.com")
                    == ["/Plans/Drafts/idea.txt", "/Plans/Salaries/list.txt", "/Plans/offer.txt"])
            for stranger in ["ivan@example.com", "susi@example.com", "nobody@example.com", "Bob", "user:Bob Example", ""] {
                let failure = await #expect(throws: OperatorFailure.self) { try await paths(console, as: stranger) }
                #expect(failure?.status == .usage)
            }
        }
    }

    @Test func `rules decide what is indexed, and permissions who finds it`() async throws {
        let snippet: JSON = ["advanced_snippet": ["value": [["exclude": ["path": ["/Plans/Drafts/**"]]]]]]
        try await withSyncedTeam(filtering: snippet) { _, console in
            let everything = try await paths(console, as: nil)
            #expect(everything.count == 4)
            let bob = try await paths(console, as: "bob@example.com")
            #expect(bob == ["/Plans/offer.txt", "/Plans/roadmap.txt"])
            let cleo = try await paths(console, as: "cleo@example.com")
            #expect(cleo == ["/Plans/Salaries/list.txt", "/Plans/offer.txt"])
        }
    }

    @Test func `what a search rule matches has the permissions that Dropbox has`() async throws {
        let snippet: JSON = ["advanced_snippet": ["value": [["query": "list"], ["query": "idea"]]]]
        try await withSyncedTeam(filtering: snippet) { _, console in
            let everything = try await paths(console, as: nil)
            #expect(everything == ["/Plans/Drafts/idea.txt", "/Plans/Salaries/list.txt"])
            let bob = try await paths(console, as: "bob@example.com")
            #expect(bob == ["/Plans/Drafts/idea.txt"])
        }
    }

    @Test(arguments: [
        ("/plans/roadmap.txt", "bob@example.com", true, "viewer, as a member of the group Engineers"),
        ("/Plans/roadmap.txt", "cleo@example.com", false, "no membership"),
        ("/Plans/Drafts/idea.txt", "dbmid:Dora", true, "inherits from the folder above"),
        ("dropbox://Plans/Salaries/list.txt", "bob@example.com", false, "members of the folder above have no access here"),
        ("/Plans/offer.txt", "cleo@example.com", true, "the file itself: viewer"),
        ("/Private/diary.txt", "ada@example.com", true, "in no shared folder"),
        ("/Private/diary.txt", "bob@example.com", false, "only ada@example.com may see it"),
        ("/Plans/Drafts/idea.txt", "ivan@example.com", false, "invited, and has not accepted yet"),
        ("/Plans/roadmap.txt", "susi@example.com", false, "the person is suspended"),
    ])
    func `explain says what decides`(document: String, user: String, isVisible: Bool, reason: String) async throws {
        try await withSyncedTeam { _, console in
            let explanation = try await console.explain(document, to: user, connectorID: nil)
            let text = explanation.lines(OutputStyle(hasColours: false)).joined(separator: "\n")
            #expect(text.contains(reason), "\(text)")
            #expect(explanation.indexed?.isVisible == isVisible, "\(text)")
            #expect(explanation.agrees, "\(text)")
            #expect(explanation.json["dropbox"]?["visible"] == .bool(isVisible))
            #expect(explanation.json["agree"] == true)
        }
    }

    @Test func `explain reads a document as the member in whose folder it is`() async throws {
        var account = FakeAccount.demoTeam()
        let bob = try #require(account.profile.team?.member("dbmid:Bob"))
        let dora = try #require(account.profile.team?.member("dbmid:Dora"))
        let home = "ns:\(bob.homeNamespace ?? "")"
        let mine = try account.write("\(home)/mine.txt", "plans of bob")
        let ours = try account.write("\(home)/Ours/ours.txt", "plans of two")
        try account.share("\(home)/Ours", with: FakeMembers(users: [bob.accountID: .owner, dora.accountID: .viewer]))
        let giver = FakePerson("giver")
        account.people = [giver]
        let elsewhere = account.addOutsideFolder("Elsewhere", members: FakeMembers(users: [giver.accountID: .owner]))
        let gift = try account.write("ns:\(elsewhere)/gift.txt", "a gift")
        try account.changeMembers(ofFile: gift) { $0.users[dora.accountID] = .viewer }
        try await withSyncedTeam(account, withMemberFolders: true) { _, console in
            for (document, user, isVisible, reason) in [
                (mine, "bob@example.com", true, "only bob@example.com may see it: it is theirs"),
                (mine, "ada@example.com", false, "only bob@example.com may see it"),
                (ours, "dora@example.com", true, "viewer"), (ours, "ada@example.com", false, "no membership"),
                (gift, "dora@example.com", true, "the file itself: viewer"), (gift, "bob@example.com", false, "no membership"),
            ] {
                let explanation = try await console.explain(document, to: user, connectorID: nil)
                let text = explanation.lines(OutputStyle(hasColours: false)).joined(separator: "\n")
                #expect(text.contains(reason), "\(text)")
                #expect(explanation.indexed?.isVisible == isVisible, "\(text)")
                #expect(explanation.agrees, "\(text)")
            }
        }
    }

    @Test func `explain tells where the index and Dropbox differ, and what to do`() async throws {
        try await withSyncedTeam { service, console in
            let engineers = try #require(service.dropbox.account.profile.team?.groups.last)
            func text(_ document: String, _ user: String) async throws -> String {
                try await console.explain(document, to: user, connectorID: nil)
                    .lines(OutputStyle(hasColours: false)).joined(separator: "\n")
            }
            try service.dropbox.change { account in
                try account.changeGroup(engineers.id) { $0.members["dbmid:Bob"] = nil }
            }
            let left = try await text("/Plans/roadmap.txt", "bob@example.com")
            #expect(left.contains("As it is indexed: bob@example.com may see it"), "\(left)")
            #expect(left.contains("As Dropbox says now: bob@example.com may not see it"), "\(left)")
            #expect(left.contains("still has group:\(engineers.id)") && left.contains("sync --type access_control"), "\(left)")

            try service.dropbox.change { try $0.setStatus(ofMember: "dbmid:Cleo", .suspended) }
            let suspended = try await text("/Plans/offer.txt", "cleo@example.com")
            #expect(suspended.contains("no active member any more"), "\(suspended)")

            try service.dropbox.change { try $0.delete("/Plans/roadmap.txt") }
            let deleted = try await text("/Plans/roadmap.txt", "ada@example.com")
            #expect(deleted.contains("nothing there any more, and the document is still indexed"), "\(deleted)")

            service.dropbox.fail("*", with: .serverError(), times: nil)
            let down = try await text("/Plans/offer.txt", "ada@example.com")
            #expect(down.contains("it could not be asked") && down.contains("ada@example.com may see it"), "\(down)")
        }
    }

    @Test func `explain knows what the setting for inherited permissions leaves out`() async throws {
        try await withSyncedTeam(inherited: false) { _, console in
            let explanation = try await console.explain("/Plans/Drafts/idea.txt", to: "bob@example.com", connectorID: nil)
            let text = explanation.lines(OutputStyle(hasColours: false)).joined(separator: "\n")
            #expect(text.contains("include_inherited_users_and_groups is off"), "\(text)")
            #expect(!explanation.agrees, "\(text)")
        }
    }

    @Test func `explain refuses whom nobody knows, and what is nowhere`() async throws {
        try await withSyncedTeam { _, console in
            let person = await #expect(throws: OperatorFailure.self) {
                try await console.explain("/Plans/roadmap.txt", to: "nobody@example.com", connectorID: nil)
            }
            #expect(person?.status == .usage)
            let document = await #expect(throws: OperatorFailure.self) {
                try await console.explain("/nowhere.txt", to: "bob@example.com", connectorID: nil)
            }
            #expect(document?.status == .failure)
        }
    }
}
