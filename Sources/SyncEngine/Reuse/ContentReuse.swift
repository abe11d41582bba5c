import Elasticsearch
import Foundation
import Support

/// Takes the text of a document from another one with the same content, instead of fetching and extracting it again.
struct ContentReuse: Sendable {
    let target: Target
    let content: ContentIdentity
    /// The document that has the text.
    let donor: String
    /// What has been charged.
    let charge: ContentCharge
    let plan: SyncPlan
    let client: ElasticsearchClient
    let budget: ByteBudget
    let counters: SyncCounters

    /// The operation, which carries what is still charged. Nil when the text is not to be had this way; then nothing is
    /// charged any more.
    func operation() async throws -> PendingOperation? {
        do {
            if var operation = try await reused() {
                operation.charge = min(charge.bytes, ContentCharge.of(operation.operation))
                budget.release(charge.bytes - operation.charge)
                return operation
            }
        } catch {
            budget.release(charge.bytes)
            throw error
        }
        budget.release(charge.bytes)
        return nil
    }

    private func reused() async throws -> PendingOperation? {
        // Sees what is acknowledged, without a refresh.
        guard let stored = try await client.get(donor, in: plan.index),
            let text = StoredText(stored.source, of: content, for: target.document, plan)
        else { return nil }
        let operation = switch text {
        case .text(let text): target.replacement(.body(ExtractedText(utf8: Data(text.utf8)), limit: plan.textLimit))
        case .none(let status): target.replacement(.none, status: status)
        }
        guard !operation.isTextTruncated else { return nil }
        counters.update {
            $0.reused += 1
            if case .none(let status?) = text { $0.withoutText[status.rawValue, default: 0] += 1 }
        }
        return operation
    }
}

extension ContentCharge {
    /// Of a text that is read from the index: the answer, the text in it, and the operation.
    init(reusing plan: SyncPlan) {
        let limit = min(plan.textLimit, plan.contentMemoryBudget)
        self.init(bytes: min(plan.contentMemoryBudget, 2 * limit + Self.ofOperation(documentBytes: limit)))
    }
}
