import Elasticsearch
import Foundation
import Support

/// What an indexed document tells of the text of its content.
enum StoredText: Equatable {
    case text(String)
    /// There is none, for a reason that the bytes alone give.
    case none(ExtractionStatus?)

    /// Reads the document. Nil when it cannot be proven that an extraction of the same content would give the same.
    ///
    /// - Parameters:
    ///   - content: The content that is wanted.
    ///   - document: The document that it is wanted for.
    init?(_ source: JSON, of content: ContentIdentity, for document: PreparedDocument, _ plan: SyncPlan) {
        guard let members = source.objectValue, source[ContentIdentity.field]?.stringValue == content.hash,
            (source[ContentIdentity.formatField]?.stringValue ?? "") == content.format,
            let fingerprint = source[Fingerprint.field]?.stringValue.flatMap(Fingerprint.init(text:)),
            fingerprint.content != nil, fingerprint.content == document.fingerprint.content,
            source[ExtractionStatus.truncationField]?.boolValue != true,
            // Whatever else is in there, the pipeline has made of the attachment, which it would not get this time.
            members.keys.allSatisfy(document.mayHave)
        else { return nil }
        let status = source[ExtractionStatus.field]?.stringValue
        switch (members["body"], status.map(ExtractionStatus.init(rawValue:))) {
        case (.string(let text)?, nil) where !text.isEmpty: self = .text(text)
        // The pipeline found nothing to extract.
        case (nil, nil) where plan.extraction.isPipeline: self = .none(nil)
        case (nil, .some(.some(let status))) where status == .empty || status == .unsupportedType: self = .none(status)
        default: return nil
        }
    }
}

extension TextExtraction {
    fileprivate var isPipeline: Bool {
        if case .pipeline = self { true } else { false }
    }
}

extension SyncPlan {
    /// Whether the text in the index can stand for what an extraction gives: sent through the pipeline once more, it
    /// stays what it is.
    ///
    /// That is known of no pipeline at all, and of the one that comes with Elasticsearch, which only takes whitespace
    /// and unreadable characters away (connector protocol, section 8.2). Others may do anything.
    var canReuseText: Bool { reusesTexts && ["_none", "search-default-ingestion"].contains(pipeline.name) }
}
