import Foundation
import Support

extension ConfigurationSection {
    /// Any single value, as it is written: `connector_id: 0123` is the text `0123`.
    func string(_ key: String) throws(ConfigurationError) -> String? {
        try scalar(key)?.text
    }

    /// As ``string(_:)``. Empty, and the `none` that examples give as the default of a variable, are no secret.
    func secret(_ key: String) throws(ConfigurationError) -> Secret? {
        readings.note(path(of: key), as: .secret)
        guard let text = try string(key), !text.isEmpty, text != "none" else { return nil }
        return Secret(text)
    }

    func bool(_ key: String) throws(ConfigurationError) -> Bool? {
        readings.note(path(of: key), as: .truth)
        guard let yaml = try scalar(key) else { return nil }
        if case .bool(let value) = yaml.value { return value }
        guard let value = yaml.text.flatMap(YAML.bool) else {
            throw error(key, "is neither true nor false", "Write true or false")
        }
        return value
    }

    /// A whole number; also one that is written as a text, as from the environment.
    func int(_ key: String, atLeast minimum: Int, atMost maximum: Int = .max) throws(ConfigurationError) -> Int? {
        readings.note(path(of: key), as: .wholeNumber)
        guard let yaml = try scalar(key) else { return nil }
        let range = maximum == .max ? "of \(minimum) or more" : "from \(minimum) to \(maximum)"
        guard case .int(let value) = yaml.resolved else {
            throw error(key, "is not a whole number", "Write one \(range), in digits")
        }
        guard (minimum...maximum).contains(value) else {
            throw error(key, value < minimum ? "is too small" : "is too large", "Write a whole number \(range)")
        }
        return value
    }

    func number(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Double? {
        readings.note(path(of: key), as: .number)
        guard let yaml = try scalar(key) else { return nil }
        let remedy = "Write one from \(range.lowerBound.formatted) to \(range.upperBound.formatted)"
        guard let value = yaml.number else { throw error(key, "is not a number", remedy) }
        guard range.contains(value) else {
            throw error(key, value < range.lowerBound ? "is too small" : "is too large", remedy)
        }
        return value
    }

    /// A number of seconds, fractions allowed, up to a year.
    ///
    /// - Parameter bound: The value must be larger; nil allows 0 too.
    func seconds(_ key: String, moreThan bound: Double? = nil) throws(ConfigurationError) -> Duration? {
        readings.note(path(of: key), as: .seconds)
        let limits = Limits(unit: "seconds", above: bound, example: "30", maximum: 365 * 86_400)
        return try amount(key, limits).map { .seconds($0) }
    }

    /// A number of mebibytes, fractions allowed, as bytes. See ``seconds(_:moreThan:)`` for `bound`.
    func mebibytes(_ key: String, moreThan bound: Double? = nil) throws(ConfigurationError) -> Int? {
        readings.note(path(of: key), as: .mebibytes)
        let limits = Limits(unit: "MiB", above: bound, example: "3", maximum: 1024 * 1024)
        // What is more than nothing is a byte at least.
        return try amount(key, limits).map { Int(($0 * 1_048_576).rounded(.up)) }
    }

    private struct Limits {
        var unit: String
        var above: Double?
        var example: String
        var maximum: Double
    }

    private func amount(_ key: String, _ limits: Limits) throws(ConfigurationError) -> Double? {
        guard let yaml = try scalar(key) else { return nil }
        guard let value = yaml.number else {
            throw error(
                key, "is not a number of \(limits.unit)", "Write a number without a unit, for example \(limits.example)")
        }
        guard value >= 0, limits.above.map({ value > $0 }) ?? true else {
            throw error(
                key, limits.above == nil ? "is negative" : "is not more than 0",
                "Write a number of \(limits.unit), for example \(limits.example)")
        }
        guard value <= limits.maximum else {
            throw error(key, "is too large", "Write a number of \(limits.unit) up to \(limits.maximum.formatted)")
        }
        return value
    }

    /// A list of texts.
    func strings(_ key: String) throws(ConfigurationError) -> [String]? {
        readings.note(path(of: key), as: .texts)
        guard let node = node(key) else { return nil }
        guard case .list(let items) = node.content else {
            throw error(key, "is \(node.kind) where a list is expected", "Write `\(key): [first, second]`")
        }
        var texts: [String] = []
        for item in items {
            guard case .scalar(let yaml) = item.content, yaml.value != .null, let text = yaml.text else {
                throw ConfigurationError(
                    file: file, line: item.line, key: path(of: key), problem: "has \(item.kind) where a text is expected",
                    remedy: "Write `\(key): [first, second]`")
            }
            texts.append(text)
        }
        return texts
    }

    /// A mapping of names to texts that may be secret.
    func secrets(_ key: String) throws(ConfigurationError) -> [String: Secret] {
        readings.note(path(of: key), as: .secrets)
        guard let node = node(key) else { return [:] }
        guard case .mapping(let members) = node.content else {
            throw error(key, "is \(node.kind) where a mapping is expected", "Write each as `Name: value` below it, indented")
        }
        var secrets: [String: Secret] = [:]
        for (name, member) in members {
            guard case .scalar(let yaml) = member.content, yaml.value != .null, let text = yaml.text else {
                throw ConfigurationError(
                    file: file, line: member.line, key: "\(path(of: key)).\(name)",
                    problem: "is \(member.kind) where a text is expected", remedy: "Write `Name: value`")
            }
            secrets[name] = Secret(text)
        }
        return secrets
    }

    /// `debug`, `info`, `warning`, `error` or `critical`, in letters of any size.
    func logLevel(_ key: String) throws(ConfigurationError) -> Log.Level? {
        readings.note(path(of: key), as: .logLevel)
        guard let text = try string(key)?.lowercased() else { return nil }
        guard let level = Log.Level(rawValue: text == "warn" ? "warning" : text) else {
            throw error(key, "is no log level", "Write DEBUG, INFO, WARNING, ERROR or CRITICAL")
        }
        return level
    }
}

extension YAML {
    /// `true` and its kin, from a text; nil for any other.
    static func bool(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: nil
        }
    }

    /// What a text would mean without quotes: a variable of the environment is always a text.
    fileprivate var resolved: Value {
        guard case .string(let text) = value else { return value }
        return YAML.scalar(text.trimmingCharacters(in: .whitespaces))
    }

    fileprivate var number: Double? {
        switch resolved {
        case .int(let value): Double(value)
        case .double(let value): value.isFinite ? value : nil
        default: nil
        }
    }
}

extension Double {
    /// Without `.0`.
    fileprivate var formatted: String { Int(exactly: self).map(String.init) ?? String(self) }
}
