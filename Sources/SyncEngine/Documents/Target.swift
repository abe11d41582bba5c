import Elasticsearch
import Foundation
import Support

/// A document of the source beside what the index has of it: makes the operations that lead from one to the other.
struct Target: Sendable {
    let document: PreparedDocument
    /// Nil when the index does not have the document.
    let indexed: KnownDocuments.Entry?
    /// `_timestamp` of a document that is new and whose source knows no time.
    let now: String

    /// What will be known of the document once the operation is acknowledged.
    var entry: KnownDocuments.Entry {
        KnownDocuments.Entry(
            fingerprint: document.fingerprint, timestamp: indexed?.timestamp ?? 0, isSeen: true)
    }

    /// Writes the metadata; the text in the index stays.
    func update() -> PendingOperation { update(document.fingerprint, status: document.extractionStatus) }

    /// Writes the whole document.
    ///
    /// - Parameter status: Why there is no text, when it was its extraction that told.
    func replacement(_ text: DocumentText, status: ExtractionStatus? = nil) -> PendingOperation {
        replacement(text, document.fingerprint, status: status ?? document.extractionStatus)
    }

    /// What to do when the content could not be had.
    ///
    /// When it may be had another time, the text in the index stays if there is one, and the fingerprint says
    /// that it is not the source's, so that the next sync tries again. When it cannot, no text is left.
    ///
    /// Nil when the index has exactly that already.
    func withoutContent(_ status: ExtractionStatus) -> PendingOperation? {
        if status.isFinal { return replacement(.none, status: status) }
        let fingerprint = document.fingerprint(failing: status)
        guard let indexed else { return replacement(.none, fingerprint, status: status) }
        return indexed.fingerprint == fingerprint ? nil : update(fingerprint, status: status)
    }

    /// Who may see the document could not be read, and only the document itself can be asked about it.
    var hasUnknownAccess: Bool { document.access.map { $0.problem != nil && $0.key == nil } ?? false }

    private func update(_ fingerprint: Fingerprint, status: ExtractionStatus?) -> PendingOperation {
        var operation = PendingOperation(
            operation: .update(id: document.id, partial: document.partial(fingerprint: fingerprint, status: status)),
            effect: .update, label: document.label)
        operation.isIncomplete = hasUnknownAccess
        return operation
    }

    private func replacement(
        _ text: DocumentText, _ fingerprint: Fingerprint, status: ExtractionStatus?
    ) -> PendingOperation {
        let firstSeen = indexed.map { Timestamp.format(Date(timeIntervalSince1970: Double($0.timestamp))) } ?? now
        let encoded = document.replacement(text, fingerprint: fingerprint, status: status, firstSeen: firstSeen)
        var operation = PendingOperation(
            operation: .index(id: document.id, document: encoded.bytes, attachment: encoded.attachment),
            effect: indexed == nil ? .create : .replace, label: document.label)
        operation.isTextTruncated = encoded.isTextTruncated
        operation.isIncomplete = hasUnknownAccess
        return operation
    }
}
