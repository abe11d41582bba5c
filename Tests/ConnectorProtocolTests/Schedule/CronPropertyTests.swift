import ConnectorProtocol
import Foundation
import Testing

/// Random expressions against an evaluator that knows nothing of the one under test: each field is
/// generated together with its meaning, and every second is tried.
struct CronPropertyTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `random expressions agree with trying every second`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<250 {
            let sample = CronSample(using: &random)
            let reference = Date(timeIntervalSince1970: Double(Int.random(in: 0...4_000_000_000, using: &random)))
            let cron = try CronExpression(sample.text)
            let horizon = 2000
            let expected = sample.next(after: reference, days: horizon)
            let found = cron.next(after: reference)
            let bounded = found.flatMap {
                $0.timeIntervalSince(reference) < Double(horizon - 1) * 86_400 ? $0 : nil
            }
            if let expected, expected.timeIntervalSince(reference) >= Double(horizon - 1) * 86_400 { continue }
            #expect(bounded == expected, "\(sample.text) after \(reference), seed \(seed)")
            if let expected {
                // The way back finds it too.
                #expect(cron.latest(after: reference, through: expected) == expected, "\(sample.text), seed \(seed)")
                #expect(cron.latest(after: reference, through: expected.addingTimeInterval(-1)) == nil)
            }
        }
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A text and what it means.
private struct CronSample {
    typealias Random = SeededGenerator

    let text: String
    private let seconds: Set<Int>
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let months: Set<Int>
    private let years: Set<Int>?
    private let day: (Day) -> Bool

    /// A day as Foundation's calendar sees it.
    struct Day {
        var year: Int, month: Int, day: Int, weekday: Int
        /// The weekdays of all days of the month, Sunday 1, from index 1 on.
        var weekdays: [Int]
        var last: Int { weekdays.count - 1 }
    }

    init(using random: inout Random) {
        let (seconds, minutes, hours) = (
            Self.list(0...59, using: &random), Self.list(0...59, using: &random), Self.list(0...23, using: &random)
        )
        let months = Self.list(1...12, names: Self.monthNames, using: &random)
        let (dom, dow, day) = Self.days(using: &random)
        let year = Self.year(using: &random)
        text = [seconds.0, minutes.0, hours.0, dom, months.0, dow, year.0].compactMap { $0 }.joined(separator: " ")
        (self.seconds, self.minutes, self.hours) = (seconds.1, minutes.1, hours.1)
        self.months = months.1
        years = year.1
        self.day = day
    }

    func next(after reference: Date, days: Int) -> Date? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        var start = calendar.startOfDay(for: reference)
        for _ in 0..<days {
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: start)
            if months.contains(parts.month!), years?.contains(parts.year!) ?? (parts.year! <= 2199) {
                let first = calendar.date(from: DateComponents(year: parts.year, month: parts.month, day: 1))!
                let count = calendar.range(of: .day, in: .month, for: first)!.count
                let firstWeekday = calendar.component(.weekday, from: first)
                let weekdays = [0] + (0..<count).map { (firstWeekday - 1 + $0) % 7 + 1 }
                let day = Day(
                    year: parts.year!, month: parts.month!, day: parts.day!, weekday: parts.weekday!,
                    weekdays: weekdays)
                if self.day(day), let found = time(on: start, after: reference) { return found }
            }
            start = start.addingTimeInterval(86_400)
        }
        return nil
    }

    private func time(on start: Date, after reference: Date) -> Date? {
        for hour in 0...23 where hours.contains(hour) {
            for minute in 0...59 where minutes.contains(minute) {
                for second in 0...59 where seconds.contains(second) {
                    let date = start.addingTimeInterval(Double(hour * 3600 + minute * 60 + second))
                    if date > reference { return date }
                }
            }
        }
        return nil
    }
}

extension CronSample {
    private static let monthNames = [
        "jan", "FEB", "Mar", "APR", "may", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]
    private static let dayNames = ["SUN", "mon", "TUE", "Wed", "THU", "FRI", "SAT"]

