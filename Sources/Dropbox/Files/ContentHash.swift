public import Foundation
import Support

/// Dropbox's hash of a file's content, computed while the bytes arrive: the SHA-256 of the SHA-256s of
/// its blocks of 4 MiB.
///
/// <https://www.dropbox.com/developers/reference/content-hash>
public struct ContentHash: Sendable {
    /// Bytes of a block.
    public static let blockSize = 4 << 20

    private var blocks = SHA256()
    private var block = SHA256()
    private var blockBytes = 0

    public init() {}

    /// Adds the next bytes of the content.
    public mutating func update(_ data: Data) {
        data.withUnsafeBytes { update($0) }
    }

    /// Adds the next bytes of the content.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.blockSize - blockBytes)
            block.update(UnsafeRawBufferPointer(rebasing: part))
            blockBytes += part.count
            rest = rest.dropFirst(part.count)
            if blockBytes == Self.blockSize { closeBlock() }
        }
    }

    /// The hash of what was added so far: 64 lower-case hexadecimal digits, as in ``FileMetadata/contentHash``.
    public func finalize() -> String {
        var hash = self
        // An empty file has no blocks, not an empty one.
        if hash.blockBytes > 0 { hash.closeBlock() }
        return hash.blocks.finalize().hexadecimal
    }

    /// The hash of a whole content.
    public static func of(_ data: Data) -> String {
        var hash = ContentHash()
        hash.update(data)
        return hash.finalize()
    }

    private mutating func closeBlock() {
        block.finalize().withUnsafeBytes { blocks.update($0) }
        block = SHA256()
        blockBytes = 0
    }
}
