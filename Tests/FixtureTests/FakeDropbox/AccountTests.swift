import FakeDropbox
import Foundation
import Support
import Testing

@Suite struct AccountTests {
    @Test(arguments: [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "1cd6ef71e6e0ff46ad2609d403dc3fee244417089aa4461245a4e4fe23a55e42"),
        (2, "01e0655fb754d10418a73760f57515f4903b298e6d67dda6bf0987fa79c22c88"),
        (4096, "8620913d33852befe09f16fff8fd75f77a83160d29f76f07e0276e9690903035"),
        (4_194_303, "647c8627d70f7a7d13ce96b1e7710a771a55d41a62c3da490d92e56044d311fa"),
        (4_194_304, "d4d63bac5b866c71620185392a8a6218ac1092454a2d16f820363b69852befa3"),
        (4_194_305, "8f553da8d00d0bf509d8470e242888be33019c20c0544811f5b2b89e98360b92"),
        (8_388_607, "83b30cf4fb5195b04a937727ae379cf3d06673bf8f77947f6a92858536e8369c"),
        (8_388_608, "e08b3ba1f538804075c5f939accdeaa9efc7b5c01865c94a41e78ca6550a88e7"),
        (8_388_609, "02c8a4aefc2bfc9036f89a7098001865885938ca580e5c9e5db672385edd303c"),
    ])
    func `the content hash of so many As`(count: Int, hash: String) {
        #expect(FakeContent.data(Data(repeating: 0x41, count: count)).contentHash == hash)
    }

    @Test(arguments: [0, 1, 50, 100, 4096, 5000, 4_194_303, 4_194_304, 4_194_350, 4_194_500])
    func `generated content has its size, its hash and its seed`(size: Int) {
        let content = FakeContent.generated(seed: 7, size: size)
        #expect(content.data.count == size)
        #expect(content.contentHash == FakeContent.data(content.data).contentHash)
        if size > 100 { #expect(content.data != FakeContent.generated(seed: 8, size: size).data) }
    }

    @Test func `the same seed generates the same account`() throws {
        let account = FakeAccount.generated(files: 2000, size: 100, seed: 3)
        #expect(account.entries == FakeAccount.generated(files: 2000, size: 100, seed: 3).entries)
        #expect(account.entries != FakeAccount.generated(files: 2000, size: 100, seed: 4).entries)
        #expect(account.entries.filter { !$0.isFolder }.count == 2000)
        #expect(Set(account.entries.compactMap(\.contentHash)).count == 2000)
        #expect(account.entries.map(\.pathLower).contains { $0.hasSuffix("/😀 100.xlsx") })
    }

    @Test(arguments: [
        ("/a/desktop.ini", "disallowed name"), ("/.DS_Store", "disallowed name"), ("/Icon\r", "disallowed name"),
        ("/" + String(repeating: "x", count: 256), "a name of more than 255 characters"),
    ])
    func `Dropbox does not take every name`(path: String, reason: String) {
        var account = FakeAccount()
        let name = String(path.split(separator: "/").last ?? "")
        #expect(throws: FakeAccountError.disallowedName(name, reason)) { try account.write(path, "x") }
    }

    @Test func `names differ by more than case and composition`() throws {
        var account = FakeAccount()
        let id = try account.write("/Über.txt", "x")
        #expect(try account.write("/U\u{308}BER.TXT", "y") == id)
        #expect(try account.entry(at: "/über.txt").pathDisplay == "/Über.txt")
        #expect(throws: FakeAccountError.conflict("/ÜBER.txt")) { try account.createFolder("/ÜBER.txt") }
    }

    @Test func `path_lower is not what a client would compute`() throws {
        var account = FakeAccount()
        try account.write("/ΟΔΟΣ Ԩ.TXT", "x")
        // No final sigma, and a letter newer than Dropbox's table stays as it is.
        #expect(account.entries[0].pathLower == "/οδοσ Ԩ.txt")
    }

    @Test func `a copy has a new id, a moved file its old one`() throws {
        var account = FakeAccount()
        let id = try account.write("/a/x.txt", "x")
        let copy = try account.copy("/a", to: "/b")
        try account.move("/a/x.txt", to: "/c/y.txt")
        #expect(try account.entry(at: "/c/y.txt").id == id)
        #expect(try account.entry(at: "/b").id == copy)
        #expect(try account.entry(at: "/b/x.txt").id != id)
        #expect(throws: FakeAccountError.conflict("/b/x.txt")) { try account.move("/c/y.txt", to: "/b/x.txt") }
        #expect(throws: FakeAccountError.notFound("/nothing")) { try account.delete("/nothing") }
        #expect(throws: FakeAccountError.conflict("/b/c")) { try account.move("/b", to: "/b/c") }
    }
}
