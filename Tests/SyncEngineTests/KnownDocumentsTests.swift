import Testing

@testable import SyncEngine

@Suite struct KnownDocumentsTests {
    private func entry(_ number: UInt64, seen: Bool = false) -> KnownDocuments.Entry {
        KnownDocuments.Entry(
            fingerprint: Fingerprint(content: number &* 0x9e37_79b9_7f4a_7c15 | 2, metadata: number &* 0xff51_afd7_ed55_8ccd),
            timestamp: UInt32(number), isSeen: seen)
    }

    @Test func `every document is found again with all that was noted of it`() {
        var known = KnownDocuments()
        for number in 0..<20_000 { known.note("id:\(number)", entry(UInt64(number))) }
        #expect(known.count == 20_000)
        for number in 0..<20_000 { #expect(known["id:\(number)"] == entry(UInt64(number))) }
        #expect(known["id:20000"] == nil)
    }

    @Test(arguments: [0, 100_000])
    func `a document costs at most 32 bytes with the path it was listed at, whether their number was known or not`(capacity: Int) {
        var known = KnownDocuments(capacity: capacity)
        var paths = ListedPaths()
        for number in 0..<100_000 {
            known.note("id:\(number)", entry(UInt64(number)))
            _ = paths.note("/folder/\(number).txt", isFolder: false)
        }
        #expect(known.byteCount + paths.byteCount <= 100_000 * 32)
    }

    @Test(arguments: [
        KnownDocuments.Entry(fingerprint: nil, timestamp: 0, isSeen: true),
        KnownDocuments.Entry(fingerprint: nil, timestamp: .max, isSeen: false),
        KnownDocuments.Entry(fingerprint: Fingerprint(content: nil, metadata: .max), timestamp: 7, isSeen: false),
        KnownDocuments.Entry(fingerprint: Fingerprint(content: .max, metadata: 0), timestamp: 7, isSeen: true),
    ])
    func `an entry is kept as it is`(entry: KnownDocuments.Entry) {
        var known = KnownDocuments()
        known.note("id:a", entry)
        #expect(known["id:a"] == entry)
    }

    @Test func `what the listing did not mention is unseen, also after it began again`() {
        var known = KnownDocuments()
        for id in ["a", "b", "c"] { known.note(id, entry(1)) }
        #expect(known.see("a") == entry(1))
        #expect(known.see("a") == entry(1, seen: true))
        #expect(known.see("new") == nil)
        #expect(known.unseenCount == 2)
        known.forgetSeen()
        #expect(known.unseenCount == 3)
        #expect(known["a"]?.isSeen == false)
    }
}
