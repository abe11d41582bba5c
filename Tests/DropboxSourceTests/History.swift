import FakeDropbox
import FakeElasticsearch
import Foundation

/// Numbers that are the same for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

/// Something that happens to an account, to its index, or between the two.
enum Event: Sendable {
    case change(Change)
    /// With what changes while it lists, one change before each page but the first.
    case full(Trouble?, during: [Change])
    case incremental(Trouble?, during: [Change])

    enum Change: Sendable {
        case write(String, text: Int)
        case createFolder(String)
        case move(String, to: String)
        case copy(String, to: String)
        case delete(String)
        /// Of what is there, in the order of the paths, the one with this number gives way to something of the same
        /// name: a file, or a folder without a text.
        case replace(Int, text: Int?)
    }

    /// What goes wrong during a sync.
    enum Trouble: Sendable, CaseIterable {
        case rateLimited, listingFails, downloadsFail, dropboxDrops, truncatedListing, truncatedDownload, corruptedDownload
        case cursorReset, tokenExpires, restarts
        case bulkFails, bulkDrops, bulkDropsAfterwards, itemRejected, itemsBusy, searchFails
        case dies5, dies12, dies20, dies40
    }
}

/// What happens to an account, drawn from a seed. Any part of a history is a history.
struct History: Sendable {
    var seed: UInt64
    var pageSize: Int?
    var hasEmptyPages: Bool
    var repeatedEntries: Int
    var childrenBeforeParents: Bool
    var news: ListingNews
    var endsWithFull: Bool
    var events: [Event]

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        self.seed = seed
        pageSize = [nil, 1, 2, 3, 5].randomElement(using: &random) ?? nil
        hasEmptyPages = .random(using: &random)
        repeatedEntries = Int.random(in: 0...1, using: &random)
        childrenBeforeParents = .random(using: &random)
        news = ListingNews.allCases.randomElement(using: &random) ?? .afterwards
        endsWithFull = Int.random(in: 0..<4, using: &random) == 0
        events = []
        for _ in 0..<Int.random(in: 5...40, using: &random) { events.append(Self.event(&random)) }
        // A later full sync would make good what this one missed.
        if Bool.random(using: &random) { events.append(.full(nil, during: Self.changes(&random))) }
    }

    private static func event(_ random: inout SeededRandom) -> Event {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<72: .change(change(&random))
        case ..<88: .incremental(trouble(&random), during: changes(&random))
        default: .full(trouble(&random), during: changes(&random))
        }
    }

    private static func change(_ random: inout SeededRandom) -> Event.Change {
        switch Int.random(in: 0..<88, using: &random) {
        case ..<30: .write(path(&random), text: Int.random(in: 0..<30, using: &random))
        case ..<36: .createFolder(path(&random))
        case ..<54: .move(path(&random), to: path(&random))
        case ..<60: .copy(path(&random), to: path(&random))
        case ..<72: .delete(path(&random))
        default: .replace(Int.random(in: 0..<100, using: &random), text: Bool.random(using: &random) ? Int.random(in: 0..<30, using: &random) : nil)
        }
    }

    /// What changes during a sync: nothing in every other one.
    private static func changes(_ random: inout SeededRandom) -> [Event.Change] {
        guard Bool.random(using: &random) else { return [] }
        return (0..<Int.random(in: 1...12, using: &random)).map { _ in change(&random) }
    }

    private static func trouble(_ random: inout SeededRandom) -> Event.Trouble? {
        Bool.random(using: &random) ? nil : Event.Trouble.allCases.randomElement(using: &random)
    }

    /// Few names, so that things meet: folders in the places of files, moves onto what was just deleted,
    /// names that differ only in case.
    private static func path(_ random: inout SeededRandom) -> String {
        let names = ["a", "b", "A", "ab", "x.txt", "y.txt", "X.txt", "ü.md"]
        return (0...Int.random(in: 0...3, using: &random)).map { _ in "/" + (names.randomElement(using: &random) ?? "a") }.joined()
    }

    /// What a reader needs to see it again.
    var description: String {
        """
        seed \(seed), page size \(pageSize.map(String.init) ?? "-"), empty pages \(hasEmptyPages), repeated entries \
        \(repeatedEntries), children before parents \(childrenBeforeParents), news \(news), ends with a full sync \(endsWithFull):
        \(events.map { "  \($0)" }.joined(separator: "\n"))
        """
    }
}

extension Event.Trouble {
    /// Plans it. Returns how many requests the process lives for.
    func plan(_ dropbox: FakeDropbox, _ elasticsearch: FakeElasticsearch) -> Int {
        let listing = "files/list_folder/continue"
        switch self {
        case .rateLimited: dropbox.fail("*", with: .rateLimited(retryAfter: 7), times: 3)
        case .listingFails: dropbox.fail(listing, with: .serverError(), times: nil, afterRequests: 2)
        case .downloadsFail: dropbox.fail("files/download", with: .serverError(), times: 4)
        case .dropboxDrops: dropbox.fail("*", with: .drop, times: 2)
        case .truncatedListing: dropbox.fail(listing, with: .truncate(after: 50), times: 1)
        case .truncatedDownload: dropbox.fail("files/download", with: .truncate(after: 2), times: 4)
        case .corruptedDownload: dropbox.fail("files/download", with: .corrupt, times: 4)
        case .cursorReset: dropbox.fail(listing, with: .resetCursors, times: 1, afterRequests: 1)
        case .tokenExpires: dropbox.fail("*", with: .expireTokens, times: 1, afterRequests: 3)
        case .restarts: dropbox.resetCursors()
        case .bulkFails: elasticsearch.fail(matching: "_bulk", with: .status(503), times: 7)
        case .bulkDrops: elasticsearch.fail(matching: "_bulk", with: .drop, times: 2)
        case .bulkDropsAfterwards: elasticsearch.fail(matching: "_bulk", with: .dropAfterwards, times: 1)
        case .itemRejected: elasticsearch.failBulkItems(with: 400, at: 0, times: 2)
        case .itemsBusy: elasticsearch.failBulkItems(with: 429, times: 8)
        case .searchFails: elasticsearch.fail(matching: "_search|_pit", with: .status(500), times: 6)
        case .dies5: return 5
        case .dies12: return 12
        case .dies20: return 20
        case .dies40: return 40
        }
        return .max
    }
}
