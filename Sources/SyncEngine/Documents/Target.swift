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
    func update() -> PendingOperation { update(fingerprint: document.fingerprint) }

    /// Writes the whole document.
    func replacement(content: Data?) -> PendingOperation {
        replacement(content: content, fingerprint: document.fingerprint)
    }

    /// What to do when the content could not be had: the text in the index stays if there is one, and the
    /// fingerprint says that it is not the source's, so that the next sync tries again.
    ///
    /// Nil when the index has exactly that already.
    func withoutContent() -> PendingOperation? {
        let fingerprint = Fingerprint(
            content: indexed?.fingerprint?.content, metadata: document.fingerprint.metadata)
        guard let indexed else { return replacement(content: nil, fingerprint: fingerprint) }
        return indexed.fingerprint == fingerprint ? nil : update(fingerprint: fingerprint)
    }

    private func update(fingerprint: Fingerprint) -> PendingOperation {
        PendingOperation(
            operation: .update(id: document.id, partial: document.partial(fingerprint: fingerprint)),
            effect: .update, label: document.label)
    }

    private func replacement(content: Data?, fingerprint: Fingerprint) -> PendingOperation {
        let firstSeen = indexed.map { Timestamp.format(Date(timeIntervalSince1970: Double($0.timestamp))) } ?? now
        return PendingOperation(
            operation: .index(
                id: document.id,
                document: document.replacement(content: content, fingerprint: fingerprint, firstSeen: firstSeen)),
            effect: indexed == nil ? .create : .replace, label: document.label)
    }
}
