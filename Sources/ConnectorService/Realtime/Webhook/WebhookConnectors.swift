import ConnectorProtocol
import Foundation
import Support
import Synchronization

/// The connectors that a webhook can be about, as of the last look: an answer to Dropbox waits for nothing.
final class WebhookConnectors: Sendable {
    struct Entry: Sendable {
        var connectorID: String
        var appSecret: Secret
        /// Of the last sync; nil when none has told it.
        var accountID: String?
        /// Likewise; nil also for an account that belongs to none.
        var teamID: String?
    }

    private let entries = Mutex<[Entry]?>(nil)

    /// Nil before the first look.
    var known: [Entry]? { entries.withLock { $0 } }

    /// - Throws: `ElasticsearchError`.
    func look(_ context: ServiceContext) async throws {
        let entries = try await context.supportedConnectors().compactMap { Entry($0, context) }
        self.entries.withLock { $0 = entries }
    }
}

extension WebhookConnectors.Entry {
    /// Nil for a connector without an app secret: nobody could prove to be its Dropbox.
    fileprivate init?(_ connector: Connector, _ context: ServiceContext) {
        let configuration = try? ConnectorConfiguration(  // one that cannot be read is reported by the scheduling loop
            stored: connector.configuration, schema: .dropbox, environment: context.secretEnvironment)
        guard let secret = configuration?.secret("app_secret"), !secret.isEmpty else { return nil }
        self.init(
            connectorID: connector.id, appSecret: secret,
            accountID: SyncScope(connector.syncCursor?["scope"])?.accountID,
            teamID: connector.syncCursor?["team_id"]?.stringValue)
    }
}

extension [WebhookConnectors.Entry] {
    /// Those whose app has signed `body`.
    func signed(_ body: Data, with signature: String) -> [WebhookConnectors.Entry] {
        guard let code = [UInt8](hexadecimal: signature) else { return [] }
        return filter { HMACSHA256.isValid(code, for: body, key: Data($0.appSecret.reveal().utf8)) }
    }

    /// Those that a notification is about.
    ///
    /// A team's is about each connector that reads this team. Which of its members it names does not narrow that: a
    /// change in a shared folder is told with the ids of who has linked it, and a team folder that the admin has not
    /// joined is read all the same. A connector of which the account or the team is not known is always meant.
    func concerned(by notification: WebhookNotification) -> [WebhookConnectors.Entry] {
        filter { entry in
            let isOfTeam = !notification.teams.isEmpty && (entry.teamID.map(notification.teams.contains) ?? true)
            let isOfAccount = !notification.accounts.isEmpty && (entry.accountID.map(notification.accounts.contains) ?? true)
            return isOfTeam || isOfAccount
        }
    }
}
