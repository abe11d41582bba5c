#if canImport(Glibc)
import Glibc
#endif

/// libcrypto's SHA-256, where the process has that library anyway: libcurl brings it, and Foundation brings libcurl.
///
/// It uses the processor's own instructions for SHA-256, which no Swift code can name: 1.9 GB/s where
/// ``SHA256State`` by itself does 0.5, and every downloaded byte is hashed. Nothing is linked or loaded for it.
enum SHA256Library {
    /// `int SHA256_Update(SHA256_CTX *, const void *, size_t)`
    typealias Update = @convention(c) (UnsafeMutableRawPointer?, UnsafeRawPointer?, Int) -> Int32

    /// Words of an `SHA256_CTX`: the eight of the state, the length in bits (2), a block (16), two numbers.
    /// <https://docs.openssl.org/3.0/man3/SHA256_Init/>
    static let contextWords = 28

    /// Nil where there is no such library, or one that comes to other results.
    static let update: Update? = find()

    private static func find() -> Update? {
        #if canImport(Glibc)
        guard let symbol = dlsym(nil, "SHA256_Update") else { return nil }
        let update = unsafeBitCast(symbol, to: Update.self)
        // Two blocks that differ in every byte: a context laid out otherwise would show.
        let sample = (0..<128).map { UInt8(truncatingIfNeeded: $0 &* 167) }
        return sample.withUnsafeBytes { blocks in
            var (theirs, ours) = (SHA256State(), SHA256State())
            theirs.absorb(blocks: blocks, with: update)
            ours.absorbAlone(blocks: blocks)
            return theirs == ours ? update : nil
        }
        #else
        return nil
        #endif
    }
}
