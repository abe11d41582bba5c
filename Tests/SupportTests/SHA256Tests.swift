import Foundation
import Testing

@testable import Support

@Suite struct SHA256Tests {
    /// NIST's examples for FIPS 180-4.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `published vectors`(text: String, digest: String) {
        #expect(SHA256.hash(Data(text.utf8)).hexadecimal == digest)
    }

    @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 127, 128, 200])
    func `the pieces in which bytes arrive do not change the digest`(pieceSize: Int) {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var hash = SHA256()
        for start in stride(from: 0, to: bytes.count, by: pieceSize) {
            hash.update(bytes[start..<min(start + pieceSize, bytes.count)])
        }
        #expect(hash.finalize() == SHA256.hash(bytes))
    }

    @Test func `a hash goes on after its digest was asked for, and a copy goes its own way`() {
        var hash = SHA256()
        hash.update(Data("ab".utf8))
        _ = hash.finalize()
        var copy = hash
        copy.update(Data("x".utf8))
        hash.update(Data("c".utf8))
        #expect(hash.finalize() == SHA256.hash(Data("abc".utf8)))
        #expect(copy.finalize() == SHA256.hash(Data("abx".utf8)))
    }

    /// Message lengths around the places where the padding needs one block more, against `sha256sum`.
    @Test(arguments: [
        (55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
        (56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"),
        (63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"),
        (64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
        (119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"),
        (120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"),
    ])
    func `padding at the edge of a block`(count: Int, digest: String) {
        #expect(SHA256.hash(Data(repeating: UInt8(ascii: "a"), count: count)).hexadecimal == digest)
    }
}

@Suite struct SHA256StateTests {
    @Test(arguments: [1, 2, 3, 4, 5, 8, 11])
    func `the library's hash and the one in Swift are the same`(blocks: Int) throws {
        let update = try #require(SHA256Library.update, "libcurl has brought no libcrypto")
        let bytes = (0..<64 * blocks).map { UInt8(truncatingIfNeeded: $0 &* 89 ^ $0 >> 8) }
        var (theirs, ours, single) = (SHA256State(), SHA256State(), SHA256State())
        bytes.withUnsafeBytes { bytes in
            theirs.absorb(blocks: bytes, with: update)
            ours.absorbAlone(blocks: bytes)
            for start in stride(from: 0, to: bytes.count, by: 64) {
                single.absorbAlone(blocks: UnsafeRawBufferPointer(rebasing: bytes[start..<start + 64]))
            }
        }
        #expect(ours == theirs)
        #expect(single == theirs)
    }

    /// NIST's example of one block: "abc" with its padding.
    @Test func `the published vector in Swift alone`() {
        let block = [UInt8]("abc".utf8) + [0x80] + [UInt8](repeating: 0, count: 59) + [24]
        var state = SHA256State()
        block.withUnsafeBytes { state.absorbAlone(blocks: $0) }
        #expect(state.bytes.hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}

@Suite struct HMACSHA256Tests {
    /// RFC 4231, 4.2 to 4.8; the fifth case is a truncated code, which nothing here uses.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0b, count: 20), [UInt8]("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            [UInt8]("Jefe".utf8), [UInt8]("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](1...25), [UInt8](repeating: 0xcd, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            [UInt8]("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xaa, count: 131),
            [UInt8](
                "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm."
                    .utf8),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func `published vectors`(key: [UInt8], message: [UInt8], code: String) throws {
        #expect(HMACSHA256.code(for: message, key: key).hexadecimal == code)
        #expect(HMACSHA256.isValid(try #require([UInt8](hexadecimal: code)), for: message, key: key))
    }

    @Test func `a code that differs or is cut short is not valid`() {
        let key = [UInt8]("key".utf8)
        let message = [UInt8]("message".utf8)
        var code = HMACSHA256.code(for: message, key: key)
        #expect(!HMACSHA256.isValid(code.dropLast(), for: message, key: key))
        code[31] ^= 1
        #expect(!HMACSHA256.isValid(code, for: message, key: key))
    }
}

@Suite struct HexadecimalTests {
    @Test func `every byte becomes two lower-case digits and comes back`() {
        let bytes = [UInt8](0...255)
        #expect(bytes.hexadecimal.hasPrefix("000102") && bytes.hexadecimal.hasSuffix("fdfeff"))
        #expect([UInt8](hexadecimal: bytes.hexadecimal) == bytes)
        #expect([UInt8](hexadecimal: "aBCd") == [0xab, 0xcd])
    }

    @Test(arguments: ["a", "abc", "0g", "é0", " 00"])
    func `what is not hexadecimal is refused`(text: String) {
        #expect([UInt8](hexadecimal: text) == nil)
    }
}
