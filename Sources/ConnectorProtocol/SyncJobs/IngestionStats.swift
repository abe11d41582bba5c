import Support

/// The counters that a running sync reports on its job.
public struct IngestionStats: Sendable, Hashable {
    public var indexedDocumentCount: Int
    /// In MiB, as the field holds it. A small sync shows 0.
    public var indexedDocumentVolume: Int
    public var deletedDocumentCount: Int

    public init(indexedDocumentCount: Int = 0, indexedDocumentVolume: Int = 0, deletedDocumentCount: Int = 0) {
        self.indexedDocumentCount = indexedDocumentCount
        self.indexedDocumentVolume = indexedDocumentVolume
        self.deletedDocumentCount = deletedDocumentCount
    }

    /// - Parameter indexedBytes: The size of the indexed documents, rounded to whole MiB here.
    public init(indexedDocumentCount: Int, indexedBytes: Int, deletedDocumentCount: Int) {
        self.init(
            indexedDocumentCount: indexedDocumentCount,
            indexedDocumentVolume: Int((Double(indexedBytes) / 1_048_576).rounded()),
            deletedDocumentCount: deletedDocumentCount)
    }

    /// Reads the counters of a job document; a missing one is 0.
    init(_ source: JSON) {
        self.init(
            indexedDocumentCount: source.whole("indexed_document_count") ?? 0,
            indexedDocumentVolume: source.whole("indexed_document_volume") ?? 0,
            deletedDocumentCount: source.whole("deleted_document_count") ?? 0)
    }

    /// The three fields of a job document.
    ///
    /// They are mapped as `integer`, so a larger number would make the whole update fail.
    var json: JSON {
        [
            "indexed_document_count": .counter(indexedDocumentCount),
            "indexed_document_volume": .counter(indexedDocumentVolume),
            "deleted_document_count": .counter(deletedDocumentCount),
        ]
    }
}

extension JSON {
    /// A count within the bounds of Elasticsearch's `integer`.
    static func counter(_ value: Int) -> JSON { .int(min(max(value, 0), Int(Int32.max))) }
}
