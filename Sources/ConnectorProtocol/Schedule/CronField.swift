/// What may stand in one field of a cron expression.
enum CronField: String, CaseIterable {
    case seconds
    case minutes
    case hours
    case dayOfMonth = "day of month"
    case month
    case dayOfWeek = "day of week"
    case year

    var values: ClosedRange<Int> {
        switch self {
        case .seconds, .minutes: 0...59
        case .hours: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 1...7
        case .year: 1970...2199
        }
    }

    /// Three letters, in the order of the values.
    private var names: [String] {
        switch self {
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        case .seconds, .minutes, .hours, .dayOfMonth, .year: []
        }
    }

    /// A number within the field's bounds, or one of its names in capitals.
    func value(_ text: some StringProtocol) throws(CronFieldError) -> Int {
        if let index = names.firstIndex(of: String(text)) { return index + values.lowerBound }
        guard let value = Self.number(text) else { throw CronFieldError("'\(text)' is not a value") }
        guard values.contains(value) else {
            throw CronFieldError("\(text) is not in \(values.lowerBound)-\(values.upperBound)")
        }
        return value
    }

    /// Digits only: `Int` would take a sign.
    static func number(_ text: some StringProtocol) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}

/// Why a field cannot be read.
struct CronFieldError: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
}

extension CronField {
    /// The values that a list such as `1,5-7,20/2` selects.
    func set(_ text: Substring) throws(CronFieldError) -> CronValues {
        var selected = CronValues(self)
        for element in text.split(separator: ",", omittingEmptySubsequences: false) {
            try add(element, to: &selected)
        }
        return selected
    }

    private func add(_ element: Substring, to selected: inout CronValues) throws(CronFieldError) {
        let parts = element.split(separator: "/", omittingEmptySubsequences: false)
        guard let range = parts.first, !element.isEmpty, parts.count <= 2 else {
            throw CronFieldError("'\(element)' is not a value")
        }
        let step = parts.count == 2 ? try step(parts[1]) : 1
        let (first, last) = try bounds(range, hasStep: parts.count == 2)
        if first <= last {
            for value in stride(from: first, through: last, by: step) { selected.insert(value) }
        } else {
            guard self != .year else { throw CronFieldError("\(range) runs backwards") }
            let span = values.count
            for value in stride(from: first, through: last + span, by: step) {
                selected.insert(value > values.upperBound ? value - span : value)
            }
        }
    }

    /// The first and last value of `*`, `a`, `a-b`, and of `a` before a step, which runs to the field's end.
    private func bounds(_ text: Substring, hasStep: Bool) throws(CronFieldError) -> (first: Int, last: Int) {
        if text == "*" || (text.isEmpty && hasStep) { return (values.lowerBound, values.upperBound) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        switch ends.count {
        case 1:
            let first = try value(ends[0])
            return (first, hasStep ? values.upperBound : first)
        case 2: return (try value(ends[0]), try value(ends[1]))
        default: throw CronFieldError("'\(text)' is not a range")
        }
    }

    private func step(_ text: Substring) throws(CronFieldError) -> Int {
        guard let step = Self.number(text), step >= 1, step <= values.upperBound else {
            throw CronFieldError("a step must be in 1-\(values.upperBound), and '\(text)' is not")
        }
        return step
    }
}

/// The values that a field selects, in order.
struct CronValues: Hashable, Sendable {
    private let first: Int
    private var selected: [Bool]

    init(_ field: CronField) {
        first = field.values.lowerBound
        selected = Array(repeating: false, count: field.values.count)
    }

    mutating func insert(_ value: Int) { selected[value - first] = true }

    func contains(_ value: Int) -> Bool {
        selected.indices.contains(value - first) && selected[value - first]
    }

    /// The smallest value that is `value` or more.
    func smallest(from value: Int) -> Int? {
        var candidate = max(value, first)
        while candidate - first < selected.count {
            if selected[candidate - first] { return candidate }
            candidate += 1
        }
        return nil
    }

    /// The largest value that is `value` or less.
    func largest(upTo value: Int) -> Int? {
        var candidate = min(value, first + selected.count - 1)
        while candidate >= first {
            if selected[candidate - first] { return candidate }
            candidate -= 1
        }
        return nil
    }
}
