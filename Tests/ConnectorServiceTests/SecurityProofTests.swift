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
/// `SECURITY_SEED` the first seed (1); `SECURITY_FAULTS=all` tries every fault on every route.
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

    @Test(arguments: ["full", "incremental"])
    func `and after every change, once it has been synced`(type: String) async throws {
        try await withSecureTeam(Self.team()) { team async throws in
            #expect(try await team.syncAll() == [])
            for number in 0..<Self.changes {
                let done = team.dropbox.change { $0.changeRandomly(seed: Self.seed * 10_000 + UInt64(number)) }
                #expect(try await team.syncAll(type) == [])
                let findings = try await team.findings()
                #expect(findings.leaks == [], "change \(number), \(done)")
                // That a file has members of its own for the first time, only a full listing tells for certain.
                if type == "full" { #expect(findings.text == "", "change \(number), \(done)") }
                if !findings.leaks.isEmpty { break }
            }
            #expect(try await team.syncAll() == [])
            #expect(try await team.findings().text == "")
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

    @Test(arguments: ["full", "incremental", "access_control"])
    func `no sync calls a route that writes`(type: String) async throws {
        try await withSecureTeam(Self.team()) { team async throws in
            _ = try await team.syncAll()
            team.dropbox.change { account in
                for number in 0..<5 { account.changeRandomly(seed: 77 + UInt64(number)) }
            }
            _ = try await team.sync(type)
            let requests = team.dropbox.requests
            #expect(requests.contains { $0.route == "files/list_folder" })
            #expect(requests.filter(\.isWrite).map(\.route) == [])
        }
    }
}
