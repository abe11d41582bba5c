import Dropbox
import Foundation
import Testing

@Suite struct ContentHashTests {
    static let block = 4 << 20

    /// The reference's table, section 5.6.
    @Test(arguments: [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "1cd6ef71e6e0ff46ad2609d403dc3fee244417089aa4461245a4e4fe23a55e42"),
        (2, "01e0655fb754d10418a73760f57515f4903b298e6d67dda6bf0987fa79c22c88"),
        (4096, "8620913d33852befe09f16fff8fd75f77a83160d29f76f07e0276e9690903035"),
        (block - 1, "647c8627d70f7a7d13ce96b1e7710a771a55d41a62c3da490d92e56044d311fa"),
        (block, "d4d63bac5b866c71620185392a8a6218ac1092454a2d16f820363b69852befa3"),
        (block + 1, "8f553da8d00d0bf509d8470e242888be33019c20c0544811f5b2b89e98360b92"),
        (2 * block - 1, "83b30cf4fb5195b04a937727ae379cf3d06673bf8f77947f6a92858536e8369c"),
        (2 * block, "e08b3ba1f538804075c5f939accdeaa9efc7b5c01865c94a41e78ca6550a88e7"),
        (2 * block + 1, "02c8a4aefc2bfc9036f89a7098001865885938ca580e5c9e5db672385edd303c"),
    ] as [(Int, String)])
    func `the published vectors`(count: Int, expected: String) {
        #expect(ContentHash.of(Data(repeating: UInt8(ascii: "A"), count: count)) == expected)
    }

    @Test(arguments: [7, 4096, block - 1, block + 1] as [Int])
    func `pieces of any size give the hash of the whole`(size: Int) {
        let content = Data((0..<(Self.block + 5000)).lazy.map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let step = size < 4096 ? size * 4099 : size
        var hash = ContentHash()
        var offset = 0
        while offset < content.count {
            hash.update(content[offset..<min(offset + step, content.count)])
            offset += step
        }
        #expect(hash.finalize() == ContentHash.of(content))
    }

    @Test func `reading the hash does not end it`() {
        var hash = ContentHash()
        hash.update(Data("A".utf8))
        _ = hash.finalize()
        hash.update(Data("A".utf8))
        #expect(hash.finalize() == "01e0655fb754d10418a73760f57515f4903b298e6d67dda6bf0987fa79c22c88")
    }
}
