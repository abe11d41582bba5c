import ConnectorProtocol
import Dropbox
import DropboxSource
import Elasticsearch
import Support
import SyncEngine

extension Operator {
    /// Why somebody may or may not see a document.
    ///
    /// - Parameters:
    ///   - name: The document's id, `id:…`, or its path in Dropbox.
    ///   - user: An e-mail address, an account id (`dbid:…`) or a member id (`dbmid:…`).
    ///   - connectorID: Nil for the only connector of the configuration.
    /// - Throws: ``OperatorFailure`` when neither the index nor Dropbox knows the person, or the document;
    ///   ``UnknownConnector``; `ElasticsearchError`; `CancellationError`. That Dropbox cannot be asked is part of the
    ///   explanation.
    public func explain(_ name: String, to user: String, connectorID: String?) async throws -> AccessExplanation {
        let connector = try await context.connector(named: connectorID)
        guard let index = connector.indexName else {
            throw OperatorFailure(.failure, "The connector has no index yet. Attach one in Kibana.")
        }
        let finder = DocumentFinder(index: index, client: context.contentClient(for: connector.id))
        let (settings, isSecure) = try settings(of: connector)
        let document = try await finder.document(name)
        let place = IndexedPlace(
            path: document?.source[ItemPath.field]?.stringValue, accessKey: document?.source[AccessList.keyField]?.stringValue)
        let current = try await current(document?.id ?? DocumentFinder.place(name), place, user, settings)
        let person = try? current.get().person  // told with the explanation
        let identity = try await identity(of: person?.email ?? user, connector, isSecure: isSecure)
        if identity == nil, case .success(let now) = current, now.person == nil {
            throw OperatorFailure(.usage, "Neither Dropbox nor the index knows \(user). Say an e-mail address, an account id (dbid:…) or a member id (dbmid:…).")
        }
        if document == nil, case .success(let now) = current, now.list == nil {
            throw OperatorFailure(.failure, "Neither Dropbox nor the index \(index) has \(name).")
        }
        var explanation = AccessExplanation(user: person?.email ?? user, name: name, current: current, isSecure: isSecure)
        if let document {
            explanation.indexed = try await indexed(document, identity, finder)
            if !isSecure { explanation.indexed?.isVisible = true }
        }
        return explanation
    }

    private func settings(of connector: Connector) throws -> (SourceSettings, isSecure: Bool) {
        let configuration = try ConnectorConfiguration(
            stored: connector.configuration, schema: .dropbox, environment: context.secretEnvironment)
        try configuration.validate()
        var settings = SourceSettings(configuration)
        settings.retryCount = 1     // Somebody waits.
        return (settings, settings.useDocumentLevelSecurity)
    }

    /// The person's access-control document. Without security there need be no index of them.
    private func identity(of user: String, _ connector: Connector, isSecure: Bool) async throws -> AccessQuery? {
        let lookup = try context.identities(of: connector)
        do {
            return try await lookup.document(of: user).map { try AccessQuery(document: $0.source, id: $0.id) }
        } catch let failure as OperatorFailure where failure.status == .failure {
            guard try await lookup.client.exists(lookup.index.name) else { return nil }
            throw failure
        }
    }

    private func indexed(
        _ document: StoredDocument, _ identity: AccessQuery?, _ finder: DocumentFinder
    ) async throws -> AccessExplanation.Indexed {
        let field = document.source[AccessList.field] ?? .null
        let allowed = (field.arrayValue ?? [field]).compactMap(\.stringValue)
        var indexed = AccessExplanation.Indexed(
            id: document.id, path: document.source["file_path"]?.stringValue ?? document.source["name"]?.stringValue ?? document.id,
            allowed: allowed, identities: identity?.identities.sorted(), isVisible: false)
        if let identity { indexed.isVisible = try await finder.finds(document.id, through: identity.query) }
        return indexed
    }

    private func current(
        _ name: String, _ place: IndexedPlace, _ user: String, _ settings: SourceSettings
    ) async throws -> Result<AccessExplanation.Current, AccessExplanation.Unavailable> {
        do {
            let account = try await context.account(settings, log: context.log)
            let found = try await account.find(name, indexed: place)
            return .success(try await current(found, try await Person.called(user, in: account), account, settings))
        } catch let error as DropboxError {
            return .failure(AccessExplanation.Unavailable(reason: "\(error)"))
        }
    }

    private func current(
        _ found: FoundItem?, _ person: Person?, _ account: DropboxAccount, _ settings: SourceSettings
    ) async throws -> AccessExplanation.Current {
        var now = AccessExplanation.Current(person: person)
        guard let item = found else { return now }
        now.list = try await Permissions(account: account, includesInherited: settings.includeInherited, log: .silent)
            .list(for: item)
        guard let person else { return now }
        let trail = try await AccessTrail.from(
            item, to: person, in: account, includesInherited: settings.includeInherited)
        (now.steps, now.isVisible, now.names) = (trail.steps, trail.isVisible, trail.names)
        if let owner = item.ownerAccountID { now.names["user_id:\(owner)"] = item.ownerEmail }
        for id in [person.accountID].compactMap({ $0 }) { now.names["user_id:\(id)"] = person.email }
        now.names["user_id:\(account.accountID)"] = account.email
        return now
    }
}
