import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import Testing

@testable import ConnectorService

/// A stand-in whose refreshes cost a test no time.
func withTestElasticsearch(_ body: (URL) async throws -> Void) async throws {
    var options = FakeElasticsearchOptions()
    options.refreshInterval = .milliseconds(10)
    options.recordsBodies = false
    let fake = try await FakeElasticsearch.start(options: options)
    do {
        try await body(fake.url)
    } catch {
        await fake.stop()
        throw error
    }
    await fake.stop()
}

/// Invariant: nobody sees more than Dropbox shows them. Proved with the query that is stored for each member, for
/// every member against every document.
///
/// `SECURITY_TEAM=large` takes a team of 300; `SECURITY_CHANGES` is how many random changes are followed (4);
/// `SECURITY_SEED` the first seed (1); `SECURITY_FAULTS=all` tries every fault on every route, and any other value
/// those whose words it is a part of: `429`, `list_file_members drop`.
@Suite(.serialized) struct SecurityProofTests {
    static let environment = ProcessInfo.processInfo.environment
    static let seed = environment["SECURITY_SEED"].flatMap(UInt64.init) ?? 1
    static let changes = environment["SECURITY_CHANGES"].flatMap(Int.init) ?? 4
    static let real = environment["ES_URL"].flatMap { URL(string: $0) }

    static func team(_ layout: FakeTeam.Layout = .updatedSpace) -> FakeAccount {
        var team = environment["SECURITY_TEAM"] == "large" ? GeneratedTeam.large : GeneratedTeam()
        team.layout = layout
        return team.account(seed: seed)
    }

    /// A few of everything, unless it is asked for more.
    static func smallTeam() -> FakeAccount {
        guard environment["SECURITY_TEAM"] == nil else { return Self.team() }
        var team = GeneratedTeam()
        team.members = 14
        team.teamFolders = 3
        team.homeFolders = 3
        team.filesPerFolder = 2
        team.crowd = 20
        return team.account(seed: seed)
    }

    @Test(arguments: FakeTeam.Layout.allCases, [false, true])
    func `every member finds exactly what Dropbox shows them`(layout: FakeTeam.Layout, withMemberFolders: Bool) async throws {
        let configuration: [String: JSON] = ["include_member_folders": .bool(withMemberFolders)]
        try await withSecureTeam(Self.team(layout), configuration: configuration) { team async throws in
            #expect(try await team.syncAll() == [])
            let findings = try await team.findings()
            #expect(findings.text == "")
            #expect(try await team.missing() == [])
        }
    }

    @Test(arguments: [("full", false), ("incremental", false), ("incremental", true)])
    func `and after every change, once it has been synced`(type: String, withMemberFolders: Bool) async throws {
        let configuration: [String: JSON] = ["include_member_folders": .bool(withMemberFolders)]
        try await withSecureTeam(Self.smallTeam(), configuration: configuration) { team async throws in
            #expect(try await team.syncAll() == [])
            for number in 0..<Self.changes {
                let done = team.dropbox.change { $0.changeRandomly(seed: Self.seed * 10_000 + UInt64(number)) }
                #expect(try await team.syncAll(type) == [])
                // Everybody's search is as expensive as it is certain: the lists are compared every time.
                let findings = try await number % 25 == 24 ? team.findings() : team.listFindings()
                #expect(findings.text == "", "change \(number), \(done)")
                if !findings.text.isEmpty { break }
            }
            #expect(try await team.syncAll(type) == [])
            #expect(try await team.findings().text == "")
        }
    }

    /// Without the log, that a file has members of its own for the first time is told by the next full sync.
    @Test func `without the team's log nobody finds what they may not see, and after a full sync everything is found`() async throws {
        try await withSecureTeam(Self.smallTeam(), configuration: ["include_member_folders": true], dropbox: {
            $0.scopes.remove("events.read")
        }) { team async throws in
            #expect(try await team.syncAll() == [])
            for number in 0..<Self.changes {
                let done = team.dropbox.change { $0.changeRandomly(seed: Self.seed * 20_000 + UInt64(number)) }
                #expect(try await team.syncAll("incremental") == [])
                let leaks = try await team.listFindings().leaks
                #expect(leaks == [], "change \(number), \(done)")
                if !leaks.isEmpty { break }
            }
            #expect(try await team.syncAll() == [])
            #expect(try await team.findings().text == "")
        }
    }

    @Test func `with the default of include_inherited_users_and_groups nobody finds what they may not see`() async throws {
        try await withSecureTeam(Self.smallTeam(), configuration: [
            "include_member_folders": true, "include_inherited_users_and_groups": false,
        ]) { team async throws in
            for number in 0..<Self.changes {
                #expect(try await team.syncAll(number == 0 ? "full" : "incremental") == [])
                let leaks = try await team.listFindings().leaks
                #expect(leaks == [], "before change \(number)")
                if !leaks.isEmpty { break }
                team.dropbox.change { $0.changeRandomly(seed: Self.seed * 30_000 + UInt64(number)) }
            }
        }
    }

    @Test(.enabled(if: real != nil, "set ES_URL to prove it with a real Elasticsearch"))
    func `the same with a real Elasticsearch`() async throws {
        try await withSecureTeam(Self.team(), at: Self.real) { team async throws in
            #expect(try await team.syncAll() == [])
            #expect(try await team.findings().text == "")
            for number in 0..<min(Self.changes, 5) {
                let done = team.dropbox.change { $0.changeRandomly(seed: Self.seed * 10_000 + UInt64(number)) }
                #expect(try await team.syncAll() == [])
                let findings = try await team.findings()
                #expect(findings.text == "", "change \(number), \(done)")
            }
        }
    }
}
