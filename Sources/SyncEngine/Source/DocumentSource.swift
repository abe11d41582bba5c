/// Where documents come from. The engine knows nothing else of a third-party system.
public protocol DocumentSource: Sendable {
    associatedtype Pages: AsyncSequence<SourcePage, any Error>

    /// What changed since `cursor`, or everything when there is none, page by page in the order it must be applied.
    ///
    /// A listing that breaks off throws; it never ends early. The engine deletes what a complete
    /// listing did not mention, so an end that is not the end would empty the index. From a cursor that is of
    /// no use any more it throws ``CursorUnusable``, and the engine asks again without one.
    func pages(since cursor: SourceCursor?) -> Pages

    /// These documents as they are now; those that are no longer in the source are left out.
    func documents(withIDs ids: [String]) async throws -> [SourceDocument]

    /// Whether a document of the index is one of this source's, though it has no fingerprint: one that
    /// the connector before this one wrote. What is nobody's of these is never touched.
    func recognizes(_ stored: StoredMarks) -> Bool

    /// Whether a listing without a ``SourcePage/gap`` mentions everything that belongs into the index. If not,
    /// ``verdicts(on:isScopeChanged:)`` decides about what it did not mention.
    var listsEverything: Bool { get }

    /// What becomes of documents that the index has and the listing did not mention, one verdict for each.
    ///
    /// - Parameter isScopeChanged: The index was made under other rules: that a document is in it says nothing.
    /// - Throws: What ends the sync; nothing more is deleted then.
    func verdicts(on unlisted: [StoredMarks], isScopeChanged: Bool) async throws -> [UnlistedVerdict]

    /// Whose access may have changed. Only asked under document-level security, once in a sync, before its listing.
    ///
    /// - Parameters:
    ///   - state: ``AccessChanges/state`` of the last time; nil when everything is going to be listed.
    ///   - isDue: All lists are to be asked for again, whatever the source believes.
    /// - Throws: ``CursorUnusable`` when only a listing of everything tells. What ends the sync.
    func accessChanges(since state: String?, isDue: Bool) async throws -> AccessChanges

    /// The lists of these keys as they are now. Of a key that is left out nothing is known.
    ///
    /// - Throws: What ends the sync.
    func accessLists(for keys: [String]) async throws -> [String: AccessVerdict]
}

extension DocumentSource {
    public var listsEverything: Bool { true }

    public func verdicts(on unlisted: [StoredMarks], isScopeChanged: Bool) async throws -> [UnlistedVerdict] {
        unlisted.map { _ in .gone }
    }

    public func accessChanges(since state: String?, isDue: Bool) async throws -> AccessChanges { .none() }

    public func accessLists(for keys: [String]) async throws -> [String: AccessVerdict] { [:] }
}

/// Where a source's listing stands. Opaque to the engine.
public struct SourceCursor: Sendable, Hashable {
    public var text: String

    public init(_ text: String) {
        self.text = text
    }
}
