import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Synchronization
import Testing

@testable import DropboxSource

@Suite struct TeamListingTests {
    static let layouts = FakeTeam.Layout.allCases

    @Test(arguments: layouts, NamespaceCrossing.allCases)
    func `everything that the team has is indexed, once, and listed once`(
        layout: FakeTeam.Layout, crossing: NamespaceCrossing
    ) async throws {
        try await withSyncedTeam(try TestTeam(layout), { $0.listing.crossing = crossing }) { synced in
            let report = try await synced.full()
            #expect(synced.texts == TestTeam.teamOwned.sorted())
            #expect(Set(synced.listed).count == synced.listed.count)
            #expect(report.warnings.isEmpty)
            synced.dropbox.clearRequests()
            let again = try await synced.full()
            #expect((again.indexed, again.deleted) == (0, 0))
            let nothing = try await synced.incremental()
            #expect((nothing.indexed, nothing.deleted) == (0, 0))
            #expect(nothing.fullListingReason == nil)
        }
    }

    @Test(arguments: layouts, NamespaceCrossing.allCases)
    func `the homes of members are read as these members, and what they share is still there once`(
        layout: FakeTeam.Layout, crossing: NamespaceCrossing
    ) async throws {
        let team = try TestTeam(layout)
        try await withSyncedTeam(team, { $0.listing.crossing = crossing }, membersToo: true) { synced in
            try await synced.full()
            #expect(synced.texts == TestTeam.common.union(TestTeam.ofOthers).sorted())
            #expect(Set(synced.listed).count == synced.listed.count)
            let downloads = synced.dropbox.requests.filter { $0.route == "files/download" }
            let diary = synced.documents.first { $0.value["name"] == "diary.txt" }
            let request = downloads.first { $0.argument?["path"]?.stringValue == diary?.key }
            #expect(request?.headers["dropbox-api-select-user"] == team.bob.id)
            #expect(diary?.value["file_path"] == "/bob Example/diary.txt")
            let nothing = try await synced.incremental()
            #expect((nothing.indexed, nothing.deleted, nothing.fullListingReason) == (0, 0, nil))
        }
    }

    @Test(arguments: layouts)
    func `paths are those that a member sees`(layout: FakeTeam.Layout) async throws {
        try await withSyncedTeam(try TestTeam(layout)) { synced in
            try await synced.full()
            let paths = Set(synced.paths.keys)
            #expect(paths.isSuperset(of: ["/Marketing", "/Marketing/plan.txt", "/Marketing/Sub/Closed/secret.txt", "/Finance/budget.txt"]))
            #expect(paths.contains("/Finance"))
            #expect(!paths.contains { $0.hasSuffix("/Pair/both.txt") }, "What two members share is theirs.")
        }
    }

    @Test func `only the folder that is configured is read of a team`() async throws {
        try await withSyncedTeam(try TestTeam(.updatedSpace), path: "/Marketing") { synced in
            try await synced.full()
            #expect(synced.texts == ["plan", "secret"])
            #expect(synced.calls("team/namespaces/list") == 0)
        }
    }

    @Test(arguments: layouts, NamespaceCrossing.allCases)
    func `changes anywhere arrive with an incremental sync`(layout: FakeTeam.Layout, crossing: NamespaceCrossing) async throws {
        let team = try TestTeam(layout)
        try await withSyncedTeam(team, { $0.listing.crossing = crossing }, membersToo: true) { synced in
            try await synced.full()
            try synced.dropbox.change { account in
                try account.write("ns:\(team.finance)/budget.txt", "budget 2")
                try account.write("ns:\(team.finance)/new/q2.txt", "q2")
                try account.delete("ns:\(team.marketing)/Sub/Closed/secret.txt")
                try account.write("ns:\(team.marketing)/Sub/Closed/other.txt", "other")
                try account.delete("ns:\(team.cleo.homeNamespace ?? "")/deep/er")
                try account.move("ns:\(team.shared)/both.txt", to: "ns:\(team.shared)/each.txt")
                try account.write("ns:\(team.bob.homeNamespace ?? "")/diary.txt", "of bob 2")
            }
            synced.dropbox.clearRequests()
            let report = try await synced.incremental()
            #expect(report.fullListingReason == nil)
            #expect(synced.calls("files/list_folder") == 0)
            #expect(synced.texts == ["of ada", "of bob 2", "plan", "other", "budget 2", "q2", "both", "offer"].sorted())
            #expect(synced.paths.keys.contains { $0.hasSuffix("/each.txt") })
            let after = try await synced.full()
            #expect((after.indexed, after.deleted) == (0, 0))
        }
    }

