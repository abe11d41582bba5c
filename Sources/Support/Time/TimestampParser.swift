import Foundation

/// Reads a timestamp byte by byte; see ``Timestamp/parse(_:)-(String)`` for the forms.
struct TimestampParser {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    mutating func parse() -> Date? {
        if let milliseconds = epochMilliseconds { return Date(timeIntervalSince1970: milliseconds / 1000) }
        guard let date = parseDate() else { return nil }
        var seconds = date.daysSince1970 * 86_400
        var fraction = 0.0
        if take(UInt8(ascii: "T")) {
            guard let time = parseTime(), let offset = parseZone() else { return nil }
            seconds += time.seconds - offset
            fraction = time.fraction
        }
        guard rest.isEmpty else { return nil }
        return Date(timeIntervalSinceReferenceDate: Double(seconds - 978_307_200) + fraction)
    }

    /// Four digits are a year; any other number of digits alone are milliseconds.
    private var epochMilliseconds: Double? {
        let digits = rest.first == UInt8(ascii: "-") ? rest.dropFirst() : rest
        guard digits.count != 4 || digits.count != rest.count, (1...18).contains(digits.count),
            digits.allSatisfy(isDigit)
        else { return nil }
        return Double(String(Substring(rest)))
    }

    private mutating func parseDate() -> CivilDate? {
        guard let year = number(digits: 4) else { return nil }
        guard take(UInt8(ascii: "-")) else { return CivilDate(year: year, month: 1, day: 1) }
        guard let month = number(digits: 2) else { return nil }
        guard take(UInt8(ascii: "-")) else { return CivilDate(year: year, month: month, day: 1) }
        guard let day = number(digits: 2) else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private mutating func parseTime() -> (seconds: Int, fraction: Double)? {
        guard let hour = number(digits: 2), hour < 24 else { return nil }
        guard take(UInt8(ascii: ":")) else { return (hour * 3600, 0) }
        guard let minute = number(digits: 2), minute < 60 else { return nil }
        guard take(UInt8(ascii: ":")) else { return (hour * 3600 + minute * 60, 0) }
        guard let second = number(digits: 2), second < 60 else { return nil }
        let seconds = hour * 3600 + minute * 60 + second
        guard take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) else { return (seconds, 0) }
        guard let fraction = parseFraction() else { return nil }
        return (seconds, fraction)
    }

    private mutating func parseFraction() -> Double? {
        let digits = rest.prefix(while: isDigit)
        guard (1...9).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        var value = 0.0
        var scale = 1.0
        for digit in digits {
            value = value * 10 + Double(digit - UInt8(ascii: "0"))
            scale *= 10
        }
        return value / scale
    }

    /// Seconds east of UTC; 0 when there is no zone.
    private mutating func parseZone() -> Int? {
        if rest.isEmpty || take(UInt8(ascii: "Z")) { return 0 }
        let isWest = take(UInt8(ascii: "-"))
        guard isWest || take(UInt8(ascii: "+")), let hours = number(digits: 2), hours <= 18 else { return nil }
        var minutes = 0
        if take(UInt8(ascii: ":")) || !rest.isEmpty {
            guard let value = number(digits: 2), value < 60 else { return nil }
            minutes = value
        }
        let offset = hours * 3600 + minutes * 60
        return isWest ? -offset : offset
    }

    private mutating func take(_ character: UInt8) -> Bool {
        guard rest.first == character else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func number(digits count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = rest.first, isDigit(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
            rest = rest.dropFirst()
        }
        return value
    }
}

private func isDigit(_ character: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
}
