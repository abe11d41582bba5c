import Foundation
import Synchronization

/// Blocks of memory that are no longer wanted, kept for who wants one of that size next.
///
/// What comes fresh from the system is fetched page by page when it is first written: of a sync of files of 1 MB, a
/// quarter of the processor's time. Never is more kept than was in use at once anyway, and little when nothing is.
final class LargeMemory: Sendable {
    /// Uninitialized, or with what was in it before.
    struct Block {
        let bytes: UnsafeMutableRawBufferPointer
    }

    fileprivate typealias Kept = (address: UInt, size: Int)

    static let shared = LargeMemory()

    /// Less is used again by the C library itself.
    static let smallestBlock = 256 << 10
    /// Bytes that may be kept while nothing is in use.
    static let idleBytes = 8 << 20

    private let state = Mutex(State())

    /// Bytes that are held and not in use.
    var bytesKept: Int { state.withLock { $0.keptBytes } }

    /// - Parameter size: In bytes; a block may have a few more.
    func take(_ size: Int) -> Block {
        guard size >= Self.smallestBlock else {
            return Block(bytes: .allocate(byteCount: size, alignment: MemoryLayout<UInt64>.alignment))
        }
        let size = Self.rounded(size)
        let (address, surplus) = state.withLock { $0.take(size) }
        Self.unmap(surplus)
        let start = address.flatMap(UnsafeMutableRawPointer.init(bitPattern:)) ?? Self.map(size)
        return Block(bytes: UnsafeMutableRawBufferPointer(start: start, count: size))
    }

    func giveBack(_ block: Block) {
        guard block.bytes.count >= Self.smallestBlock else { return block.bytes.deallocate() }
        Self.unmap(state.withLock { $0.keep((UInt(bitPattern: block.bytes.baseAddress), block.bytes.count)) })
    }

    /// Four sizes from each power of two to the next, so that one block serves many contents.
    static func rounded(_ size: Int) -> Int {
        let step = (1 << (Int.bitWidth - 1 - size.leadingZeroBitCount)) / 4
        return (size + step - 1) / step * step
    }

    private static func map(_ size: Int) -> UnsafeMutableRawPointer {
        let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let start, start != MAP_FAILED else { fatalError("The system has no \(size) bytes of memory left.") }
        return start
    }

    private static func unmap(_ blocks: [Kept]) {
        for block in blocks { munmap(UnsafeMutableRawPointer(bitPattern: block.address), block.size) }
    }
}

extension LargeMemory {
    fileprivate struct State {
        /// The one that was given back last is at the end.
        private var kept: [Kept] = []
        private(set) var keptBytes = 0
        private var bytesInUse = 0
        /// The most bytes in use at once since none was.
        private var peak = 0

        /// Returns where the block is, if one was kept, and what is to be unmapped.
        mutating func take(_ size: Int) -> (address: UInt?, surplus: [Kept]) {
            let position = kept.lastIndex { $0.size == size }
            let address = position.map { kept.remove(at: $0).address }
            if address != nil { keptBytes -= size }
            bytesInUse += size
            peak = max(peak, bytesInUse)
            return (address, surplus())
        }

        /// Returns what is to be unmapped.
        mutating func keep(_ block: Kept) -> [Kept] {
            kept.append(block)
            keptBytes += block.size
            bytesInUse -= block.size
            if bytesInUse == 0 { peak = LargeMemory.idleBytes }
            return surplus()
        }

        /// The oldest first: sizes that nobody wants any more.
        private mutating func surplus() -> [Kept] {
            var surplus: [Kept] = []
            while let oldest = kept.first, bytesInUse + keptBytes > peak {
                surplus.append(oldest)
                keptBytes -= oldest.size
                kept.removeFirst()
            }
            return surplus
        }
    }
}
