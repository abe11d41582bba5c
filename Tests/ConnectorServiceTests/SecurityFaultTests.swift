import FakeDropbox
import Foundation
import Support
import Testing

@testable import ConnectorService

/// A route that tells who may see what, and what goes wrong with it.
struct SecurityFault: Sendable, CustomTestStringConvertible {
    var route: String
    var name: String
    var fault: Fault
    /// Nil for ever.
    var times: Int?

    var testDescription: String { "\(route) \(name)\(times == nil ? " for ever" : "")" }

    static let routes = [
        "sharing/list_folder_members", "sharing/list_folder_members/continue", "sharing/get_folder_metadata",
        "sharing/list_folders", "sharing/list_folders/continue", "sharing/list_file_members/batch",
        "sharing/list_file_members", "sharing/list_file_members/continue", "sharing/list_received_files",
        "sharing/list_received_files/continue", "sharing/get_file_metadata", "team/members/list_v2",
        "team/members/list/continue_v2", "team/groups/list", "team/groups/members/list", "team/namespaces/list",
        "team/namespaces/list/continue", "team_log/get_events", "team_log/get_events/continue",
        "users/get_current_account", "team/token/get_authenticated_admin",
    ]

    static let kinds: [(String, Fault)] = [
        ("429", .rateLimited(retryAfter: 0)), ("500", .serverError()),
        ("409", .routeError("access_error", "no_permission")), ("409 of a folder", .routeError("not_a_member")),
        ("403", .error(403, [".tag": "team_access_denied"])), ("drop", .drop), ("truncated", .truncate(after: 60)),
        ("malformed", .corrupt), ("empty", .answer(status: 200, headers: [("Content-Type", "application/json")], body: Data("{}".utf8))),
        ("null", .answer(status: 200, headers: [("Content-Type", "application/json")], body: Data("null".utf8))),
    ]

    static let all = routes.flatMap { route in
        kinds.flatMap { name, fault in
            [1, nil].map { SecurityFault(route: route, name: name, fault: fault, times: $0) }
        }
    }

    /// Each with each when `SECURITY_FAULTS` is `all`, and those of them that it is a part of when it is something else;
    /// without it each route once, a third of them at a time.
    ///
    /// - Parameter third: 0, 1 or 2.
    static func chosen(_ third: Int) -> [SecurityFault] {
        if let wanted = SecurityProofTests.environment["SECURITY_FAULTS"] {
            return wanted == "all" ? all : all.filter { $0.testDescription.contains(wanted) }
        }
        return routes.indices.filter { $0 % 3 == third }.map { index in
            let (name, fault) = kinds[index % kinds.count]
            return SecurityFault(route: routes[index], name: name, fault: fault, times: index % 4 == 0 ? 1 : nil)
        }
    }
}

/// Invariant: permissions that could not be read hide a document; they never open it.
@Suite(.serialized) struct SecurityFaultTests {
    /// Of a few items, so that there is something to go wrong on every further page.
    private func withTeam(membersToo: Bool = true, _ body: (SecureTeam) async throws -> Void) async throws {
        let configuration: [String: JSON] = ["retry_count": 1, "include_member_folders": .bool(membersToo)]
        try await withSecureTeam(SecurityProofTests.smallTeam(), configuration: configuration, dropbox: { $0.sharing.maximumItems = 3 }, body)
    }

    @Test func `with anything going wrong at the first sync nobody finds what they may not see`() async throws {
        for (number, fault) in SecurityFault.chosen(0).enumerated() where !fault.route.hasPrefix("team_log/") {
            do {
                try await withTeam(membersToo: number / 2 % 2 == 0) { team async throws in
                    team.dropbox.fail(fault.route, with: fault.fault, times: fault.times)
                    _ = try await team.syncAll()
                    #expect(try await team.findings().leaks == [], "\(fault.testDescription)")
                }
            } catch {
                Issue.record("\(fault.testDescription): \(error)")
            }
        }
    }

    @Test(arguments: [("full", 1), ("incremental", 2)])
    func `with anything going wrong after a change nobody finds what they may not see`(type: String, third: Int) async throws {
        try await withTeam { team async throws in
            #expect(try await team.syncAll() == [])
            for (number, fault) in SecurityFault.chosen(third).enumerated() {
                let before = team.dropbox.account
                let done = (0..<3).map { change in
                    team.dropbox.change { $0.changeRandomly(seed: SecurityProofTests.seed * 1_000_000 + UInt64(number * 3 + change)) }
                }
                team.dropbox.fail(fault.route, with: fault.fault, times: fault.times)
                let problems = try await team.syncAll(type)
                // A sync that has ended in an error leaves what was known before to the next one.
                let models = problems.isEmpty ? [team.dropbox.account] : [team.dropbox.account, before]
                let leaks = try await team.findings(models).leaks
                #expect(leaks == [], "\(fault.testDescription) after \(done), \(problems)")
                team.dropbox.clearFaults()
                #expect(try await team.syncAll() == [])
                let after = try await team.findings().text
                #expect(after == "", "once all is well again after \(fault.testDescription), \(done)")
                if !leaks.isEmpty || !after.isEmpty { break }
            }
        }
    }
}
