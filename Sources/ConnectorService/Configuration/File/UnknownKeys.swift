/// Tells keys that nobody asked for, with the known one that was probably meant.
struct UnknownKeys {
    let readings: ConfigurationReadings
    let file: String

    func warnings(in node: ConfigurationTree.Node, path: String) -> [ConfigurationWarning] {
        switch node.content {
        case .scalar: []
        case .list(let items):
            items.enumerated().flatMap { index, item in warnings(in: item, path: "\(path)[\(index)]") }
        case .mapping(let members):
            members.flatMap { key, child in warnings(for: key, child, at: path.isEmpty ? key : "\(path).\(key)") }
        }
    }

    private func warnings(for key: String, _ node: ConfigurationTree.Node, at path: String) -> [ConfigurationWarning] {
        if readings.isOpaque(path) { return [] }
        // Dotted keys that stand at the beginning of a line have been taken apart before.
        let isDotted = key.contains(".")
        if readings.isKnown(path), !isDotted { return warnings(in: node, path: path) }
        let advice = isDotted ? "A dotted key is read only where it is not below another key" : suggestion(for: path)
        return [
            ConfigurationWarning(
                file: node.line == nil ? "the environment" : file, line: node.line, key: path,
                message: ["is not known and ignored", advice].compactMap { $0 }.joined(separator: ". "))
        ]
    }

    private func suggestion(for path: String) -> String? {
        if Self.secretsOfDropbox.contains(String(lastComponent(path))) {
            return "What authorizes the Dropbox app belongs into the connector's configuration, where `dropbox-connector auth` stores it. Remove it here"
        }
        let key = ConfigurationReadings.general(path)
        if let meant = nearest(to: key) { return "Did you mean `\(meant)`?" }
        return closest(to: key).map { "The nearest known key is `\($0.key)`. Remove the line if it is not meant" }
    }

    /// People look for a place for them in this file.
    private static let secretsOfDropbox: Set<String> = [
        "app_key", "app_secret", "refresh_token", "access_token", "dropbox_app_key", "dropbox_app_secret", "dropbox_refresh_token",
    ]

    /// The known key with the fewest letters changed, when those are few; else one of the same name elsewhere.
    func nearest(to path: String) -> String? {
        let allowed = max(1, lastComponent(path).count / 3)
        if let best = closest(to: path), best.distance <= allowed { return best.key }
        let name = lastComponent(path)
        let namesakes = readings.keys.sorted().filter { lastComponent($0) == name }
        return namesakes.first { !$0.contains("[") } ?? namesakes.first
    }

    private func closest(to path: String) -> (key: String, distance: Int)? {
        readings.keys.sorted().map { (key: $0, distance: editDistance(path, $0)) }.min { $0.distance < $1.distance }
    }

    private func lastComponent(_ path: String) -> Substring {
        path.split(separator: ".").last ?? ""
    }
}

/// How many letters must be added, removed, changed or swapped with their neighbour to get from one text to the other.
func editDistance(_ from: String, _ to: String) -> Int {
    let (a, b) = (Array(from.utf8), Array(to.utf8))
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
            row.append(cost)
        }
        beforeLast = last
        last = row
    }
    return last[b.count]
}
