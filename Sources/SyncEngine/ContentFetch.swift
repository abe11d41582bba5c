import Foundation
import Support

/// Gets the content of one document and makes the operation that indexes it.
struct ContentFetch: Sendable {
    let target: Target
    let content: SourceContent
    let charge: ContentCharge
    let settings: PipelineSettings
    let budget: ByteBudget
    let counters: SyncCounters
    let log: Log

    /// The operation, which carries what is still charged; nil when there is nothing to write.
    ///
    /// - Throws: Whatever ends the sync. Content that cannot be had does not.
    func operation() async throws -> PendingOperation? {
        do {
            let fetched = try await content.fetch()
            counters.update {
                $0.downloads += 1
                $0.downloadedBytes += fetched.bytes.count
            }
            return operation(with: fetched)
        } catch let unavailable as ContentUnavailable {
            budget.release(charge.bytes)
            note(unavailable)
            return target.withoutContent()
        } catch {
            budget.release(charge.bytes)
            throw error
        }
    }

    private func operation(with fetched: FetchedContent) -> PendingOperation {
        let current = fetched.newer.map {
            Target(document: PreparedDocument($0, settings: settings), indexed: target.indexed, now: target.now)
        } ?? target
        var operation = current.replacement(content: fetched.bytes)
        operation.charge = charge.bytes - charge.download
        budget.release(charge.download)
        return operation
    }

    private func note(_ unavailable: ContentUnavailable) {
        let text = "\(target.document.label): \(unavailable.message)"
        log.warning("No content: \(text)")
        counters.update {
            $0.contentFailures[unavailable.reason, default: 0] += 1
            $0.nameFailure(text)
        }
    }
}
