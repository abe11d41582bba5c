import Elasticsearch
import Support

extension ContentSync {
    /// Deletes what the index has and a complete listing did not mention.
    ///
    /// - Parameter total: Documents of this connector that the index had before the sync.
    func deleteUnseen(_ known: KnownDocuments, of total: Int) async throws {
        let count = known.unseenCount
        guard count > 0 else { return }
        guard plan.isScopeChanged || plan.brake.allows(deleting: count, of: total) else {
            throw DeletionsHeldBack(count: count, total: total, index: plan.index)
        }
        log.info("Deleting \(count) documents that are no longer in the source")
        try await withBulkQueue { queue in
            // Only hashes of the ids are known, so the index is asked for the ids themselves.
            for try await page in marks() {
                for marks in page where owns(marks) && known[marks.id]?.isSeen == false {
                    try await queue.add(
                        PendingOperation(
                            operation: .delete(id: marks.id), effect: .delete,
                            label: marks.source.filePath ?? marks.id))
                }
            }
        }
    }
}
