import Foundation

/// A point in time taken apart into the fields of a UTC calendar.
struct TimestampFields {
    enum Fraction { case none, milliseconds, microseconds }

    var date: CivilDate
    var secondOfDay: Int
    var microsecond: Int

    init(_ date: Date) {
        let limits = Self.firstMicrosecond...Self.lastMicrosecond
        // From the reference date, on which `Date` counts, so that nothing is lost to a larger number.
        let scaled = (date.timeIntervalSinceReferenceDate * 1e6).rounded()
        let fromReference = scaled.isNaN ? 0 : Int(min(max(scaled, -1e17), 1e18))
        let microseconds = min(max(fromReference + Self.referenceMicrosecond, limits.lowerBound), limits.upperBound)

        let seconds = microseconds.flooredQuotient(1_000_000)
        let days = seconds.flooredQuotient(86_400)
        self.date = CivilDate(daysSince1970: days)
        secondOfDay = seconds - days * 86_400
        microsecond = microseconds - seconds * 1_000_000
    }

    /// 1 January 2001, where `Date` counts from, after 1 January 1970.
    private static let referenceMicrosecond = 978_307_200_000_000
    /// 1 January of year 1.
    private static let firstMicrosecond = -62_135_596_800_000_000
    /// The end of 31 December 9999.
    private static let lastMicrosecond = 253_402_300_799_999_999

    func text(fraction: Fraction, zone: String) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(32)
        text.append(date.year, digits: 4)
        text.append(UInt8(ascii: "-"))
        text.append(date.month, digits: 2)
        text.append(UInt8(ascii: "-"))
        text.append(date.day, digits: 2)
        text.append(UInt8(ascii: "T"))
        appendTime(to: &text)
        appendFraction(fraction, to: &text)
        text.append(contentsOf: zone.utf8)
        return String(decoding: text, as: UTF8.self)
    }

    /// `2026-11-21 08:15:00Z`, for people.
    var readableText: String {
        var text: [UInt8] = []
        text.append(date.year, digits: 4)
        text.append(UInt8(ascii: "-"))
        text.append(date.month, digits: 2)
        text.append(UInt8(ascii: "-"))
        text.append(date.day, digits: 2)
        text.append(UInt8(ascii: " "))
        appendTime(to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    private func appendTime(to text: inout [UInt8]) {
        text.append(secondOfDay / 3600, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(secondOfDay / 60 % 60, digits: 2)
        text.append(UInt8(ascii: ":"))
        text.append(secondOfDay % 60, digits: 2)
    }

    private func appendFraction(_ fraction: Fraction, to text: inout [UInt8]) {
        guard fraction != .none else { return }
        text.append(UInt8(ascii: "."))
        if fraction == .milliseconds {
            text.append(microsecond / 1000, digits: 3)
        } else {
            text.append(microsecond, digits: 6)
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ number: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}

extension Int {
    /// The quotient rounded down, also below zero. `divisor` is positive.
    fileprivate func flooredQuotient(_ divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
