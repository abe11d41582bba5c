/// The paths that a listing of everything has mentioned, to notice that something has taken another one's place
/// while the pages came in. Pure.
///
/// Dropbox: an entry replaces whatever was at its path, and a file drops what was below it; nothing else need tell of
/// that (reference section 4.3). Whether a path was mentioned is told from 40 bits of a hash that differs from run to
/// run, at some 4 1/2 bytes a path. A path may be taken for one that was mentioned, and then the index is asked in
/// vain; one that was mentioned is never forgotten.
struct ListedPaths {
    private var segments = [Segment](repeating: Segment(), count: 256)
    private var lastParent: UInt64 = 0

    /// Notes where a document is. Returns whether another one may have been listed there, or below it when it is a file.
    mutating func note(_ path: String, isFolder: Bool) -> Bool {
        noteParent(of: path)
        let wasListed = insert(Self.hash(path.utf8))
        // What comes before its folder says that there is one; that another file is there is no news of a folder.
        return wasListed || (!isFolder && contains(Self.hash(path.utf8, isBelow: true)))
    }

    /// Whether something may have been listed at a path, or below it.
    func mayHave(_ path: String) -> Bool {
        contains(Self.hash(path.utf8)) || contains(Self.hash(path.utf8, isBelow: true))
    }

    /// Memory of the paths, in bytes.
    var byteCount: Int { segments.reduce(0) { $0 + $1.keys.count * MemoryLayout<UInt32>.size } }

    /// A folder mostly comes before what is in it, and then costs nothing more.
    private mutating func noteParent(of path: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.utf8.startIndex else { return }
        let parent = path.utf8[..<slash]
        let hash = Self.hash(parent)
        if hash == lastParent { return }
        if !contains(hash), !insert(Self.hash(parent, isBelow: true)) { noteParent(of: String(path[..<slash])) }
        lastParent = hash
    }

    private mutating func insert(_ hash: UInt64) -> Bool {
        segments[Int(hash >> 56)].insert(Self.key(hash))
    }

    private func contains(_ hash: UInt64) -> Bool { segments[Int(hash >> 56)].contains(Self.key(hash)) }

    /// 0 marks a free place.
    private static func key(_ hash: UInt64) -> UInt32 { max(1, UInt32(truncatingIfNeeded: hash)) }

    private static func hash(_ path: some Collection<UInt8>, isBelow: Bool = false) -> UInt64 {
        var hasher = Hasher()
        let isHashed: Void? = path.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        if isHashed == nil { for byte in path { hasher.combine(bytes: withUnsafeBytes(of: byte, UnsafeRawBufferPointer.init)) } }
        if isBelow { hasher.combine(UInt8(ascii: "/")) }
        return UInt64(truncatingIfNeeded: hasher.finalize())
    }
}

extension ListedPaths {
    /// An open-addressing hash table, as ``KnownDocuments/Segment``.
    private struct Segment {
        private(set) var keys = [UInt32](repeating: 0, count: 8)
        private var used = 0

        func contains(_ key: UInt32) -> Bool { keys[place(of: key)] == key }

        /// Returns whether it was there.
        mutating func insert(_ key: UInt32) -> Bool {
            var place = place(of: key)
            if keys[place] == key { return true }
            if (used + 1) * 100 / 92 + 1 > keys.count {
                grow()
                place = self.place(of: key)
            }
            keys[place] = key
            used += 1
            return false
        }

        private func place(of key: UInt32) -> Int {
            var place = Int(key) % keys.count
            while keys[place] != 0, keys[place] != key {
                place = place + 1 == keys.count ? 0 : place + 1
            }
            return place
        }

        private mutating func grow() {
            let old = keys
            keys = Array(repeating: 0, count: KnownDocuments.Segment.grown(old.count))
            for key in old where key != 0 { keys[place(of: key)] = key }
        }
    }
}
