/// Stops a sync that would empty the index because the source suddenly looks empty.
///
/// A lost membership, a moved folder or a wrong account lists as an empty but complete account. The brake
/// holds when a sync would delete more than a share *and* more than a number of the index's documents.
public struct DeletionBrake: Sendable, Equatable {
    public var isEnabled = true
    /// Percent of the documents this connector has in the index. The default is 25.
    public var maximumPercent = 25
    /// Documents. The default is 100.
    public var maximumDocuments = 100
    /// The number of deletions that somebody has approved for this sync.
    public var approved: Int?

    public init() {}

    /// Whether `count` of `total` documents may be deleted.
    func allows(deleting count: Int, of total: Int) -> Bool {
        guard isEnabled, count > maximumDocuments, count * 100 > total * maximumPercent else { return true }
        return approved.map { count <= $0 } ?? false
    }
}

/// The sync is done but for its deletions, which the brake holds back.
public struct DeletionsHeldBack: Error, Sendable, Equatable {
    /// Documents that would have been deleted.
    public var count: Int
    /// Documents of this connector in the index before the sync.
    public var total: Int
    public var index: String
}

extension DeletionsHeldBack: CustomStringConvertible {
    public var description: String {
        """
        This sync would delete \(count) of the \(total) documents of the index "\(index)", because they are no longer \
        in the source. Everything else was applied; nothing was deleted. If that many were really removed, approve \
        exactly this once: dropbox-connector sync --type full --approve-deletes \(count). If not, check the connector's \
        path and account.
        """
    }
}
