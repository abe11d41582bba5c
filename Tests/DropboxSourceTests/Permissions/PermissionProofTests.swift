import Dropbox
import FakeDropbox
import Foundation
import Support
import SyncEngine
import Testing

@testable import DropboxSource

/// A generated team through random changes: what the index says of each document, held against an independent
/// model of Dropbox's rules.
@Suite struct PermissionProofTests {
    /// Who may see each document of the index, by the identities of the active members.
    private func readers(_ synced: SyncedAccount) -> [String: Set<String>] {
        guard let team = synced.dropbox.account.profile.team else { return [:] }
        let identities = team.members.filter { $0.status == .active }.map { member in
            (member.id, Set(["user_id:\(member.accountID)"] + team.groupIDs(of: member).map { "group:\($0)" }))
        }
        return synced.documents.mapValues { document in
            let list = (document["_allow_access_control"]?.arrayValue ?? []).compactMap(\.stringValue)
            guard !list.isEmpty else { return Set(identities.map(\.0)) }
            return Set(identities.filter { !$0.1.isDisjoint(with: list) }.map(\.0))
        }
    }

    /// What the index shows wrongly.
    ///
    /// - Parameter exactly: Nothing may be hidden, either.
    private func mistakes(_ synced: SyncedAccount, exactly: Bool) -> [String] {
        var model = AccessModel(synced.dropbox.account)
        let ada = synced.dropbox.account.profile.team?.members.first?.id ?? ""
        var mistakes: [String] = []
        for (id, readers) in readers(synced) {
            let allowed = model.readers(of: id)
            let path = synced.documents[id]?["file_path"]?.stringValue ?? id
            if !readers.isSubset(of: allowed) { mistakes.append("\(path) is shown to \(readers.subtracting(allowed).sorted())") }
            // What the account that is read may not see itself is in the index until a listing says that it is gone.
            if exactly, allowed.contains(ada), !allowed.isSubset(of: readers) {
                mistakes.append("\(path) is hidden from \(allowed.subtracting(readers).sorted())")
            }
        }
        return mistakes.sorted()
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `after each change an incremental sync shows everything to exactly those who may see it`(seed: UInt64) async throws {
        try await withSyncedAccount(GeneratedTeam().account(seed: seed), options: .team, isSecured: true) {
            $0.permissionRefresh = .zero
        } _: { synced in
            try await synced.full()
            try #require(mistakes(synced, exactly: true) == [])
            for step in 0..<steps {
                let done = synced.dropbox.change { $0.changeRandomly(seed: seed &* 1000 &+ UInt64(step)) }
                try await synced.incremental()
                try #require(mistakes(synced, exactly: true) == [], "seed \(seed), step \(step), \(done)")
            }
        }
    }

    /// More of them for a longer proof.
    private let steps = Int(ProcessInfo.processInfo.environment["PROOF_STEPS"] ?? "") ?? 8

    static let routes = [
        "sharing/list_folder_members", "sharing/list_folder_members/continue", "sharing/list_folders",
        "sharing/get_folder_metadata", "sharing/list_file_members/batch", "sharing/list_file_members",
        "team_log/get_events/continue",
    ]
    static let faults: [Fault] = [
        .serverError(500), .routeError("access_error", "no_permission"), .routeError("not_a_member"),
        .answer(status: 200, headers: [("Content-Type", "application/json")], body: Data("{}".utf8)),
    ]

    @Test(arguments: [4] as [UInt64])
    func `with faults in the routes of sharing nothing is shown to anyone who may not see it`(seed: UInt64) async throws {
        try await withSyncedAccount(GeneratedTeam().account(seed: seed), options: .team, isSecured: true) {
            $0.permissionRefresh = .zero
        } _: { synced in
            var random = SplitMix(seed: seed)
            try await synced.full()
            for step in 0..<steps {
                let done = synced.dropbox.change { $0.changeRandomly(seed: seed &* 1000 &+ UInt64(step)) }
                let route = Self.routes.randomElement(using: &random) ?? ""
                let fault = Self.faults.randomElement(using: &random) ?? .drop
                synced.dropbox.fail(
                    route, with: fault, times: Bool.random(using: &random) ? nil : 5,
                    afterRequests: Int.random(in: 0..<6, using: &random))
                try await synced.incremental()
                try #require(mistakes(synced, exactly: false) == [], "seed \(seed), step \(step), \(done), \(route)")
                synced.dropbox.clearFaults()
                guard step % 10 == 9 else { continue }
                try await synced.incremental()
                try #require(mistakes(synced, exactly: true) == [], "seed \(seed), step \(step), without faults again")
            }
        }
    }
}

/// Random numbers that are the same for the same seed.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
