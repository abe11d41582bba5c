/// Which days of a month the fourth field selects.
enum CronMonthDays: Hashable, Sendable {
    case any
    case values(CronValues)
    /// `15W`: the weekday nearest to a day.
    case nearestWeekday(Int)
    /// `L-3`, `LW`: so many days before the last one, or the weekday nearest to it.
    case last(offset: Int, weekday: Bool)

    func contains(_ day: CalendarDay) -> Bool {
        switch self {
        case .any: return true
        case .values(let values): return values.contains(day.day)
        case .nearestWeekday(let wanted): return wanted <= day.daysInMonth && day.nearestWeekday(to: wanted) == day.day
        case .last(let offset, let weekday):
            let wanted = day.daysInMonth - offset
            guard wanted >= 1 else { return false }
            return day.day == (weekday ? day.nearestWeekday(to: wanted) : wanted)
        }
    }
}

/// Which days the sixth field selects. Sunday is 1.
enum CronWeekDays: Hashable, Sendable {
    case any
    case values(CronValues)
    /// `6L`: the last Friday of the month.
    case last(Int)
    /// `6#3`: the third Friday of the month.
    case nth(Int, week: Int)

    func contains(_ day: CalendarDay) -> Bool {
        switch self {
        case .any: true
        case .values(let values): values.contains(day.weekday)
        case .last(let weekday): day.weekday == weekday && day.day + 7 > day.daysInMonth
        case .nth(let weekday, let week): day.weekday == weekday && (day.day - 1) / 7 + 1 == week
        }
    }
}

extension CronMonthDays {
    /// Reads the fourth field, in capitals.
    init(_ text: Substring) throws(CronFieldError) {
        if text == "*" || text == "?" {
            self = .any
        } else if text.hasPrefix("L"), !text.contains(",") {
            self = try Self.last(text)
        } else if text.hasSuffix("W"), !text.contains(",") {
            self = .nearestWeekday(try CronField.dayOfMonth.value(text.dropLast()))
        } else if text.contains("L") || text.contains("W") {
            throw CronFieldError("L and W stand alone, not in a list or range")
        } else {
            self = .values(try CronField.dayOfMonth.set(text))
        }
    }

    private static func last(_ text: Substring) throws(CronFieldError) -> CronMonthDays {
        let weekday = text.hasSuffix("W")
        let offset = text.dropFirst().dropLast(weekday ? 1 : 0)
        if offset.isEmpty { return .last(offset: 0, weekday: weekday) }
        guard offset.first == "-", offset.count > 1, let days = CronField.number(offset.dropFirst()), days <= 30 else {
            throw CronFieldError("'\(text)' is not L-n with n in 0-30")
        }
        return .last(offset: days, weekday: weekday)
    }
}

extension CronWeekDays {
    /// Reads the sixth field, in capitals.
    init(_ text: Substring) throws(CronFieldError) {
        if text == "*" || text == "?" {
            self = .any
        } else if text == "L" {
            var saturday = CronValues(.dayOfWeek)
            saturday.insert(7)
            self = .values(saturday)
        } else if text.contains("#") {
            self = try Self.nth(text)
        } else if text.hasSuffix("L") {
            self = .last(try CronField.dayOfWeek.value(text.dropLast()))
        } else {
            self = .values(try CronField.dayOfWeek.set(text))
        }
    }

    private static func nth(_ text: Substring) throws(CronFieldError) -> CronWeekDays {
        let parts = text.split(separator: "#", omittingEmptySubsequences: false)
        guard parts.count == 2, let week = CronField.number(parts[1]), (1...5).contains(week) else {
            throw CronFieldError("'\(text)' is not a day and # with 1-5, and it cannot be in a list")
        }
        return .nth(try CronField.dayOfWeek.value(parts[0]), week: week)
    }
}
