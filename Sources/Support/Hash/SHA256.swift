public import Foundation

/// SHA-256, fed in pieces of any size.
///
/// A value: a copy taken midway goes on by itself, so a common beginning is hashed once. Blocks are
/// read where they lie and nothing is allocated for them: every downloaded byte passes here.
///
/// FIPS 180-4: <https://csrc.nist.gov/pubs/fips/180-4/upd1/final>
public struct SHA256: Sendable {
    /// Bytes of a digest.
    public static let digestSize = 32
    static let blockSize = 64

    private var state = SHA256State()
    /// The beginning of a block that is not complete yet; always shorter than a block.
    private var pending: [UInt8] = []
    private var byteCount: UInt64 = 0

    public init() {}

    /// Hashes `bytes` after everything that was given before.
    public mutating func update(_ bytes: some ContiguousBytes) {
        bytes.withUnsafeBytes { absorb($0) }
    }

    /// The digest of everything that was given, 32 bytes. The hash itself stays as it was and can go on.
    public func finalize() -> [UInt8] {
        var last = self
        last.absorbPadding()
        return last.state.bytes
    }

    /// The digest of `data`, 32 bytes.
    public static func hash(_ data: some ContiguousBytes) -> [UInt8] {
        var hash = SHA256()
        hash.update(data)
        return hash.finalize()
    }
}

extension SHA256 {
    private mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
        byteCount &+= UInt64(bytes.count)
        var rest = bytes[...]
        if !pending.isEmpty {
            let missing = rest.prefix(Self.blockSize - pending.count)
            pending.append(contentsOf: missing)
            rest = rest.dropFirst(missing.count)
            guard pending.count == Self.blockSize else { return }
            pending.withUnsafeBytes { state.absorb(blocks: $0) }
            pending.removeAll(keepingCapacity: true)
        }
        let whole = rest.count - rest.count % Self.blockSize
        if whole > 0 { state.absorb(blocks: UnsafeRawBufferPointer(rebasing: rest.prefix(whole))) }
        pending.append(contentsOf: rest.dropFirst(whole))
    }

    /// FIPS 180-4, 5.1.1: a one bit, zeros up to 8 bytes before the end of a block, the length in bits.
    private mutating func absorbPadding() {
        let bitCount = byteCount &* 8
        let zeros = (2 * Self.blockSize - 9 - pending.count) % Self.blockSize
        let padding = [0x80] + [UInt8](repeating: 0, count: zeros) + bitCount.bigEndianBytes
        padding.withUnsafeBytes { absorb($0) }
    }
}

extension FixedWidthInteger {
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { [UInt8]($0) } }
}