    private static func list(
        _ range: ClosedRange<Int>, names: [String] = [], using random: inout Random
    ) -> (String, Set<Int>) {
        var texts: [String] = []
        var values: Set<Int> = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let (text, selected) = element(range, names: names, using: &random)
            texts.append(text)
            values.formUnion(selected)
        }
        return (texts.joined(separator: ","), values)
    }

    private static func element(
        _ range: ClosedRange<Int>, names: [String], using random: inout Random
    ) -> (String, Set<Int>) {
        func name(_ value: Int, _ random: inout Random) -> String {
            names.isEmpty || Bool.random(using: &random) ? "\(value)" : names[value - range.lowerBound]
        }
        let a = Int.random(in: range, using: &random)
        let b = Int.random(in: range, using: &random)
        let step = Int.random(in: 1...max(1, range.count / 2), using: &random)
        // Walk the circle of values from a to b, one at a time.
        var walk = [a]
        while walk.last != b {
            walk.append(walk.last! == range.upperBound ? range.lowerBound : walk.last! + 1)
        }
        func every(_ n: Int, _ values: [Int]) -> Set<Int> {
            Set(values.enumerated().filter { $0.offset % n == 0 }.map(\.element))
        }
        switch Int.random(in: 0...6, using: &random) {
        case 0: return ("*", Set(range))
        case 1, 2: return (name(a, &random), [a])
        case 3: return ("\(name(a, &random))-\(name(b, &random))", Set(walk))
        case 4: return ("*/\(step)", every(step, Array(range)))
        case 5: return ("\(name(a, &random))/\(step)", every(step, Array(a...range.upperBound)))
        default: return ("\(name(a, &random))-\(name(b, &random))/\(step)", every(step, walk))
        }
    }

    private static func year(using random: inout Random) -> (String?, Set<Int>?) {
        let year = Int.random(in: 1970...2100, using: &random)
        let span = Int.random(in: 1...60, using: &random)
        switch Int.random(in: 0...5, using: &random) {
        case 0: return ("*", nil)
        case 1: return ("\(year)-\(year + span)", Set(year...(year + span)))
        case 2: return ("\(year)/3", Set(stride(from: year, through: 2199, by: 3)))
        default: return (nil, nil)
        }
    }

    private static func days(using random: inout Random) -> (String, String, (Day) -> Bool) {
        switch Int.random(in: 0...9, using: &random) {
        case 0: return ("*", "?", { _ in true })
        case 1, 2:
            let (text, values) = list(1...31, using: &random)
            return (text, "?", { values.contains($0.day) })
        case 3, 4:
            let (text, values) = list(1...7, names: dayNames, using: &random)
            return ("?", text, { values.contains($0.weekday) })
        case 5:
            let wanted = Int.random(in: 1...31, using: &random)
            return ("\(wanted)W", "?", { wanted <= $0.last && $0.day == nearest(wanted, $0) })
        case 6:
            let offset = Int.random(in: 0...30, using: &random)
            let text = offset == 0 ? "L" : "L-\(offset)"
            return (text, "?", { $0.day == $0.last - offset })
        case 7:
            let offset = Int.random(in: 0...5, using: &random)
            let text = offset == 0 ? "LW" : "L-\(offset)W"
            return (text, "?", { $0.day == nearest($0.last - offset, $0) })
        case 8:
            let weekday = Int.random(in: 1...7, using: &random)
            let last = { (day: Day) in day.weekdays.lastIndex(of: weekday) }
            return ("?", "\(weekday)L", { $0.day == last($0) })
        default:
            let weekday = Int.random(in: 1...7, using: &random)
            let week = Int.random(in: 1...5, using: &random)
            return ("?", "\(dayNames[weekday - 1])#\(week)", { day in
                let all = day.weekdays.indices.filter { $0 > 0 && day.weekdays[$0] == weekday }
                return all.count >= week && all[week - 1] == day.day
            })
        }
    }

    /// Of all working days of the month, the one that is fewest days away; Quartz looks at the neighbours
    /// in this order, and over a month's edge at the other side.
    private static func nearest(_ wanted: Int, _ day: Day) -> Int? {
        let isWorkday = { (candidate: Int) in
            candidate >= 1 && candidate <= day.last && (2...6).contains(day.weekdays[candidate])
        }
        let distances = [0, -1, 1, 2, -2]
        return distances.map { wanted + $0 }.first(where: isWorkday)
    }
}