    @Test(arguments: layouts)
    func `a file that moves from one folder of the team to another keeps its text`(layout: FakeTeam.Layout) async throws {
        let team = try TestTeam(layout)
        try await withSyncedTeam(team, membersToo: true) { synced in
            try await synced.full()
            try synced.dropbox.change { try $0.move("ns:\(team.finance)/budget.txt", to: "ns:\(team.bob.homeNamespace ?? "")/mine.txt") }
            synced.dropbox.clearRequests()
            let report = try await synced.incremental()
            #expect(report.deleted == 0)
            #expect(synced.calls("files/download") == 0)
            #expect(synced.documents.values.first { $0["body"] == "budget" }?["file_path"] == "/bob Example/mine.txt")
            try synced.dropbox.change { try $0.move("ns:\(team.bob.homeNamespace ?? "")/mine.txt", to: "ns:\(team.marketing)/back.txt") }
            let back = try await synced.incremental()
            #expect(back.deleted == 0)
            #expect(synced.paths["/Marketing/back.txt"] == "budget")
        }
    }
}

@Suite struct TeamChangesTests {
    @Test(arguments: FakeTeam.Layout.allCases, NamespaceCrossing.allCases)
    func `a new team folder and a new member are listed by the next incremental sync`(
        layout: FakeTeam.Layout, crossing: NamespaceCrossing
    ) async throws {
        try await withSyncedTeam(try TestTeam(layout), { $0.listing.crossing = crossing }, membersToo: true) { synced in
            try await synced.full()
            try synced.dropbox.change { account in
                let legal = account.addTeamFolder("Legal", members: FakeMembers())
                try account.write("ns:\(legal)/contract.txt", "contract")
                let dan = account.addMember("dan")
                try account.write("ns:\(dan.homeNamespace ?? "")/hello.txt", "of dan")
            }
            let report = try await synced.incremental()
            #expect(report.fullListingReason == nil)
            #expect(synced.texts == TestTeam.common.union(TestTeam.ofOthers).union(["contract", "of dan"]).sorted())
        }
    }

