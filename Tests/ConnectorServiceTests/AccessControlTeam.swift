import FakeDropbox
import FakeElasticsearch
import Foundation
import Support

@testable import ConnectorService

/// A team whose connector has document-level security switched on.
func withTeamService(
    _ account: FakeAccount = AccessControlTeam.account(), configuration: String = "",
    elasticsearch: FakeElasticsearchOptions = FakeElasticsearchOptions(), _ body: (TestService) async throws -> Void
) async throws {
    try await withTestService(
        account, configuration: configuration, dropbox: .team, elasticsearch: elasticsearch, body)
}

/// A team's connector with document-level security switched on.
enum AccessControlTeam {
    static let index = ".search-acl-filter-search-test"

    /// Ada, who is the admin, Bob and Cleo, with the group of the engineers; and one who was invited, and one suspended.
    static func account() -> FakeAccount {
        var account = FakeAccount.team()
        for name in ["Bob", "Cleo"] { account.addMember(name) }
        account.addMember("Ivan", status: .invited)
        account.addMember("Susi", status: .suspended)
        account.addGroup("Engineers", members: ["dbmid:Bob", "dbmid:Susi"])
        return account
    }
}

extension TestService {
    /// The documents of the people, by their addresses.
    var identities: [String: JSON] { elasticsearch.documents(in: AccessControlTeam.index) }

    /// What the filter of somebody's searches looks for.
    func identities(of email: String) -> Set<String> {
        let values = identities[email]?["query"]?["template"]?["params"]?["access_control"]?.arrayValue ?? []
        return Set(values.compactMap(\.stringValue))
    }

    func createSecureConnector(_ changes: JSON = [:]) throws {
        let secure: JSON = ["configuration": ["use_document_level_security": ["value": true]]]
        try createConnector(secure.merged(with: changes))
    }

    @discardableResult
    func syncIdentities(_ id: String) async throws -> JSON { try await sync(id, type: "access_control") }

    /// Bulk operations that were sent to the index of the people.
    var identityWrites: Int {
        elasticsearch.requests.filter { $0.path.contains("_bulk") }
            .reduce(0) { $0 + String(decoding: $1.body, as: UTF8.self).components(separatedBy: "\"_id\"").count - 1 }
    }
}
