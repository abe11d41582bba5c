/// Reads the Prometheus text format 0.0.4, and refuses what a lenient reader would let pass.
///
/// <https://prometheus.io/docs/instrumenting/exposition_formats/>
struct PrometheusText {
    struct Problem: Error, CustomStringConvertible {
        var line: Int
        var description: String
    }

    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Family {
        var name: String
        var type: String
        var samples: [Sample] = []
    }

    private(set) var families: [Family] = []

    init(_ text: String) throws(Problem) {
        guard text.hasSuffix("\n") else { throw Problem(line: 0, description: "the last line has no end") }
        var seen: Set<String> = []
        var help: String?
        for (index, line) in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let number = index + 1
            func problem(_ text: String) -> Problem { Problem(line: number, description: "\(text): \(line)") }
            let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            if line.hasPrefix("# HELP ") {
                guard words.count == 4, !words[3].isEmpty, Self.isName(words[2]) else { throw problem("a bad HELP") }
                guard help == nil, seen.insert(words[2]).inserted else { throw problem("a second HELP, or one without TYPE") }
                help = words[2]
            } else if line.hasPrefix("# TYPE ") {
                guard words.count == 4, words[2] == help, ["counter", "gauge", "histogram"].contains(words[3]) else {
                    throw problem("a TYPE that does not follow its HELP, or of no known kind")
                }
                help = nil
                families.append(Family(name: words[2], type: words[3]))
            } else {
                guard help == nil, !families.isEmpty, let sample = Self.sample(line) else { throw problem("no sample") }
                guard Self.belongs(sample, to: families[families.count - 1]) else { throw problem("a sample of another family") }
                let last = families.count - 1
                guard !families[last].samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) else {
                    throw problem("the same sample twice")
                }
                families[last].samples.append(sample)
            }
        }
        if let help { throw Problem(line: 0, description: "\(help) has no TYPE") }
        for family in families { try Self.check(family) }
    }

    /// The value of the one sample with these labels, nil without it.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        families.lazy.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
    }

    private static func belongs(_ sample: Sample, to family: Family) -> Bool {
        guard family.type == "histogram" else { return sample.name == family.name && sample.labels["le"] == nil }
        switch sample.name {
        case family.name + "_bucket": return sample.labels["le"] != nil
        case family.name + "_sum", family.name + "_count": return sample.labels["le"] == nil
        default: return false
        }
    }

    private static func check(_ family: Family) throws(Problem) {
        func problem(_ text: String) -> Problem { Problem(line: 0, description: "\(family.name): \(text)") }
        if family.type == "counter" {
            guard family.name.hasSuffix("_total") else { throw problem("a counter is called _total") }
            guard family.samples.allSatisfy({ $0.value >= 0 }) else { throw problem("a counter below 0") }
        }
        guard family.type == "histogram" else { return }
        let buckets = family.samples.filter { $0.name.hasSuffix("_bucket") }
        let series = Dictionary(grouping: buckets) { sample in sample.labels.filter { $0.key != "le" } }
        for (labels, buckets) in series {
            let bounds = buckets.compactMap { $0.labels["le"] == "+Inf" ? Double.infinity : Double($0.labels["le"] ?? "") }
            guard bounds.count == buckets.count, bounds == bounds.sorted(), bounds.last == .infinity else {
                throw problem("buckets are not in order, or the last is not +Inf")
            }
            guard buckets.map(\.value) == buckets.map(\.value).sorted() else { throw problem("buckets do not add up") }
            let count = family.samples.first { $0.name == family.name + "_count" && $0.labels == labels }
            guard count?.value == buckets.last?.value else { throw problem("_count is not the last bucket") }
            guard family.samples.contains(where: { $0.name == family.name + "_sum" && $0.labels == labels }) else {
                throw problem("there is no _sum")
            }
        }
    }

    /// `name{label="value",…} value`
    private static func sample(_ line: Substring) -> Sample? {
        guard let match = line.wholeMatch(of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? ([^ ]+)/) else { return nil }
        guard let value = number(match.3), let labels = labels(match.2 ?? "{}") else { return nil }
        if match.2 == "{}" { return nil }
        return Sample(name: String(match.1), labels: labels, value: value)
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?/) == nil ? nil : Double(text)
        }
    }

    private static func labels(_ text: Substring) -> [String: String]? {
        var rest = text.dropFirst().dropLast()
        var labels: [String: String] = [:]
        while !rest.isEmpty {
            guard let match = rest.prefixMatch(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\\\|\\"|\\n)*)"(,|$)/) else { return nil }
            let value = match.2.replacing("\\\\", with: "\u{1}").replacing("\\\"", with: "\"").replacing("\\n", with: "\n")
            guard labels.updateValue(String(value).replacing("\u{1}", with: "\\"), forKey: String(match.1)) == nil else { return nil }
            rest = rest[match.range.upperBound...]
            if match.3 == ",", rest.isEmpty { return nil }
        }
        return labels
    }

    private static func isName(_ text: String) -> Bool { text.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil }
}
