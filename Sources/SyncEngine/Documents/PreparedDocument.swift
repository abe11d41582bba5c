import Elasticsearch
import Foundation

/// A source's document made ready: its metadata encoded once, and fingerprinted.
struct PreparedDocument: Sendable {
    private let document: SourceDocument
    let fingerprint: Fingerprint
    private let settings: PipelineSettings
    private let metadata: DocumentEncoder

    var id: String { document.id }
    var label: String { document.label }

    init(_ document: SourceDocument, settings: PipelineSettings) {
        self.document = document
        self.settings = settings
        var metadata = DocumentEncoder()
        for field in document.fields { metadata.write(field) }
        if let timestamp = document.timestamp { metadata.write(DocumentField("_timestamp", timestamp)) }
        self.metadata = metadata
        let version = Fingerprint.hash((document.content?.version ?? "").utf8)
        fingerprint = Fingerprint(
            content: Fingerprint.hash(settings.fingerprintText.utf8, seed: version),
            metadata: metadata.bytes.withUnsafeBytes { Fingerprint.hash($0) })
    }

    /// The whole document, to replace what the index has.
    ///
    /// - Parameter content: The bytes for the pipeline to extract text from.
    /// - Parameter firstSeen: The `_timestamp` of a document whose source knows none.
    func replacement(content: Data?, fingerprint: Fingerprint, firstSeen: String) -> Data {
        var encoder = metadata
        if let content { encoder.reserve(DocumentEncoder.base64Count(content.count) + 256) }
        encoder.write(DocumentField(Fingerprint.field, fingerprint.text))
        if document.timestamp == nil { encoder.write(DocumentField("_timestamp", firstSeen)) }
        for flag in settings.flags { encoder.write(flag) }
        if let content { encoder.writeBase64("_attachment", content) }
        return encoder.finish()
    }

    /// The members that an update changes: the text stays, and so does a `_timestamp` that only the index knows.
    func partial(fingerprint: Fingerprint) -> Data {
        var encoder = metadata
        encoder.write(DocumentField(Fingerprint.field, fingerprint.text))
        return encoder.finish()
    }
}
