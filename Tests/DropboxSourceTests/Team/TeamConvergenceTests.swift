import Dropbox
import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Synchronization
import Testing

@testable import DropboxSource

/// Whatever happens in the folders of a team, in whichever tree, and whatever goes wrong during its syncs: once a
/// sync completes with nothing going wrong, the index has everything that the team has, once.
///
/// `CONVERGENCE_TEAM_SEEDS` is how many histories are tried (30), `CONVERGENCE_SEED` the first of them (1).
@Suite struct TeamConvergenceTests {
    @Test func `the index converges to what the team has`() async throws {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["CONVERGENCE_SEED"].flatMap(UInt64.init) ?? 1
        let count = environment["CONVERGENCE_TEAM_SEEDS"].flatMap(UInt64.init) ?? 30
        for seed in first..<(first + count) {
            if let difference = try await difference(seed) { Issue.record("seed \(seed): \(difference)") }
        }
    }

    private func difference(_ seed: UInt64) async throws -> String? {
        var random = SeededRandom(seed: seed)
        let layout = FakeTeam.Layout.allCases.randomElement(using: &random) ?? .classic
        let team = try TestTeam(layout)
        var places = ["", "ns:\(team.marketing)", "ns:\(team.finance)", "ns:\(team.shared)", "ns:\(team.outside)"]
        places += [team.bob, team.cleo].map { "ns:\($0.homeNamespace ?? "")" }
        let found = Mutex<String?>(nil)
        let crossing = NamespaceCrossing.allCases.randomElement(using: &random) ?? .always
        let pageSize = [nil, 1, 3].randomElement(using: &random) ?? nil
        let events = Int.random(in: 5...30, using: &random)
        try await withSyncedTeam(team, {
            $0.listing.crossing = crossing
            $0.listing.maximumEntries = pageSize
        }, membersToo: true) { synced in
            for _ in 0..<events { await happen(places, synced, &random) }
            if Bool.random(using: &random) { try await synced.full() } else { try await synced.incremental() }
            let text = try difference(synced)
            found.withLock { $0 = text.map { "\(layout), crossing \(crossing), page size \(pageSize ?? 0): \($0)" } }
        }
        return found.withLock { $0 }
    }

    private func happen(_ places: [String], _ synced: SyncedAccount, _ random: inout SeededRandom) async {
        func path() -> String {
            let names = ["/a", "/b", "/x.txt", "/y.txt", "/Sub"]
            let depth = Int.random(in: 1...2, using: &random)
            return (places.randomElement(using: &random) ?? "")
                + (0..<depth).map { _ in names.randomElement(using: &random) ?? "/a" }.joined()
        }
        let text = "text \(Int.random(in: 0..<20, using: &random))"
        do {
            switch Int.random(in: 0..<100, using: &random) {
            case ..<35: try synced.dropbox.change { [path = path()] in _ = try $0.write(path, text) }
            case ..<55: try synced.dropbox.change { [one = path(), other = path()] in try $0.move(one, to: other) }
            case ..<65: try synced.dropbox.change { [path = path()] in try $0.delete(path) }
            case ..<70: try synced.dropbox.change { [path = path()] in _ = try $0.createFolder(path) }
            case ..<90: try await sync(synced, &random) { _ = try await synced.incremental(requests: $0) }
            default: try await sync(synced, &random) { _ = try await synced.full(requests: $0) }
            }
        } catch {
            // A change that the account refuses does not happen; a sync may fail while something goes wrong.
        }
    }

    private func sync(
        _ synced: SyncedAccount, _ random: inout SeededRandom, _ body: (Int) async throws -> Void
    ) async throws {
        let trouble = Bool.random(using: &random) ? nil : Event.Trouble.allCases.randomElement(using: &random)
        defer {
            synced.dropbox.clearFaults()
            synced.elasticsearch.clearFaults()
        }
        try await body(trouble?.plan(synced.dropbox, synced.elasticsearch) ?? .max)
    }

    /// Files are told apart by their ids and revisions, whichever tree they are in.
    private func difference(_ synced: SyncedAccount) throws -> String? {
        let revisions = synced.dropbox.account.fileRevisions
        let indexed = Dictionary(
            uniqueKeysWithValues: synced.documents.filter { $0.value["type"] == "File" }.map { ($0.key, $0.value["rev"]?.stringValue ?? "") })
        var wrong = revisions.filter { indexed[$0.key] != $0.value }.map { "missing or old: \($0.key)" }
        wrong += indexed.filter { revisions[$0.key] == nil }.map { id, _ in
            "left over: \(id) \(synced.documents[id]?["file_path"]?.stringValue ?? "")"
        }
        return wrong.isEmpty ? nil : wrong.sorted().joined(separator: "; ")
    }
}
