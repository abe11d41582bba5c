import Foundation

/// Stands in for `Support.Timestamp` until that is there.
enum Timestamp {
    static func parse(_ text: String) -> Date? {
        let pattern = /(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d\d:?\d\d)?)?/
        guard let match = text.wholeMatch(of: pattern) else { return nil }
        var parts = DateComponents()
        parts.year = Int(match.1)
        parts.month = Int(match.2)
        parts.day = Int(match.3)
        parts.hour = match.4.flatMap { Int($0) } ?? 0
        parts.minute = match.5.flatMap { Int($0) } ?? 0
        parts.second = match.6.flatMap { Int($0) } ?? 0
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        guard parts.isValidDate(in: calendar), let whole = calendar.date(from: parts) else { return nil }
        let fraction = match.7.flatMap { Double("0.\($0)") } ?? 0
        return whole.addingTimeInterval(fraction - offset(match.8))
    }

    private static func offset(_ zone: Substring?) -> Double {
        guard let zone, let sign = zone.first, sign == "+" || sign == "-" else { return 0 }
        let digits = zone.dropFirst().filter(\.isNumber)
        let minutes = (Int(digits.prefix(2)) ?? 0) * 60 + (Int(digits.dropFirst(2)) ?? 0)
        return Double(sign == "-" ? -minutes : minutes) * 60
    }

    static func format(_ date: Date) -> String {
        let microseconds = Int((date.timeIntervalSince1970 * 1_000_000).rounded())
        let seconds = Int((Double(microseconds) / 1_000_000).rounded(.down))
        let fraction = microseconds - seconds * 1_000_000
        let whole = Date(timeIntervalSince1970: Double(seconds))
            .formatted(.iso8601.year().month().day().dateSeparator(.dash).time(includingFractionalSeconds: false))
        let tail = fraction == 0 ? "" : "." + String(repeating: "0", count: 6 - "\(fraction)".count) + "\(fraction)"
        return "\(whole.replacingOccurrences(of: "Z", with: ""))\(tail)+00:00"
    }
}
