import Dropbox
import Support
import SyncEngine

/// How much the next full sync has to do, and how long that may take.
struct SyncEstimate: Sendable {
    let preview: SyncPreview.Result
    /// How fast content came; nil when there was none to try it with.
    let pace: Pace?

    /// Files that were fetched to see how fast that is.
    struct Pace: Sendable, Equatable {
        var files: Int
        var bytes: Int
        /// From the request to the last byte, of all of them together, one after the other.
        var elapsed: Duration
        /// Of the fastest one.
        var shortest: Duration
    }

    /// Lists a connector's account, holds it against the index, fetches a few files and forgets them. Nothing is written.
    ///
    /// - Throws: As ``SyncPreview``.
    static func make(
        of connectorID: String, in context: ServiceContext, _ report: @escaping @Sendable (_ listed: Int) -> Void
    ) async throws -> SyncEstimate {
        let preview = try await SyncPreview(connectorID: connectorID).run(in: context, report)
        return SyncEstimate(preview: preview, pace: try await measure(preview.forecast.samples, preview.clock))
    }

    /// A file that cannot be had tells nothing about the others.
    private static func measure(_ samples: [SourceContent], _ clock: any Clock<Duration>) async throws -> Pace? {
        var pace = Pace(files: 0, bytes: 0, elapsed: .zero, shortest: .seconds(3600))
        for sample in samples {
            let stopwatch = Stopwatch(clock)
            do {
                pace.bytes += try await sample.fetch().bytes.count
            } catch where !(error is CancellationError) {
                continue
            }
            pace.files += 1
            pace.elapsed += stopwatch.elapsed
            pace.shortest = min(pace.shortest, stopwatch.elapsed)
        }
        return pace.files > 0 ? pace : nil
    }
}

extension SyncEstimate {
    /// Calls to Dropbox: as many as this listing took, and one for each file.
    var calls: Int { preview.calls.allCalls + preview.forecast.fetched }

    /// From everything going as well as it can to nothing going well, short of Dropbox asking for pauses.
    ///
    /// The listing is timed, and so is content, where there was some to try. What one file costs in any case, and what each
    /// of its bytes costs, are told apart by the fastest one: it can have cost no less than the first. How many downloads
    /// really go on at the same time, and how fast Elasticsearch takes documents, nobody knows before.
    var duration: ClosedRange<Duration> {
        let forecast = preview.forecast
        let listing = preview.elapsed.seconds
        let written = Double(forecast.written)
        let content = secondsOfContent
        let best = max(listing, content / Double(preview.concurrentDownloads), written / Self.manyDocuments)
        let worst = 1.5 * listing + content / Double(min(preview.concurrentDownloads, Self.fewDownloads)) + written / Self.fewDocuments
        return .seconds(best) ... .seconds(max(best, worst))
    }

    /// One file after the other.
    private var secondsOfContent: Double {
        guard let pace else { return 0 }
        let perFile = pace.shortest.seconds
        let ofBytes = max(pace.elapsed.seconds - Double(pace.files) * perFile, 0)
        let perByte = pace.bytes > 0 ? ofBytes / Double(pace.bytes) : 0
        return Double(preview.forecast.fetched) * perFile + Double(preview.forecast.fetchedBytes) * perByte
    }

    /// Documents a second that Elasticsearch takes with and without its best day.
    private static let manyDocuments = 5000.0
    private static let fewDocuments = 100.0
    /// Downloads that go on at the same time, where line and account allow no more.
    private static let fewDownloads = 4
}

extension SyncEstimate {
    /// As findings of the check, because that is where they are asked for.
    func findings(_ make: FindingMaker) -> [Finding] {
        let forecast = preview.forecast
        var findings = [
            make.passed(
                "estimate.entries",
                """
                A full sync lists \(forecast.listed.counted("entry", "entries")): \(forecast.created.count) to create, \
                \(forecast.replaced.count + forecast.updated.count) to change, \(forecast.unchanged) as they are, \
                \(forecast.deleted.count) to delete, \(forecast.excluded) left out by rules
                """),
            make.passed(
                "estimate.content",
                """
                It extracts text from \(forecast.fetched.counted("file", "files")), \(forecast.fetchedBytes.readableBytes)\(withoutText), \
                with about \(calls.counted("call", "calls")) to Dropbox
                """),
            make.passed("estimate.duration", "It takes \(span): \(basis)"),
        ]
        for gap in forecast.gaps {
            findings.append(
                make.warning(
                    "estimate.gap", "The listing is not complete, so nothing would be deleted: \(gap)",
                    "Narrow the query of the sync rule, or write an include rule instead, which has no such limit."))
        }
        if forecast.areDeletionsHeldBack {
            findings.append(
                make.warning(
                    "estimate.deletions", "The deletion brake would hold \(forecast.deleted.count) deletions back",
                    """
                    Look at the connector's path and account. If that many were really removed: dropbox-connector sync \
                    --approve-deletes \(forecast.deleted.count)
                    """))
        }
        return findings
    }

    private var withoutText: String {
        let reasons = preview.forecast.withoutText.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return reasons.isEmpty ? "" : " (no text: \(reasons.joined(separator: ", ")))"
    }

    private var span: String {
        let (low, high) = (duration.lowerBound.readable, duration.upperBound.readable)
        return low == high ? "about \(low)" : "\(low) to \(high)"
    }

    private var basis: String {
        let fetched =
            pace.map { "\($0.files.counted("file was", "files were")) fetched (\($0.bytes.readableBytes)) in \($0.elapsed.readable)" }
            ?? "no content was there to try"
        return """
            the listing took \(preview.elapsed.readable), and \(fetched). Pauses that Dropbox asks for come on top, and so \
            does text extraction by a service
            """
    }
}
