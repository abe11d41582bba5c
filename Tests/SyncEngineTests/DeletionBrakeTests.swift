import Testing

@testable import SyncEngine

@Suite struct DeletionBrakeTests {
    @Test(arguments: [
        (100, 100, true),       // no more than 100 documents: always
        (101, 404, true),       // a quarter or less: always
        (101, 403, false),
        (2_000, 2_000, false),
    ])
    func `the brake holds above a share and a number`(count: Int, total: Int, isAllowed: Bool) {
        #expect(DeletionBrake().allows(deleting: count, of: total) == isAllowed)
    }

    @Test func `an approved number passes, a larger one does not`() {
        var brake = DeletionBrake()
        brake.approved = 500
        #expect(brake.allows(deleting: 500, of: 500))
        #expect(!brake.allows(deleting: 501, of: 501))
    }

    @Test func `a brake that is switched off holds nothing`() {
        var brake = DeletionBrake()
        brake.isEnabled = false
        #expect(brake.allows(deleting: 2_000_000, of: 2_000_000))
    }
}
