import Elasticsearch

/// Gathers operations into requests, and keeps beside each what has to happen when it is acknowledged.
struct PendingBatch {
    private var batch: BulkBatch
    /// In the order of the operations in `batch`, which takes and gives them first in, first out.
    private var pending: [PendingOperation] = []

    init(index: String, options: BulkOptions) {
        batch = BulkBatch(index: index, options: options)
    }

    /// Adds `operation`. Returns the requests that are full now.
    mutating func add(_ operation: PendingOperation) -> [[PendingOperation]] {
        pending.append(operation)
        return batch.add(operation.operation).map { takeFirst($0.count) }
    }

    /// What has been gathered; nil when there is nothing.
    mutating func take() -> [PendingOperation]? {
        guard !batch.isEmpty else { return nil }
        return takeFirst(batch.take().count)
    }

    private mutating func takeFirst(_ count: Int) -> [PendingOperation] {
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }
}
