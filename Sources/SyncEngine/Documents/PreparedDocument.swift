import Elasticsearch
import Foundation

/// A source's document made ready: its metadata encoded once, and fingerprinted.
struct PreparedDocument: Sendable {
    private let document: SourceDocument
    let fingerprint: Fingerprint
    /// Nil when everybody may see it.
    let access: AccessList?
    private let plan: SyncPlan
    private let metadata: DocumentEncoder

    var id: String { document.id }
    var label: String { document.label }

    init(_ document: SourceDocument, plan: SyncPlan) {
        self.document = document
        self.plan = plan
        var metadata = DocumentEncoder()
        for field in document.fields { metadata.write(field) }
        if let timestamp = document.timestamp { metadata.write(DocumentField("_timestamp", timestamp)) }
        self.metadata = metadata
        access = plan.accessList(of: document)
        let version = Fingerprint.hash((document.kind + (document.content?.version ?? "")).utf8)
        fingerprint = Fingerprint(
            content: Fingerprint.hash(plan.extractionIdentity.utf8, seed: version),
            metadata: Self.hash(metadata, document.extractionStatus)
        ).replacing(access: nil, with: access?.fingerprint)
    }

    /// The fingerprint of a document whose text could not be had: it equals none that is wanted.
    func fingerprint(failing status: ExtractionStatus) -> Fingerprint {
        Fingerprint(content: nil, metadata: Self.hash(metadata, status)).replacing(access: nil, with: access?.fingerprint)
    }

    /// Whether a document of this kind may have such a member by what is written into it, or by the text of it.
    func mayHave(_ member: String) -> Bool {
        Self.ownMembers.contains(member) || document.fields.contains { $0.name == member }
    }

    private static let ownMembers: Set = [
        "_timestamp", "body", Fingerprint.field, ExtractionStatus.field, ExtractionStatus.truncationField,
        AccessList.field, AccessList.fingerprintField, AccessList.keyField,
        // Without a pipeline they stay.
        "_extract_binary_content", "_reduce_whitespace", "_run_ml_inference", "_attachment_indexed_chars",
    ]

    /// Why the source says that there is no text.
    var extractionStatus: ExtractionStatus? { document.extractionStatus }

    private static func hash(_ metadata: DocumentEncoder, _ status: ExtractionStatus?) -> UInt64 {
        let hash = metadata.bytes.withUnsafeBytes { Fingerprint.hash($0) }
        return status.map { Fingerprint.hash($0.rawValue.utf8, seed: hash) } ?? hash
    }

    /// The whole document, to replace what the index has.
    ///
    /// - Parameters:
    ///   - status: Why there is no text, if there is none.
    ///   - firstSeen: The `_timestamp` of a document whose source knows none.
    func replacement(
        _ text: DocumentText, fingerprint: Fingerprint, status: ExtractionStatus?, firstSeen: String
    ) -> Encoded {
        var encoder = metadata
        encoder.reserve(text.encodedCount + 256)
        encoder.write(DocumentField(Fingerprint.field, fingerprint.text))
        for field in access?.fields ?? [] { encoder.write(field) }
        if document.timestamp == nil { encoder.write(DocumentField("_timestamp", firstSeen)) }
        if let status { encoder.write(DocumentField(ExtractionStatus.field, status.rawValue)) }
        for flag in plan.pipeline.flags { encoder.write(flag) }
        var isTruncated = false
        var attachment: BulkOperation.Attachment?
        switch text {
        case .none: break
        case .attachment(let bytes):
            // Of its own accord the pipeline's processor keeps 100,000 characters, and says nothing of the rest.
            encoder.write(DocumentField("_attachment_indexed_chars", .int(plan.attachmentCharacters)))
            attachment = BulkOperation.Attachment(name: "_attachment", content: bytes)
        case .body(let text, let limit):
            isTruncated = !encoder.writeText("body", text.utf8, within: limit) || text.isTruncated
            if isTruncated { encoder.write(DocumentField(ExtractionStatus.truncationField, .bool(true))) }
        }
        return Encoded(bytes: encoder.finish(), attachment: attachment, isTextTruncated: isTruncated)
    }

    /// A whole document as JSON.
    struct Encoded {
        var bytes: Data
        var attachment: BulkOperation.Attachment?
        var isTextTruncated: Bool
    }

    /// The members that an update changes: the text stays, and so does a `_timestamp` that only the index knows.
    ///
    /// - Parameter status: Nil leaves the one that is there: what extraction said of these bytes still holds.
    func partial(fingerprint: Fingerprint, status: ExtractionStatus?) -> Data {
        var encoder = metadata
        encoder.write(DocumentField(Fingerprint.field, fingerprint.text))
        for field in access?.fields ?? AccessList.noFields { encoder.write(field) }
        if let status { encoder.write(DocumentField(ExtractionStatus.field, status.rawValue)) }
        return encoder.finish()
    }
}

extension DocumentText {
    /// About how many bytes of a document it takes.
    fileprivate var encodedCount: Int {
        switch self {
        case .none, .attachment: 0
        case .body(let text, let limit): min(text.utf8.count + text.utf8.count / 16, limit)
        }
    }
}

extension SyncPlan {
    /// Who may see a document; nil when everybody may. A source that says nothing of it does not make it public.
    fileprivate func accessList(of document: SourceDocument) -> AccessList? {
        guard usesDocumentLevelSecurity else { return nil }
        return document.access ?? .unknown("Nothing is known of who may see it")
    }

    /// Everything here that changes what text becomes of the same bytes.
    public var extractionIdentity: String {
        "\(pipeline.fingerprintText)|\(extraction.identity ?? "")|\(bulk.maximumTextDocumentBytes)"
    }

    /// The most characters that the pipeline is to keep of an attachment's text; -1 for all.
    fileprivate var attachmentCharacters: Int {
        bulk.maximumTextDocumentBytes == 0 ? -1 : bulk.maximumTextDocumentBytes
    }

    /// The most bytes of text in one document.
    var textLimit: Int { bulk.maximumTextDocumentBytes == 0 ? .max : bulk.maximumTextDocumentBytes }
}
