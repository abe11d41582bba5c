/// The rules of a sync on documents, applied to each one before anything is fetched for it.
public struct DocumentFilter: Sendable {
    /// Why a document is left out; nil to keep it.
    public var exclusion: @Sendable (SourceDocument) -> String?

    public init(exclusion: @escaping @Sendable (SourceDocument) -> String?) {
        self.exclusion = exclusion
    }
}

extension SyncPlan {
    /// Why a document is left out: its source's rules, or those of the plan. Nil to keep it.
    func exclusion(of document: SourceDocument) -> String? {
        document.exclusion ?? filter?.exclusion(document)
    }
}
