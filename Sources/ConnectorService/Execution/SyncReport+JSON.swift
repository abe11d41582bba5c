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
                "downloads": .int(downloads), "reused_texts": .int(reused), "downloaded_bytes": .int(downloadedBytes),
                "indexed_bytes": .int(indexedBytes),
                "content_failures": .object(contentFailures.mapValues { .int($0) }),
                "without_text": .object(withoutText.mapValues { .int($0) }), "truncated_texts": .int(truncatedTexts),
                "unknown_permissions": .int(unknownPermissions),
                "warnings": .array(warnings.map { .string($0) }),
                "full_listing_reason": fullListingReason.map(JSON.string) ?? .null,
                "resumed": resumption.map(JSON.string) ?? .null,
                "first_failures": .array(firstFailures.map { .string($0) }),
                "dropbox_calls": .object(dropbox.calls.mapValues { .int($0) }),
                "dropbox_retries": .int(dropbox.retries), "dropbox_pauses": .int(dropbox.pauses),
                "dropbox_paused_seconds": .int(Int(dropbox.paused.seconds)),
            ]
        ]
    }

    /// What a job that was suspended had done before; nothing for a job that begins.
    ///
    /// What is counted of the listing begins anew, unless the listing is taken up: ``keepListing(of:if:)``.
    init(carriedIn metadata: [String: JSON]) {
        self.init()
        guard let report = metadata["report"] else { return }
        func count(_ name: String) -> Int { report[name]?.intValue ?? 0 }
        (created, replaced, updated, deleted) = (count("created"), count("replaced"), count("updated"), count("deleted"))
        (failed, downloads, downloadedBytes) = (count("failed"), count("downloads"), count("downloaded_bytes"))
        (indexedBytes, reused) = (count("indexed_bytes"), count("reused_texts"))
        contentFailures = (report["content_failures"]?.objectValue ?? [:]).compactMapValues(\.intValue)
        firstFailures = (report["first_failures"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// Takes over what a job has counted of its listing before it was suspended.
    ///
    /// The pages after the last checkpoint are listed and counted once more.
    mutating func keepListing(of job: SyncJob, if isItsOwn: Bool) {
        guard isItsOwn, let report = job.metadata["report"] else { return }
        func count(_ name: String) -> Int { report[name]?.intValue ?? 0 }
        (listed, unchanged, excluded) = (count("listed"), count("unchanged"), count("excluded"))
        truncatedTexts = count("truncated_texts")
        withoutText = (report["without_text"]?.objectValue ?? [:]).compactMapValues(\.intValue)
    }
}
