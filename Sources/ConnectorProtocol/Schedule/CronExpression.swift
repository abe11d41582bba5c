public import Foundation

/// A Quartz cron expression: seconds, minutes, hours, day of month, month, day of week and perhaps a year,
/// in UTC.
///
/// More is read than Elasticsearch accepts, because a document that is written directly is never checked:
/// both day fields may hold something, and then a day has to satisfy both.
///
/// <https://www.quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html>
public struct CronExpression: Sendable, Hashable {
    let seconds: CronValues
    let minutes: CronValues
    let hours: CronValues
    let monthDays: CronMonthDays
    let months: CronValues
    let weekDays: CronWeekDays
    let years: CronValues

    /// - Throws: ``CronError``, which names the field and what may be in it.
    public init(_ expression: String) throws(CronError) {
        let fields = expression.uppercased().split(whereSeparator: \.isWhitespace)
        guard fields.count == 6 || fields.count == 7 else {
            throw CronError(
                expression: expression,
                reason: "it must have 6 or 7 fields (seconds, minutes, hours, day of month, month, day of week, "
                    + "perhaps year), and it has \(fields.count)")
        }
        guard fields[3] != "?" || fields[5] != "?" else {
            throw CronError(
                expression: expression, reason: "only one of day of month and day of week can be '?'")
        }
        func read<T>(
            _ field: CronField, _ parse: (Substring) throws(CronFieldError) -> T
        ) throws(CronError) -> T {
            let index = CronField.allCases.firstIndex(of: field) ?? 0
            do throws(CronFieldError) {
                return try parse(index < fields.count ? fields[index] : "*")
            } catch {
                throw CronError(expression: expression, reason: "\(field.rawValue): \(error.reason)")
            }
        }
        seconds = try read(.seconds, CronField.seconds.set)
        minutes = try read(.minutes, CronField.minutes.set)
        hours = try read(.hours, CronField.hours.set)
        monthDays = try read(.dayOfMonth, CronMonthDays.init)
        months = try read(.month, CronField.month.set)
        weekDays = try read(.dayOfWeek, CronWeekDays.init)
        years = try read(.year, CronField.year.set)
    }
}

extension CronExpression {
    /// The first time after `reference`, in whole seconds; nil when there is none before the year 2200.
    public func next(after reference: Date) -> Date? {
        let start = max(Int(reference.timeIntervalSince1970.rounded(.down)) + 1, 0)
        var day = CalendarDay(secondsSince1970: start)
        var earliest = start - day.number * 86_400
        while day.year <= CronField.year.values.upperBound {
            if !years.contains(day.year) || !months.contains(day.month) {
                day.moveToNextMonth()
                earliest = 0
                continue
            }
            if selects(day), let time = firstTime(from: earliest) { return date(day, time) }
            day.moveToNextDay()
            earliest = 0
        }
        return nil
    }

    /// The last time that is after `reference` and not after `now`: of all ticks that were missed, the one
    /// to make good for. Nil when none was.
    public func latest(after reference: Date, through now: Date) -> Date? {
        let end = Int(now.timeIntervalSince1970.rounded(.down))
        let start = max(Int(reference.timeIntervalSince1970.rounded(.down)) + 1, 0)
        guard start <= end else { return nil }
        let firstDay = CalendarDay(secondsSince1970: start)
        var day = CalendarDay(secondsSince1970: end)
        var latest = end - day.number * 86_400
        while day.number >= firstDay.number {
            if !years.contains(day.year) || !months.contains(day.month) {
                day.moveToPreviousMonth()
                latest = 86_399
                continue
            }
            if selects(day), let time = lastTime(upTo: latest), day.number * 86_400 + time >= start {
                return date(day, time)
            }
            day.moveToPreviousDay()
            latest = 86_399
        }
        return nil
    }

    private func selects(_ day: CalendarDay) -> Bool {
        monthDays.contains(day) && weekDays.contains(day)
    }

    private func date(_ day: CalendarDay, _ time: Int) -> Date {
        Date(timeIntervalSince1970: Double(day.number * 86_400 + time))
    }

    /// The first second of a day that is selected and not before `earliest`.
    private func firstTime(from earliest: Int) -> Int? {
        var (hour, minute, second) = (earliest / 3600, earliest / 60 % 60, earliest % 60)
        while let selectedHour = hours.smallest(from: hour) {
            if selectedHour > hour { (minute, second) = (0, 0) }
            while let selectedMinute = minutes.smallest(from: minute) {
                if selectedMinute > minute { second = 0 }
                if let selectedSecond = seconds.smallest(from: second) {
                    return selectedHour * 3600 + selectedMinute * 60 + selectedSecond
                }
                (minute, second) = (selectedMinute + 1, 0)
            }
            (hour, minute, second) = (selectedHour + 1, 0, 0)
        }
        return nil
    }

    /// The last second of a day that is selected and not after `latest`.
    private func lastTime(upTo latest: Int) -> Int? {
        var (hour, minute, second) = (latest / 3600, latest / 60 % 60, latest % 60)
        while let selectedHour = hours.largest(upTo: hour) {
            if selectedHour < hour { (minute, second) = (59, 59) }
            while let selectedMinute = minutes.largest(upTo: minute) {
                if selectedMinute < minute { second = 59 }
                if let selectedSecond = seconds.largest(upTo: second) {
                    return selectedHour * 3600 + selectedMinute * 60 + selectedSecond
                }
                (minute, second) = (selectedMinute - 1, 59)
            }
            (hour, minute, second) = (selectedHour - 1, 59, 59)
        }
        return nil
    }
}
