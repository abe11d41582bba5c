import Elasticsearch
import Support

extension ContentSync {
    /// Hides every document of this source that says nothing of who may see it, because such a one is everybody's:
    /// documents from before document-level security was switched on, whichever connector wrote them.
    ///
    /// Each is shown again when the sync comes to it. What others put into the index is theirs, and left alone.
    ///
    /// - Throws: ``DocumentsStillPublic``, `ElasticsearchError`, `CancellationError`.
    func hideWhatIsNotPermitted() async throws {
        let count = try await countPublic()
        guard count > 0 else { return }
        log.info("Hiding \(count) documents of \(plan.index) until this sync knows who may see them")
        try await withBulkQueue { queue in try await hide(withoutField: AccessList.field, queue) }
        try await client.refresh(plan.index)
        let left = try await countPublic()
        guard left == 0 else { throw DocumentsStillPublic(count: left, index: plan.index) }
    }

    /// Hides the documents of this source that lack one of the members of an access list.
    func hide(withoutField field: String, _ queue: BulkQueue) async throws {
        for try await page in documents(withoutField: field) {
            for marks in page where owns(marks) { try await queue.add(marks.hiding) }
        }
    }

    private func countPublic() async throws -> Int {
        var count = 0
        for try await page in documents(withoutField: AccessList.field) { count += page.count(where: owns) }
        return count
    }

    /// `exists` is false for null and for an empty list, too: both are public.
    private func documents(withoutField field: String) -> AsyncMapSequence<HitPages<Hit<StoredFields>>, [StoredMarks]> {
        client.scroll(
            plan.index, query: ["bool": ["must_not": ["exists": ["field": .string(field)]]]],
            source: StoredFields.names + StoredFields.accessNames, as: StoredFields.self
        ).map { hits in hits.map { $0.source.marks(id: $0.id) } }
    }
}

extension StoredMarks {
    /// Shows the document to nobody.
    fileprivate var hiding: PendingOperation { update(to: AccessList([], key: accessKey)) }

    /// Writes another access list; the rest of the document stays, and its fingerprint with it.
    func update(to access: AccessList) -> PendingOperation {
        var encoder = DocumentEncoder()
        for field in access.fields { encoder.write(field) }
        if let fingerprint = fingerprint.flatMap(Fingerprint.init(text:)) {
            let old = accessFingerprint.flatMap { UInt64($0, radix: 16) }
            encoder.write(DocumentField(Fingerprint.field, fingerprint.replacing(access: old, with: access.fingerprint).text))
        }
        var operation = PendingOperation(
            operation: .update(id: id, partial: encoder.finish()), effect: .update, label: source.filePath ?? id)
        operation.isIncomplete = true
        return operation
    }
}

/// Document-level security is switched on, and documents could not be hidden that everybody can see.
public struct DocumentsStillPublic: Error, Sendable, Equatable, CustomStringConvertible {
    public var count: Int
    public var index: String

    public var description: String {
        """
        Document-level security is switched on, and \(count) documents of the index "\(index)" could not be hidden: \
        everybody can see them. Nothing else was done. The log says why Elasticsearch refused them.
        """
    }
}
