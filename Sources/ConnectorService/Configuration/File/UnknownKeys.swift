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
        nearest(to: ConfigurationReadings.general(path)).map { "Did you mean `\($0)`?" }
    }

    /// The known key with the fewest letters changed, when those are few; else one of the same name elsewhere.
    func nearest(to path: String) -> String? {
        let known = readings.keys.sorted()
        let allowed = max(1, lastComponent(path).count / 3)
        let candidates = known.map { (key: $0, distance: editDistance(path, $0)) }
        if let best = candidates.min(by: { $0.distance < $1.distance }), best.distance <= allowed { return best.key }
        let name = lastComponent(path)
        return known.first { lastComponent($0) == name }
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
