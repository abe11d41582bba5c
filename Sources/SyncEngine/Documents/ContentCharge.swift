import Elasticsearch

/// What the content of one document is charged to the byte budget, before its download starts.
struct ContentCharge: Sendable {
    let bytes: Int

    init(bytes: Int) {
        self.bytes = bytes
    }

    /// - Parameter size: Bytes that will arrive.
    init(size: Int, plan: SyncPlan) {
        let wanted = Self.wanted(size, plan)
        // A document that would need more than there is runs alone.
        bytes = min(plan.contentMemoryBudget, max(wanted, 0))
    }

    /// What an operation is charged until it is acknowledged: itself, and the body of the request that carries it,
    /// which Foundation copies once more on its way to libcurl.
    ///
    /// - Parameter attachmentBytes: Those of a file that travels beside its document, and becomes base64 in the body.
    static func ofOperation(documentBytes: Int, attachmentBytes: Int = 0) -> Int {
        3 * documentBytes + attachmentBytes + 2 * BulkOperation.Attachment.base64Count(attachmentBytes)
    }

    static func of(_ operation: BulkOperation) -> Int {
        ofOperation(documentBytes: operation.document.count, attachmentBytes: operation.attachment?.content.count ?? 0)
    }

    private static func wanted(_ size: Int, _ plan: SyncPlan) -> Int {
        switch plan.extraction {
        case .pipeline:
            return ofOperation(documentBytes: metadata, attachmentBytes: size)
        case .inMemory:
            // As they arrived, as UTF-8 (three bytes for two of UTF-16, at most), and without their markup.
            let text = size + (size + 1) / 2
            return size + 2 * text + ofOperation(documentBytes: min(text, plan.textLimit) + metadata)
        case .fromFile:
            guard plan.textLimit < plan.contentMemoryBudget else { return plan.contentMemoryBudget }
            return buffers + plan.textLimit + ofOperation(documentBytes: plan.textLimit + metadata)
        }
    }

    /// Of a document with a long path.
    private static let metadata = 4 << 10
    /// What a transfer to and from disk holds.
    private static let buffers = 256 << 10
}
