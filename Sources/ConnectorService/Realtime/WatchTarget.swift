import ConnectorProtocol
import Dropbox
import DropboxSource
import SyncEngine

/// What can be watched of a connector's Dropbox.
struct WatchTarget: Sendable {
    /// Where the last sync ended, as it was stored.
    let cursor: SourceCursor
    /// The same for Dropbox: one for each tree that is listed by itself.
    let dropboxCursors: [String]
    let credentials: DropboxCredentials

    /// Why nothing can be watched now.
    struct Missing: Error, Equatable, CustomStringConvertible {
        var description: String
    }

    /// - Throws: ``Missing``; `ConnectorConfigurationError`.
    init(_ connector: Connector, _ context: ServiceContext) throws {
        guard connector.serviceType == "dropbox", connector.status.hasValues else {
            throw Missing(description: "the connector waits for its configuration")
        }
        guard connector.indexName != nil else { throw Missing(description: "the connector has no index") }
        guard connector.features.incrementalSync else {
            throw Missing(description: "incremental syncs are switched off in the connector's features")
        }
        guard let stored = StoredSync(connector.syncCursor) else {
            throw Missing(description: "it begins when a first full sync is completed")
        }
        guard let position = stored.position else {
            throw Missing(
                description: "the last sync left no cursor to watch, as with advanced sync rules that search; schedules do the work")
        }
        let configuration = try ConnectorConfiguration(
            stored: connector.configuration, schema: .dropbox, environment: context.secretEnvironment)
        credentials = SourceSettings(configuration).credentials
        cursor = position.cursor
        dropboxCursors = DropboxSource.dropboxCursors(in: position.cursor)
        if dropboxCursors.isEmpty { throw Missing(description: "the stored cursor has nothing to watch") }
    }
}
