/// What has to be done so that the index has a document as its source does.
enum Decision: Equatable {
    /// Nothing: the index has it.
    case keep
    /// Write the metadata, keep the text.
    case update
    /// Write the whole document, with its content if it has any.
    case replace

    init(known: KnownDocuments.Entry?, wanted: Fingerprint) {
        guard let indexed = known?.fingerprint, indexed.content == wanted.content else {
            self = .replace
            return
        }
        self = indexed.metadata == wanted.metadata ? .keep : .update
    }
}
