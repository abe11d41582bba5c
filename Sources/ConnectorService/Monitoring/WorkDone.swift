import SyncEngine

/// What syncs have done, as far as it is counted over all of them.
struct WorkDone: Sendable {
    var documents: [String: Int] = [:]
    var contentFailures: [String: Int] = [:]
    var downloads = 0
    var downloadedBytes = 0

    init() {}

    init(_ report: SyncReport) {
        documents = [
            "created": report.created, "replaced": report.replaced, "updated": report.updated,
            "unchanged": report.unchanged, "deleted": report.deleted, "excluded": report.excluded,
            "failed": report.failed,
        ]
        contentFailures = report.contentFailures
        downloads = report.downloads
        downloadedBytes = report.downloadedBytes
    }

    mutating func add(_ other: WorkDone) {
        documents.merge(other.documents, uniquingKeysWith: +)
        contentFailures.merge(other.contentFailures, uniquingKeysWith: +)
        downloads += other.downloads
        downloadedBytes += other.downloadedBytes
    }

    /// What came after `earlier`: a job that goes on begins with what it had done before.
    func since(_ earlier: WorkDone) -> WorkDone {
        func difference(_ now: [String: Int], _ before: [String: Int]) -> [String: Int] {
            now.reduce(into: [:]) { $0[$1.key] = max(0, $1.value - (before[$1.key] ?? 0)) }
        }
        var done = self
        done.documents = difference(documents, earlier.documents)
        done.contentFailures = difference(contentFailures, earlier.contentFailures)
        done.downloads = max(0, downloads - earlier.downloads)
        done.downloadedBytes = max(0, downloadedBytes - earlier.downloadedBytes)
        return done
    }
}
