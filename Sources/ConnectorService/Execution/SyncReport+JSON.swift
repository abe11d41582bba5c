import ConnectorProtocol
import Dropbox
import Support
import SyncEngine

extension SyncReport {
    /// The three counters that every service writes on a job.
    var stats: IngestionStats {
        IngestionStats(indexedDocumentCount: indexed, indexedBytes: indexedBytes, deletedDocumentCount: deleted)
    }

    /// The whole report, as it is kept in the job's `metadata`.
    func metadata(dropbox: DropboxCounters.Snapshot) -> [String: JSON] {
        [
            "report": [
                "listed": .int(listed), "created": .int(created), "replaced": .int(replaced), "updated": .int(updated),
                "unchanged": .int(unchanged), "deleted": .int(deleted), "excluded": .int(excluded), "failed": .int(failed),
                "downloads": .int(downloads), "downloaded_bytes": .int(downloadedBytes),
                "content_failures": .object(contentFailures.mapValues { .int($0) }),
                "without_text": .object(withoutText.mapValues { .int($0) }), "truncated_texts": .int(truncatedTexts),
                "warnings": .array(warnings.map { .string($0) }),
                "first_failures": .array(firstFailures.map { .string($0) }),
                "dropbox_calls": .object(dropbox.calls.mapValues { .int($0) }),
                "dropbox_retries": .int(dropbox.retries), "dropbox_pauses": .int(dropbox.pauses),
                "dropbox_paused_seconds": .int(Int(dropbox.paused.seconds)),
            ]
        ]
    }
}
