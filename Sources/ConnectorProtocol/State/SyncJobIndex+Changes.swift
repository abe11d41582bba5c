public import Foundation
import Elasticsearch
import Support

extension SyncJobIndex {
    /// Creates an incremental job because the source has changed: one, however many services have noticed.
    ///
    /// The id is made of what the last sync left on the connector, so it is another one after each sync. A job of that
    /// id that has ended without a trace there, because somebody canceled it while it waited, gets a successor.
    ///
    /// - Returns: The job's id, and whether this call created it.
    /// - Throws: ``ProtocolError`` with code `incompleteConnector` without an index or a service type.
    public func create(forChangesOf connector: Connector, at now: Date) async throws -> (id: String, isNew: Bool) {
        let document = try SyncJobUpdate.creation(for: connector, type: .incremental, trigger: .scheduled, at: now)
        var number = 1
        while true {
            let id = try SyncJob.id(forChangesOf: connector, number: number)
            do {
                // Visible at once: whoever looks for jobs is called now.
                try await client.create(in: indices.syncJobs, id: id, document, refresh: .immediately)
                return (id, true)
            } catch let error as ElasticsearchError where error.code == .versionConflict {
                guard let existing = try await job(id), existing.status.isTerminated else { return (id, false) }
                number += 1
            }
        }
    }
}

extension SyncJob {
    /// `dbx-sales-incremental-changes-0f3a…-1`
    static func id(forChangesOf connector: Connector, number: Int) throws -> String {
        let state: JSON = [connector.source["sync_cursor"] ?? .null, connector.source["last_synced"] ?? .null]
        let digest = SHA256.hash(try state.data()).hexadecimal.prefix(16)
        let id = "\(connector.id)-incremental-changes-\(digest)-\(number)"
        // As for a schedule's: Elasticsearch takes ids of up to 512 bytes.
        return id.utf8.count <= 512 ? id : SHA256.hash(Data(id.utf8)).hexadecimal
    }
}
