import ConnectorProtocol
import Elasticsearch
import Support

/// Finds the access-control document of somebody, by what an operator knows of them.
struct IdentityLookup: Sendable {
    let index: AccessControlIndex
    let client: ElasticsearchClient

    /// - Parameter user: An e-mail address, in whatever case, or an account id, `dbid:…`.
    /// - Returns: Nil when nobody is known by that.
    /// - Throws: ``OperatorFailure`` when no access-control sync has run yet; `ElasticsearchError`.
    func document(of user: String) async throws -> StoredDocument? {
        guard !user.isEmpty else { return nil }
        do {
            if user.hasPrefix("dbid:") { return try await document(accountID: user) }
            if let document = try await client.get(user.lowercased(), in: index.name) { return document }
            // Elastic's connector writes addresses as Dropbox does.
            return try await client.get(user, in: index.name)
        } catch let error as ElasticsearchError where error.isMissingIndex {
            throw OperatorFailure(
                .failure,
                """
                The index \(index.name) does not exist yet: the first access-control sync creates it. Ask for one: \
                dropbox-connector sync --type access_control.
                """)
        }
    }

    /// Looks at all of them: the index maps nothing that could be searched for (connector protocol: indices).
    private func document(accountID: String) async throws -> StoredDocument? {
        let identity = JSON.string("user_id:\(accountID)")
        for try await page in client.scroll(index.name, source: ["identity.user_id"]) {
            guard let hit = page.first(where: { $0.source["identity"]?["user_id"] == identity }) else { continue }
            return try await client.get(hit.id, in: index.name)
        }
        return nil
    }

    /// - Throws: ``OperatorFailure`` with the status for a mistake in the command line, when nobody is known by that.
    func query(of user: String) async throws -> AccessQuery {
        guard let document = try await document(of: user) else {
            throw OperatorFailure(
                .usage,
                """
                There is no access-control document of \(user) in \(index.name), so nothing was searched. Say an e-mail \
                address or an account id (dbid:…) of an active member of the team; for one who has just joined: \
                dropbox-connector sync --type access_control.
                """)
        }
        return try AccessQuery(document: document.source, id: document.id)
    }
}

extension ServiceContext {
    /// Where the identities of a connector are, with the connector's own credential.
    ///
    /// - Throws: ``OperatorFailure`` when it has no index.
    func identities(of connector: Connector) throws(OperatorFailure) -> IdentityLookup {
        guard let index = AccessControlIndex(of: connector) else {
            throw OperatorFailure(.failure, "The connector has no index yet. Attach one in Kibana.")
        }
        return IdentityLookup(index: index, client: contentClient(for: connector.id))
    }
}