    @Test func `what is in the folder of somebody who left is gone, and only that`() async throws {
        let team = try TestTeam(.updatedSpace)
        try await withSyncedTeam(team, membersToo: true) { synced in
            try await synced.full()
            try synced.dropbox.change { try $0.setStatus(ofMember: team.cleo.id, .removed) }
            let report = try await synced.incremental()
            #expect(synced.texts == TestTeam.common.union(["of bob"]).sorted())
            #expect(report.warnings.isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `what is in the folder of somebody who is suspended stays, and is a warning`(isFull: Bool) async throws {
        let team = try TestTeam(.updatedSpace)
        try await withSyncedTeam(team, membersToo: true) { synced in
            try await synced.full()
            try synced.dropbox.change {
                try $0.setStatus(ofMember: team.cleo.id, .suspended)
                try $0.delete("/notes.txt")
            }
            let report = isFull ? try await synced.full() : try await synced.incremental()
            #expect(synced.texts == TestTeam.common.union(TestTeam.ofOthers).subtracting(["of ada"]).sorted())
            #expect(report.warnings.count == 1 && report.warnings[0].contains("cleo@example.com"))
        }
    }

    @Test(arguments: [true, false])
    func `a member who cannot be read is a warning, and nothing of theirs is deleted`(isFull: Bool) async throws {
        let team = try TestTeam(.classic)
        try await withSyncedTeam(team, membersToo: true) { synced in
            try await synced.full()
            try synced.dropbox.change { try $0.delete("/notes.txt") }
            // Ada's, three folders of the team and Bob's come before.
            let route = isFull ? "files/list_folder" : "files/list_folder/continue"
            let before = isFull ? synced.listed.count - 1 : synced.listed.count - 1
            synced.dropbox.fail(route, with: .routeError("path", "not_found"), times: 1, afterRequests: before)
            let report = isFull ? try await synced.full() : try await synced.incremental()
            #expect(synced.texts == TestTeam.common.union(TestTeam.ofOthers).subtracting(["of ada"]).sorted())
            #expect(report.warnings.count == 1)
            let next = try await synced.incremental()
            #expect(next.warnings.isEmpty)
            #expect(synced.texts == TestTeam.common.union(TestTeam.ofOthers).subtracting(["of ada"]).sorted())
        }
    }

    @Test func `a folder of the team that its admin may not read any more stays as it is`() async throws {
        let team = try TestTeam(.updatedSpace)
        try await withSyncedTeam(team) { synced in
            try await synced.full()
            synced.dropbox.fail("files/get_metadata", with: .routeError("path", "not_found"), times: nil)
            let report = try await synced.full()
            #expect(synced.texts == TestTeam.teamOwned.sorted())
            #expect(!report.warnings.isEmpty)
        }
    }

    @Test(arguments: NamespaceCrossing.allCases)
    func `a shared folder that is deleted takes everything in it`(crossing: NamespaceCrossing) async throws {
        let team = try TestTeam(.updatedSpace)
        try await withSyncedTeam(team, { $0.listing.crossing = crossing }) { synced in
            try await synced.full()
            try synced.dropbox.change {
                try $0.delete("ns:\(team.marketing)/Sub")
                try $0.delete("ns:\(team.bob.homeNamespace ?? "")/Pair")
            }
            try await synced.incremental()
            #expect(synced.texts == TestTeam.common.subtracting(["secret", "both"]).sorted())
        }
    }

    @Test(arguments: NamespaceCrossing.allCases)
    func `a shared folder that moves is there with its new path`(crossing: NamespaceCrossing) async throws {
        let team = try TestTeam(.updatedSpace)
        try await withSyncedTeam(team, { $0.listing.crossing = crossing }) { synced in
            try await synced.full()
            try synced.dropbox.change { try $0.move("ns:\(team.marketing)/Sub/Closed", to: "ns:\(team.marketing)/Open") }
            try await synced.incremental()
            #expect(synced.texts == TestTeam.teamOwned.sorted())
            #expect(synced.paths["/Marketing/Open/secret.txt"] == "secret")
        }
    }

    @Test func `a cursor of before a team was listed lists everything`() async throws {
        try await withSyncedTeam(try TestTeam(.classic)) { synced in
            try await synced.full()
            synced.position.withLock { position in
                guard let old = position.flatMap({ ListingState($0.cursor) })?[.account]?.cursor else { return }
                position?.cursor = SourceCursor(old)
            }
            let report = try await synced.incremental()
            #expect(report.fullListingReason != nil)
            #expect(synced.texts == TestTeam.teamOwned.sorted())
        }
    }

    @Test func `a document of a member that could not be fetched is tried again as that member`() async throws {
        let team = try TestTeam(.updatedSpace)
        try await withSyncedTeam(team, membersToo: true) { synced in
            try synced.dropbox.change { try $0.setDownloadError("ns:\(team.bob.homeNamespace ?? "")/diary.txt", "locked") }
            try await synced.full()
            #expect(!synced.texts.contains("of bob"))
            try synced.dropbox.change { try $0.setDownloadError("ns:\(team.bob.homeNamespace ?? "")/diary.txt", nil) }
            let report = try await synced.incremental()
            #expect(report.fullListingReason == nil)
            #expect(synced.texts.contains("of bob"))
            #expect(synced.paths["/bob Example/diary.txt"] == "of bob")
        }
    }

    @Test func `a member's folder that changes while it is downloaded keeps its place`() async throws {
        let team = try TestTeam(.updatedSpace)
        try await withSyncedTeam(team, membersToo: true) { synced in
            try await synced.full()
            try synced.dropbox.change { try $0.write("ns:\(team.bob.homeNamespace ?? "")/diary.txt", "of bob 2") }
            synced.dropbox.fail("files/download", with: .delay(.milliseconds(50)), times: 1)
            try await synced.incremental()
            #expect(synced.paths["/bob Example/diary.txt"] == "of bob 2")
        }
    }
}
