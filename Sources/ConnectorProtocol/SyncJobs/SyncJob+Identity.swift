public import Foundation
import Support

extension SyncJob {
    /// The id of the job that a schedule's tick creates: always the same for the same tick.
    ///
    /// `dbx-sales-full-20260305T000000Z`. A type has no hyphen, so two connectors never share one.
    public static func id(of connectorID: String, type: SyncJobType, due: Date) -> String {
        let id = readableID(of: connectorID, type: type, due: due)
        // Elasticsearch takes ids of up to 512 bytes, and a connector's may be as long.
        return id.utf8.count <= 512 ? id : SHA256.hash(Data(id.utf8)).hexadecimal
    }

    private static func readableID(of connectorID: String, type: SyncJobType, due: Date) -> String {
        let instant = due.formatted(.iso8601.year().month().day().dateSeparator(.omitted)
            .dateTimeSeparator(.standard).time(includingFractionalSeconds: false).timeSeparator(.omitted))
        return "\(connectorID)-\(type.rawValue)-\(instant)Z"
    }

    /// Whether this very claim is what the job shows.
    func isClaimed(by worker: String, at now: Date) -> Bool {
        workerHostname == worker && source["started_at"] == .timestamp(now)
    }
}
