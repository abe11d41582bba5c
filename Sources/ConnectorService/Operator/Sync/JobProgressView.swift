import ConnectorProtocol
import Foundation
import Support

/// A running sync as `sync --wait` shows it: what is done of it, how fast it goes, and how long it may still take.
public struct JobProgressView: Sendable {
    /// Columns of the terminal; nil where each line stays.
    private let width: Int?
    private var last: (line: String, at: Date)?

    /// - Parameter width: Columns of the terminal; nil when the output is none.
    public init(width: Int?) {
        self.width = width
    }

    /// A sync that does nothing new for this long is shown again all the same: it is alive.
    private static let longestSilence: TimeInterval = 10

    /// What to show after a look at the job; nil for nothing.
    ///
    /// On a terminal it is one line that fits and changes all the time. Elsewhere it is another line when something
    /// has changed or when there was none for 10 seconds.
    ///
    /// - Parameter expected: How many entries the sync will come to, if the last one tells.
    public mutating func line(for job: JobDetails, expecting expected: Int?) -> String? {
        let progress = Progress(job: job.job, expected: expected)
        if let width { return String(("  " + progress.terminalLine(at: job.now)).prefix(width - 1)) }
        let line = "  " + progress.counts
        if let last, last.line == line, job.now.timeIntervalSince(last.at) < Self.longestSilence { return nil }
        last = (line, job.now)
        return "  " + progress.plainLine(at: job.now)
    }
}

extension JobProgressView {
    /// What the job's document tells. The service writes it every 10 seconds.
    private struct Progress {
        let job: SyncJob
        let expected: Int?

        var counts: String {
            if job.status.isClaimable { return "\(job.status.rawValue): waiting for a running service to take it" }
            return "\(job.status.rawValue): " + JobCounts(job).description
        }

        func plainLine(at now: Date) -> String {
            ([counts] + rates + [left].compactMap { $0 }).joined(separator: ", ")
        }

        func terminalLine(at now: Date) -> String {
            guard !job.status.isClaimable else { return counts }
            let bar = share.map { Self.bar($0) + " " } ?? ""
            let age = job.duration(at: now).map { [$0.readable] } ?? []
            return bar + ([left].compactMap { $0 } + rates + [JobCounts(job).description] + age).joined(separator: ", ")
        }

        private var listed: Int? { job.metadata["report"]?["listed"]?.intValue }

        /// Seconds that the counts have taken.
        private var seconds: Double? {
            guard let start = job.startedAt, let end = job.lastSeen, end > start else { return nil }
            return end.timeIntervalSince(start)
        }

        private var rates: [String] {
            guard let seconds, let listed, listed > 0 else { return [] }
            let bytes = job.metadata["report"]?["downloaded_bytes"]?.intValue ?? 0
            return ["\(Int((Double(listed) / seconds).rounded()))/s", "\(Int(Double(bytes) / seconds).readableBytes)/s"]
        }

        /// What is done of what the last sync came to; an account that has grown since is never quite done.
        private var share: Double? {
            guard job.type == .full, let expected, expected > 0, let listed else { return nil }
            return min(Double(listed) / Double(expected), 0.99)
        }

        private var left: String? {
            guard let share, share > 0.01, share < 0.99, let seconds else { return nil }
            return "about \(Duration.seconds(seconds / share * (1 - share)).readable) left"
        }

        private static func bar(_ share: Double) -> String {
            let done = Int(share * 20)
            return "[" + String(repeating: "#", count: done) + String(repeating: "-", count: 20 - done) + "] \(Int(share * 100)) %"
        }
    }
}

/// What a sync did to documents, by the report on its job, or by the three counters of every service.
struct JobCounts: CustomStringConvertible {
    private let job: SyncJob

    init(_ job: SyncJob) {
        self.job = job
    }

    var description: String {
        guard let report = job.metadata["report"] else {
            return "\(job.stats.indexedDocumentCount) indexed, \(job.stats.deletedDocumentCount) deleted"
        }
        func count(_ name: String) -> Int { report[name]?.intValue ?? 0 }
        let contentFailures = (report["content_failures"]?.objectValue ?? [:]).values.reduce(0) { $0 + ($1.intValue ?? 0) }
        return """
            \(count("created")) created, \(count("updated") + count("replaced")) updated, \(count("unchanged")) unchanged, \
            \(count("deleted")) deleted, \(count("failed") + contentFailures) failed
            """
    }
}
