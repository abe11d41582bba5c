import FakeDropbox
import Foundation
import Support
import SyncEngine
import Synchronization
import Testing

@testable import DropboxSource

/// Files that people from outside have shared with members of a team one by one.
@Suite struct MembersReceivedFilesTests {
    /// Two files in a folder that nobody of the team is in: one is Bob's and Cleo's, the other one Cleo's.
    private struct Gifts {
        var team: TestTeam
        let both: String
        let cleos: String

        init() throws {
            team = try TestTeam(.updatedSpace)
            let giver = FakePerson("giver")
            team.account.people = [giver]
            let folder = team.account.addOutsideFolder("Elsewhere", members: FakeMembers(users: [giver.accountID: .owner]))
            both = try team.account.write("ns:\(folder)/gift.txt", "gift for two")
            cleos = try team.account.write("ns:\(folder)/other.txt", "gift for one")
            try team.account.changeMembers(ofFile: both) { [team] in
                $0.users = [team.bob.accountID: .viewer, team.cleo.accountID: .viewer]
            }
            try team.account.changeMembers(ofFile: cleos) { [team] in $0.users[team.cleo.accountID] = .viewer }
        }

        func run(membersToo: Bool = true, _ body: (SyncedAccount) async throws -> Void) async throws {
            try await withSyncedAccount(team.account, options: .team, isSecured: true) {
                $0.permissionRefresh = .zero
            } _: { synced in
                synced.includesMemberFolders.withLock { $0 = membersToo }
                try await synced.full()
                try await body(synced)
            }
        }

        func readers(_ id: String, _ synced: SyncedAccount) -> Set<String> {
            Set((synced.documents[id]?["_allow_access_control"]?.arrayValue ?? []).compactMap(\.stringValue))
        }

        var bob: String { "user_id:\(team.bob.accountID)" }
        var cleo: String { "user_id:\(team.cleo.accountID)" }
    }

    private let resolving = "sharing/get_shared_link_metadata"

    @Test func `each is indexed once, with its text, for those who have received it`() async throws {
        let gifts = try Gifts()
        try await gifts.run { synced in
            #expect(synced.texts.filter { $0.hasPrefix("gift") } == ["gift for one", "gift for two"])
            #expect(gifts.readers(gifts.both, synced) == [gifts.bob, gifts.cleo])
            #expect(gifts.readers(gifts.cleos, synced) == [gifts.cleo])
            #expect(synced.calls(resolving) == 2)
            synced.dropbox.clearRequests()
            let again = try await synced.incremental()
            #expect((again.indexed, again.deleted, again.unknownPermissions) == (0, 0, 0))
            #expect(synced.calls(resolving) == 0)
        }
    }

    @Test func `without the folders of members they are not looked at`() async throws {
        let gifts = try Gifts()
        try await gifts.run(membersToo: false) { synced in
            #expect(!synced.texts.contains { $0.hasPrefix("gift") })
        }
    }

    @Test(arguments: [true, false])
    func `who is not a member any more does not find it, and the others do`(isFull: Bool) async throws {
        let gifts = try Gifts()
        try await gifts.run { synced in
            try synced.dropbox.change { try $0.changeMembers(ofFile: gifts.both) { $0.users[gifts.team.bob.accountID] = nil } }
            if isFull { try await synced.full() } else { try await synced.incremental() }
            #expect(gifts.readers(gifts.both, synced) == [gifts.cleo])
            try synced.dropbox.change { try $0.changeMembers(ofFile: gifts.both) { $0.users = [:] } }
            if isFull { try await synced.full() } else { try await synced.incremental() }
            #expect(synced.documents[gifts.both] == nil)
            #expect(synced.documents[gifts.cleos] != nil)
        }
    }

    @Test(arguments: [true, false])
    func `of a member who cannot be read nothing is deleted, and it is a warning`(isFull: Bool) async throws {
        let gifts = try Gifts()
        try await gifts.run { synced in
            // Cleo is the last one to be asked.
            synced.dropbox.fail("sharing/list_received_files", with: .serverError(), times: nil, afterRequests: 2)
            let report = isFull ? try await synced.full() : try await synced.incremental()
            #expect(report.warnings.contains { $0.contains("cleo@example.com") && $0.contains("received") }, "\(report.warnings)")
            #expect(synced.documents[gifts.cleos] != nil)
            #expect(synced.documents[gifts.both] != nil)
            synced.dropbox.clearFaults()
            #expect(try await synced.full().deleted == 0)
        }
    }

    @Test func `who may see what is in a folder that only other members have is asked as one of them`() async throws {
        let gifts = try Gifts()
        try await gifts.run { synced in
            synced.dropbox.clearRequests()
            try await synced.incremental()
            let asked = synced.dropbox.requests.filter {
                $0.route == "sharing/list_folder_members" && $0.argumentText.contains(gifts.team.shared)
            }
            #expect(!asked.isEmpty)
            #expect(asked.allSatisfy { $0.headers["dropbox-api-select-user"] == "dbmid:bob" })
        }
    }
}
