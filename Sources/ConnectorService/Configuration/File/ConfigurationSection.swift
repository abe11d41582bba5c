import Support
import Synchronization

/// A mapping of the configuration that knows where it stands: it names file, line and key of everything that is
/// wrong, and notes which keys were asked for, so that the others can be told as unknown.
struct ConfigurationSection {
    typealias Node = ConfigurationTree.Node

    let file: String
    /// Dotted, with an index for items of a list: `connectors[0]`. Empty for the whole file.
    let path: String
    /// Nil when the section is not in the file.
    private let node: Node?
    let readings: ConfigurationReadings

    init(tree: ConfigurationTree, file: String) {
        self.init(file: file, path: "", node: tree.root, readings: ConfigurationReadings())
    }

    private init(file: String, path: String, node: Node?, readings: ConfigurationReadings) {
        self.file = file
        self.path = path
        self.node = node
        self.readings = readings
    }

    /// Whether the file, or the environment, has it.
    var isPresent: Bool { node != nil }

    var line: Int? { node?.line }

    func line(of key: String) -> Int? { member(key)?.line }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The section under `key`; an empty one when the file does not have it.
    ///
    /// - Parameter mayBeNull: Whether a key with nothing below it means the same as no key. Else it is an error:
    ///   somebody has begun to write something.
    func section(_ key: String, mayBeNull: Bool = false) throws(ConfigurationError) -> ConfigurationSection {
        readings.note(path(of: key))
        let node = member(key)
        if let node, !node.isMapping {
            if node.isNull, mayBeNull {
                return ConfigurationSection(file: file, path: path(of: key), node: nil, readings: readings)
            }
            throw error(
                key, node.isNull ? "has nothing below it" : "is \(node.kind) where settings are expected",
                "Write the settings below it, indented, as `key: value`, or remove the line")
        }
        return ConfigurationSection(file: file, path: path(of: key), node: node, readings: readings)
    }

    /// The items of a list of mappings; none when the file does not have it.
    func sections(_ key: String) throws(ConfigurationError) -> [ConfigurationSection] {
        readings.note(path(of: key))
        guard let node = member(key), !node.isNull else { return [] }
        guard case .list(let items) = node.content else {
            throw error(key, "is \(node.kind) where a list is expected", "Write each entry below it, after `- `")
        }
        var sections: [ConfigurationSection] = []
        for (index, item) in items.enumerated() {
            let itemPath = "\(path(of: key))[\(index)]"
            guard item.isMapping else {
                throw ConfigurationError(
                    file: file, line: item.line, key: itemPath,
                    problem: "is \(item.kind) where settings are expected",
                    remedy: "Write `- key: value`, and further settings below the first key")
            }
            sections.append(ConfigurationSection(file: file, path: itemPath, node: item, readings: readings))
        }
        return sections
    }

    /// The scalar under `key`; nil when it is missing or null, which both mean the default.
    func scalar(_ key: String) throws(ConfigurationError) -> YAML? {
        readings.note(path(of: key))
        guard let node = member(key) else { return nil }
        guard case .scalar(let yaml) = node.content else {
            throw error(key, "is \(node.kind) where a single value is expected", "Write `\(key): value` on one line")
        }
        return yaml.value == .null ? nil : yaml
    }

    /// What is under `key`, whatever it is. Nothing below it is looked at for unknown keys.
    func node(_ key: String) -> Node? {
        accept(key)
        return member(key).flatMap { $0.isNull ? nil : $0 }
    }

    /// Lets `key` be there, with whatever is below it.
    func accept(_ key: String) {
        readings.note(path(of: key))
        readings.leaveAlone(path(of: key))
    }

    private func member(_ key: String) -> Node? {
        guard case .mapping(let members) = node?.content else { return nil }
        return members.first { $0.key == key }?.node
    }

    func error(_ key: String, _ problem: String, _ remedy: String) -> ConfigurationError {
        ConfigurationError(
            file: file, line: line(of: key) ?? line, key: path(of: key), problem: problem, remedy: remedy)
    }

    func warn(_ key: String, _ message: String) {
        readings.warn(
            ConfigurationWarning(file: file, line: line(of: key) ?? line, key: path(of: key), message: message))
    }

    /// Everything that was warned of, and every key that was given and never asked for. To be called when all is read.
    func warnings() -> [ConfigurationWarning] {
        let unknown = node.map { UnknownKeys(readings: readings, file: file).warnings(in: $0, path: path) } ?? []
        return (readings.warnings + unknown).sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    }

    /// The line of every key of the file, by its path.
    func lines() -> [String: Int] {
        var lines: [String: Int] = [:]
        node?.collectLines(path, into: &lines)
        return lines
    }
}

extension ConfigurationTree.Node {
    fileprivate func collectLines(_ path: String, into lines: inout [String: Int]) {
        if let line { lines[path] = line }
        guard case .mapping(let members) = content else { return }
        for (key, node) in members { node.collectLines(path.isEmpty ? key : "\(path).\(key)", into: &lines) }
    }

    var isMapping: Bool { if case .mapping = content { true } else { false } }

    var isNull: Bool { if case .scalar(let yaml) = content { yaml.value == .null } else { false } }

    /// What it is, for a message; never its value.
    var kind: String {
        switch content {
        case .list: "a list"
        case .mapping: "a mapping"
        case .scalar(let yaml): yaml.kind
        }
    }
}

extension YAML {
    fileprivate var kind: String {
        switch value {
        case .null: "nothing"
        case .bool: "true or false"
        case .int, .double: "a number"
        case .string: "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// What has been asked of a configuration, by path; items of a list share one, `connectors[].api_key`.
final class ConfigurationReadings: Sendable {
    private struct State {
        var keys: Set<String> = []
        var opaque: Set<String> = []
        var warnings: [ConfigurationWarning] = []
        var types: [String: SettingType] = [:]
    }

    private let state = Mutex(State())

    /// Every path that was asked for, sections included.
    var keys: Set<String> { state.withLock { $0.keys } }
    var warnings: [ConfigurationWarning] { state.withLock { $0.warnings } }
    /// What is taken for each value that was asked for as something else than a text.
    var types: [String: SettingType] { state.withLock { $0.types } }

    func note(_ path: String) { state.withLock { _ = $0.keys.insert(Self.general(path)) } }
    func note(_ path: String, as type: SettingType) { state.withLock { $0.types[Self.general(path)] = type } }
    func leaveAlone(_ path: String) { state.withLock { _ = $0.opaque.insert(Self.general(path)) } }
    func warn(_ warning: ConfigurationWarning) { state.withLock { $0.warnings.append(warning) } }

    func isKnown(_ path: String) -> Bool { state.withLock { $0.keys.contains(Self.general(path)) } }
    func isOpaque(_ path: String) -> Bool { state.withLock { $0.opaque.contains(Self.general(path)) } }

    /// `connectors[3].api_key` is `connectors[].api_key`.
    static func general(_ path: String) -> String { path.replacing(/\[[0-9]+\]/, with: "[]") }
}
