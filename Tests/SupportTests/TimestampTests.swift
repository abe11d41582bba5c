import Foundation
import Support
import Testing

@Suite struct TimestampTests {
    /// Seconds since 1970, worked out with `date -u`.
    @Test(arguments: [
        ("2026-03-04T05:06:07.123456+00:00", 1_772_600_767.123456),
        ("2026-03-04T05:00:00+00:00", 1_772_600_400),
        ("2026-03-04T05:06:07.123456789Z", 1_772_600_767.123456789),
        ("2026-03-04T05:06:07.123Z", 1_772_600_767.123),
        ("2026-03-04T05:06:07Z", 1_772_600_767),
        ("2026-03-04T05:06:07", 1_772_600_767),
        ("2026-03-04T05:06:07.5", 1_772_600_767.5),
        ("2026-03-04T07:06:07+02:00", 1_772_600_767),
        ("2026-03-04T07:06:07+0200", 1_772_600_767),
        ("2026-03-04T07:06:07+02", 1_772_600_767),
        ("2026-03-03T23:36:07-05:30", 1_772_600_767),
        ("2026-03-04T05:06Z", 1_772_600_760),
        ("2026-03-04T05", 1_772_600_400),
        ("2026-03-04", 1_772_582_400),
        ("2026-03", 1_772_323_200),
        ("2026", 1_767_225_600),
        ("1772600767123", 1_772_600_767.123),
        ("-1000", -1),
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59.250Z", -0.75),
        ("2000-02-29T12:00:00Z", 951_825_600),
        ("0001-01-01T00:00:00Z", -62_135_596_800),
        ("9999-12-31T23:59:59Z", 253_402_300_799),
    ] as [(String, Double)])
    func `every form of the protocol is read`(text: String, seconds: Double) throws {
        let date = try #require(Timestamp.parse(text))
        #expect(abs(date.timeIntervalSince1970 - seconds) < 0.000_001)
    }

    @Test(arguments: [
        "", "T", "now", "2026-13-01", "2026-00-01", "2026-02-29", "2026-04-31T00:00:00Z", "2026-03-04T24:00:00Z",
        "2026-03-04T05:60:00Z", "2026-03-04T05:06:60Z", "2026-03-04T05:06:07.Z", "2026-03-04T05:06:07.1234567890Z",
        "2026-03-04T05:06:07ZZ", "2026-03-04 05:06:07", "2026-3-4", "2026-03-04T05:06:07+2", "2026-03-04T05:06:07+19:00",
        "2026-03-04T", "20260304T050607Z", " 2026-03-04", "2026-03-04T05:06:07+02:", "٢٠٢٦-03-04", "-2026-", "--5",
    ])
    func `anything else is no timestamp`(text: String) {
        #expect(Timestamp.parse(text) == nil)
    }

    @Test(arguments: [
        (1_772_600_767.123456, "2026-03-04T05:06:07.123456+00:00", "2026-03-04T05:06:07Z", "2026-03-04T05:06:07.123Z"),
        (1_772_600_400, "2026-03-04T05:00:00+00:00", "2026-03-04T05:00:00Z", "2026-03-04T05:00:00.000Z"),
        (1_772_600_400.0000002, "2026-03-04T05:00:00+00:00", "2026-03-04T05:00:00Z", "2026-03-04T05:00:00.000Z"),
        (-0.75, "1969-12-31T23:59:59.250000+00:00", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.250Z"),
        (1e300, "9999-12-31T23:59:59.999999+00:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z"),
        (-1e300, "0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
    ] as [(Double, String, String, String)])
    func `writing`(seconds: Double, protocolForm: String, dropbox: String, milliseconds: String) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(Timestamp.format(date) == protocolForm)
        #expect(Timestamp.formatDropbox(date) == dropbox)
        #expect(Timestamp.formatMilliseconds(date) == milliseconds)
    }

    @Test func `a written timestamp reads as the same text, to the microsecond, for two centuries`() throws {
        var seed: UInt64 = 7
        for _ in 0..<2000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let microseconds = Double(seed >> 12).truncatingRemainder(dividingBy: 6.3e15)
            let text = Timestamp.format(Date(timeIntervalSince1970: microseconds / 1e6))
            #expect(Timestamp.format(try #require(Timestamp.parse(text))) == text)
        }
    }

    @Test func `the calendar agrees with Foundation's on every day of a leap cycle`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for day in stride(from: -36_524, to: 120_000, by: 17) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let fields = calendar.dateComponents([.year, .month, .day], from: date)
            let expected = [fields.year, fields.month, fields.day].compactMap { $0 }
            #expect(Timestamp.formatDropbox(date).prefix(10).split(separator: "-").compactMap { Int($0) } == expected)
        }
    }

    @Test func `a stored member is a text or a number of milliseconds`() {
        let date = Date(timeIntervalSince1970: 1_772_600_767)
        #expect(Timestamp.parse(JSON.string("2026-03-04T05:06:07Z")) == date)
        #expect(Timestamp.parse(JSON.int(1_772_600_767_000)) == date)
        #expect(Timestamp.parse(JSON.null) == nil)
        #expect(Timestamp.parse(nil as JSON?) == nil)
    }
}
