import Elasticsearch

/// A bulk operation on its way, and what has to happen when it is acknowledged.
struct PendingOperation: Sendable {
    enum Effect: Sendable {
        case create, replace, update, delete
    }

    var operation: BulkOperation
    var effect: Effect
    /// What a person would call the document.
    var label: String
    /// Bytes of the content budget that are given back.
    var charge = 0
    /// The document has the beginning of its text, not all of it.
    var isTextTruncated = false
    /// The content or the permissions could not be had: even acknowledged, the document has to be tried again.
    var isIncomplete = false
}
