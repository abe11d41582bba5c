/// What a sync has done.
public struct SyncReport: Sendable, Equatable {
    /// Entries the source has mentioned.
    public var listed = 0
    /// Documents that were not in the index and now are.
    public var created = 0
    /// Documents written again with their content.
    public var replaced = 0
    /// Documents of which only metadata was written: their text stayed.
    public var updated = 0
    /// Documents that were as the source has them: nothing was sent.
    public var unchanged = 0
    /// Documents that are gone from the index.
    public var deleted = 0
    /// Documents that the rules leave out.
    public var excluded = 0
    /// Documents that Elasticsearch refused.
    public var failed = 0
    /// Bytes of content fetched.
    public var downloadedBytes = 0
    /// Files whose content was fetched.
    public var downloads = 0
    /// Documents that got their text from another one with the same content: nothing was fetched for them.
    public var reused = 0
    /// Bytes of the documents that were indexed, as they were sent.
    public var indexedBytes = 0
    /// Why content could not be fetched or extracted, and how often.
    public var contentFailures: [String: Int] = [:]
    /// Files of the listing that have no text, by ``ExtractionStatus``; those whose text could not be had now
    /// are in ``contentFailures`` instead.
    public var withoutText: [String: Int] = [:]
    /// Documents whose text is there only in part, because all of it would be more than a document may be.
    public var truncatedTexts = 0
    /// Documents of which it is not or not fully known who may see them: they are hidden from the others, and the next
    /// sync asks again, and counts them again while they stay unknown.
    public var unknownPermissions = 0
    /// Why an incremental sync listed everything; nil when it did not.
    public var fullListingReason: String?
    /// Which listing the sync has taken up instead of beginning one; nil when it has not.
    public var resumption: String?
    /// The first failures of single documents, named.
    public var firstFailures: [String] = []

    /// What the operator should know, and what did not fail the sync.
    public var warnings: [String] = []

    public init() {}

    /// Documents written: `indexed_document_count` of the job.
    public var indexed: Int { created + replaced + updated }

    /// How many failures are named; the rest is counted.
    static let namedFailures = 20
    /// How many documents are named for each reason of not knowing their permissions.
    private static let namedPathsOfProblem = 5
    /// How many are, by what ``firstFailures`` begins with.
    private var namedPaths: [String: Int] = [:]

    /// Counts a document whose permissions are not known. What many have in common is told once, with the first of them.
    mutating func noteUnknownPermissions(_ problem: String, label: String) {
        unknownPermissions += 1
        let text = "Permissions not known: \(problem) Hidden: "
        guard let index = firstFailures.firstIndex(where: { $0.hasPrefix(text) }) else { return nameFailure(text + label) }
        let named = namedPaths[text, default: 1]
        guard named < Self.namedPathsOfProblem else { return }
        namedPaths[text] = named + 1
        firstFailures[index] += ", \(label)"
    }

    mutating func nameFailure(_ text: String) {
        if firstFailures.count < Self.namedFailures { firstFailures.append(text) }
    }
}
