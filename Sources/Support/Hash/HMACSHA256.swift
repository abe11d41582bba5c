public import Foundation

/// Keyed hashing with SHA-256, as webhooks are signed with.
///
/// RFC 2104: <https://www.rfc-editor.org/rfc/rfc2104>
public enum HMACSHA256 {
    /// The authentication code of `message`, 32 bytes.
    public static func code(for message: some ContiguousBytes, key: some ContiguousBytes) -> [UInt8] {
        let key = blockKey(key.withUnsafeBytes { [UInt8]($0) })
        var inner = SHA256()
        inner.update(key.map { $0 ^ 0x36 })
        inner.update(message)
        var outer = SHA256()
        outer.update(key.map { $0 ^ 0x5c })
        outer.update(inner.finalize())
        return outer.finalize()
    }

    /// Whether `code` authenticates `message`. Takes the same time wherever a wrong code first differs,
    /// so that it cannot be guessed byte by byte.
    public static func isValid(
        _ code: some Collection<UInt8>, for message: some ContiguousBytes, key: some ContiguousBytes
    ) -> Bool {
        let expected = self.code(for: message, key: key)
        guard code.count == expected.count else { return false }
        return zip(code, expected).reduce(0 as UInt8) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// A key as long as a block: a longer one is hashed first, a shorter one filled with zeros.
    private static func blockKey(_ key: [UInt8]) -> [UInt8] {
        let short = key.count > SHA256.blockSize ? SHA256.hash(key) : key
        return short + [UInt8](repeating: 0, count: SHA256.blockSize - short.count)
    }
}
