import Dropbox
import SyncEngine

/// How far a sync has come, in one line.
struct ProgressLine: CustomStringConvertible {
    var report: SyncReport
    var dropbox: DropboxCounters.Snapshot
    var elapsed: Duration

    var description: String {
        var parts = [
            "listed \(report.listed)", "indexed \(report.indexed)", "unchanged \(report.unchanged)",
            "deleted \(report.deleted)", "failed \(failed)",
            "\(Self.megabytes(report.downloadedBytes)) MB downloaded", "\(rate) documents/s",
        ]
        if report.excluded > 0 { parts.insert("left out by rules \(report.excluded)", at: 3) }
        if report.unknownPermissions > 0 {
            parts.append("hidden because their permissions are not known \(report.unknownPermissions)")
        }
        if dropbox.pauses > 0 {
            parts.append("paused \(dropbox.pauses) times for \(Int(dropbox.paused.seconds)) s by Dropbox's rate limit")
        }
        return parts.joined(separator: ", ")
    }

    private var failed: Int { report.failed + report.contentFailures.values.reduce(0, +) }

    private var rate: Int {
        let seconds = max(elapsed.seconds, 0.001)
        return Int((Double(report.indexed + report.unchanged + report.deleted) / seconds).rounded())
    }

    private static func megabytes(_ bytes: Int) -> String {
        let tenths = (Double(bytes) / 100_000).rounded()
        return "\(tenths / 10)"
    }
}

extension SyncReport {
    /// How many files are indexed by their metadata alone, and why; nil when there are none.
    var withoutTextSummary: String? {
        var reasons = withoutText.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        if truncatedTexts > 0 { reasons.append("\(truncatedTexts) with the beginning of their text only") }
        guard !reasons.isEmpty else { return nil }
        return "Indexed without their text: \(reasons.joined(separator: ", ")); _extraction_status of each document says why"
    }
}
