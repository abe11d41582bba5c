import Foundation

/// A day of the calendar in UTC, and the way to its neighbours.
struct CalendarDay {
    private(set) var year: Int
    private(set) var month: Int
    private(set) var day: Int
    /// Days since 1 January 1970.
    private(set) var number: Int

    /// - Parameter secondsSince1970: Any second of the day.
    init(secondsSince1970 seconds: Int) {
        number = Int((Double(seconds) / 86_400).rounded(.down))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.year, .month, .day], from: Date(timeIntervalSince1970: Double(seconds)))
        (year, month, day) = (parts.year ?? 1970, parts.month ?? 1, parts.day ?? 1)
    }

    /// Sunday is 1.
    var weekday: Int { Self.weekday(number) }

    /// 1 January 1970 was a Thursday.
    private static func weekday(_ number: Int) -> Int { ((number + 4) % 7 + 7) % 7 + 1 }

    var daysInMonth: Int { Self.days(in: month, of: year) }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    mutating func moveToNextDay() {
        number += 1
        day += 1
        if day > daysInMonth { startMonth(month + 1) }
    }

    mutating func moveToPreviousDay() {
        number -= 1
        day -= 1
        if day == 0 { endMonth(month - 1) }
    }

    mutating func moveToNextMonth() {
        number += daysInMonth - day + 1
        startMonth(month + 1)
    }

    mutating func moveToPreviousMonth() {
        number -= day
        endMonth(month - 1)
    }

    private mutating func startMonth(_ next: Int) {
        (year, month) = next > 12 ? (year + 1, 1) : (year, next)
        day = 1
    }

    private mutating func endMonth(_ previous: Int) {
        (year, month) = previous < 1 ? (year - 1, 12) : (year, previous)
        day = daysInMonth
    }

    /// The day from Monday to Friday that is nearest to `wanted` and in the same month.
    func nearestWeekday(to wanted: Int) -> Int {
        switch Self.weekday(number + wanted - day) {
        case 7: wanted == 1 ? 3 : wanted - 1
        case 1: wanted == daysInMonth ? wanted - 2 : wanted + 1
        default: wanted
        }
    }
}
