/// What a sync would do, found out without writing anything.
public struct SyncForecast: Sendable {
    /// Documents to which the same would happen.
    public struct Group: Sendable, Equatable {
        public var count = 0
        /// The first ones, as a person would call them.
        public var names: [String] = []

        /// How many are named; the rest is counted.
        static let named = 10

        mutating func add(_ label: String) {
            count += 1
            if names.count < Self.named { names.append(label) }
        }
    }

    /// Documents of this connector that the index has now.
    public var indexed = 0
    /// Entries that the source has mentioned.
    public var listed = 0
    /// Documents that the index does not have yet.
    public var created = Group()
    /// Documents that would be written anew, with their content.
    public var replaced = Group()
    /// Documents of which only metadata would be written.
    public var updated = Group()
    /// Documents that are no longer in the source, or that the rules leave out now.
    public var deleted = Group()
    /// Documents to which nothing would happen.
    public var unchanged = 0
    /// Documents that the rules leave out.
    public var excluded = 0
    /// Files whose content would be fetched, at most: the index may have the text of some under another document.
    public var fetched = 0
    /// Bytes of that content; of what has to be exported, whose size is not known before, a guess.
    public var fetchedBytes = 0
    /// Files that would be indexed by their metadata alone, by ``ExtractionStatus``.
    public var withoutText: [String: Int] = [:]
    /// Whether only what has changed since the last sync was looked at: then ``indexed`` and ``unchanged`` say nothing of the
    /// rest of the index.
    public var isOfChanges = false
    /// Why a sync that need not list everything would do so; nil when it does not, or is one that always does.
    public var fullListingReason: String?
    /// What the operator should know of the listing, and what would not fail the sync.
    public var warnings: [String] = []
    /// Why absence from the listing proves nothing, so that nothing would be deleted.
    public var gaps: [String] = []
    /// The brake would hold the deletions back.
    public var areDeletionsHeldBack = false
    /// Content to measure with how fast it can be fetched.
    public var samples: [SourceContent] = []

    public init() {}

    /// Documents that would be written.
    public var written: Int { created.count + replaced.count + updated.count }

    /// Enough to see how fast a line is, and not so much that anybody minds.
    static let sampleCount = 4
    static let largestSample = 4 << 20
}
