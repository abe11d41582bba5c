extension KnownDocuments {
    /// An open-addressing hash table of 24-byte places, kept between 88 % and 92 % full.
    struct Segment {
        private var keys: [UInt64]
        /// The low 32 bits of the metadata fingerprint and the timestamp.
        private var first: [UInt64]
        /// The content fingerprint, the high 16 bits of the metadata fingerprint, and whether it is seen.
        private var second: [UInt64]
        private var used = 0

        init(capacity: Int) {
            let places = Self.places(for: capacity)
            keys = Array(repeating: 0, count: places)
            first = keys
            second = keys
        }

        var byteCount: Int { keys.count * 24 }

        func entry(_ key: UInt64) -> Entry? {
            let place = place(of: key)
            return keys[place] == key ? unpack(place) : nil
        }

        /// Returns what stood there.
        mutating func set(_ key: UInt64, _ entry: Entry) -> Entry? {
            var place = place(of: key)
            if keys[place] == key {
                let old = unpack(place)
                pack(entry, at: place)
                return old
            }
            if Self.places(for: used + 1) > keys.count {
                grow()
                place = self.place(of: key)
            }
            keys[place] = key
            pack(entry, at: place)
            used += 1
            return nil
        }

        mutating func forgetSeen() {
            for place in second.indices { second[place] &= ~Self.seenBit }
        }

        /// The key's place, or the free one where it belongs.
        private func place(of key: UInt64) -> Int {
            var place = Int((key & 0x00ff_ffff_ffff_ffff) % UInt64(keys.count))
            while keys[place] != 0, keys[place] != key {
                place = place + 1 == keys.count ? 0 : place + 1
            }
            return place
        }

        private static func places(for count: Int) -> Int { max(8, count * 100 / 92 + 1) }

        /// In small steps: with the path that was listed, a document may cost 32 bytes.
        static func grown(_ count: Int) -> Int { count * 26 / 25 + 1 }

        private mutating func grow() {
            let (oldKeys, oldFirst, oldSecond) = (keys, first, second)
            keys = Array(repeating: 0, count: Self.grown(oldKeys.count))
            first = keys
            second = keys
            for index in oldKeys.indices where oldKeys[index] != 0 {
                let place = place(of: oldKeys[index])
                keys[place] = oldKeys[index]
                first[place] = oldFirst[index]
                second[place] = oldSecond[index]
            }
        }
    }
}

extension KnownDocuments.Segment {
    typealias Entry = KnownDocuments.Entry

    private static var seenBit: UInt64 { 1 << 63 }
    /// A content fingerprint that none has (they are 47 bits): no fingerprint, or none of the content.
    private static var noContent: UInt64 { 0 }
    private static var noFingerprint: UInt64 { 1 }

    // A fingerprint of content that happens to be 0 or 1 reads as unknown, and the content is fetched again.
    private func unpack(_ place: Int) -> Entry {
        let content = (second[place] >> 16) & Fingerprint.contentBits
        let metadata = (first[place] >> 32) | (second[place] & 0xffff) << 32
        return Entry(
            fingerprint: content == Self.noFingerprint
                ? nil : Fingerprint(content: content == Self.noContent ? nil : content, metadata: metadata),
            timestamp: UInt32(truncatingIfNeeded: first[place]),
            isSeen: second[place] & Self.seenBit != 0)
    }

    private mutating func pack(_ entry: Entry, at place: Int) {
        let metadata = entry.fingerprint?.metadata ?? 0
        let content = entry.fingerprint.map { $0.content ?? Self.noContent } ?? Self.noFingerprint
        first[place] = metadata << 32 | UInt64(entry.timestamp)
        second[place] = (content << 16) | (metadata >> 32) | (entry.isSeen ? Self.seenBit : 0)
    }
}
