public import Foundation
import Support

extension SyncJob {
    /// The id of the job that a schedule's tick creates: always the same for the same tick.
    ///
    /// `dbx-sales-full-20260305T000000Z`. A type has no hyphen, so two connectors never share one.
    public static func id(of connectorID: String, type: SyncJobType, due: Date) -> String {
        let instant = due.formatted(.iso8601.year().month().day().dateSeparator(.omitted)
            .dateTimeSeparator(.standard).time(includingFractionalSeconds: false).timeSeparator(.omitted))
        return "\(connectorID)-\(type.rawValue)-\(instant)Z"
    }
}
