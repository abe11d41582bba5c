/// What is known of the index: for each document its fingerprint, its time, and whether the listing has
/// mentioned it, in at most 32 bytes.
///
/// Documents are told apart by a 64-bit hash of their `_id` that differs from run to run. Two ids with
/// one hash share an entry: that can keep a document for one more sync, never delete one.
struct KnownDocuments {
    struct Entry: Equatable {
        /// Nil when the index holds no text of a known version.
        var fingerprint: Fingerprint?
        /// `_timestamp`, seconds since 1970.
        var timestamp: UInt32
        var isSeen: Bool
    }

    private var segments: [Segment]
    private(set) var count = 0
    private(set) var seenCount = 0

    /// - Parameter capacity: How many documents are expected; more are taken.
    init(capacity: Int = 0) {
        segments = Array(repeating: Segment(capacity: capacity / Self.segmentCount), count: Self.segmentCount)
    }

    var unseenCount: Int { count - seenCount }

    subscript(_ id: String) -> Entry? {
        let hash = Self.hash(id)
        return segments[Self.segment(of: hash)].entry(hash)
    }

    /// Notes a document of the index, or what it will be once a change is applied.
    mutating func note(_ id: String, _ entry: Entry) {
        let hash = Self.hash(id)
        let old = segments[Self.segment(of: hash)].set(hash, entry)
        if old == nil { count += 1 }
        seenCount += (entry.isSeen ? 1 : 0) - (old?.isSeen == true ? 1 : 0)
    }

    /// Notes that the listing mentioned the document. Returns what was known of it.
    mutating func see(_ id: String) -> Entry? {
        guard var entry = self[id] else { return nil }
        let before = entry
        entry.isSeen = true
        note(id, entry)
        return before
    }

    /// Notes that the index no longer has the document, so that it would be written anew.
    mutating func forget(_ id: String) {
        guard let entry = self[id] else { return }
        note(id, Entry(fingerprint: nil, timestamp: entry.timestamp, isSeen: true))
    }

    /// Forgets what the listing has mentioned: it begins again.
    mutating func forgetSeen() {
        for index in segments.indices { segments[index].forgetSeen() }
        seenCount = 0
    }

    /// Memory of the entries, in bytes.
    var byteCount: Int { segments.reduce(0) { $0 + $1.byteCount } }

    // Segments grow one at a time, so growing never needs a second copy of everything.
    private static let segmentCount = 256

    private static func segment(of hash: UInt64) -> Int { Int(hash >> 56) }

    private static func hash(_ id: String) -> UInt64 {
        // 0 marks a free place.
        max(1, UInt64(truncatingIfNeeded: id.hashValue))
    }
}
