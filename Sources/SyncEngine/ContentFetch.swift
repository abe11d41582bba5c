import Elasticsearch
import Foundation
import Support

/// Gets the content of one document and makes the operation that indexes it.
struct ContentFetch: Sendable {
    let target: Target
    let content: SourceContent
    let charge: ContentCharge
    let plan: SyncPlan
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
        if let newer = fetched.newer, plan.exclusion(of: newer) != nil { return deletion }
        let current = fetched.newer.map {
            Target(document: PreparedDocument($0, settings: plan.pipeline), indexed: target.indexed, now: target.now)
        } ?? target
        var operation = current.replacement(content: fetched.bytes)
        operation.charge = charge.bytes - charge.download
        budget.release(charge.download)
        return operation
    }

    /// The document changed while it was fetched, and the rules reject what it is now.
    private var deletion: PendingOperation {
        budget.release(charge.bytes)
        return PendingOperation(
            operation: .delete(id: target.document.id), effect: .delete, label: target.document.label)
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
