/// Metrics as Prometheus reads them, version 0.0.4 of its text format.
///
/// <https://prometheus.io/docs/instrumenting/exposition_formats/>
struct Exposition {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private var values: [MetricFamily: [(labels: [String], value: Double)]] = [:]
    private var histograms: [MetricFamily: [(labels: [String], histogram: MetricStore.Histogram)]] = [:]

    init(_ content: MetricStore.Content = MetricStore.Content()) {
        for (series, value) in content.counters { set(series.family, series.labels, to: value) }
        for (series, histogram) in content.histograms {
            histograms[series.family, default: []].append((series.labels, histogram))
        }
    }

    mutating func set(_ family: MetricFamily, _ labels: [String] = [], to value: Double) {
        values[family, default: []].append((labels, value))
    }

    mutating func set(_ family: MetricFamily, _ labels: [String] = [], to value: Int) {
        set(family, labels, to: Double(value))
    }

    var text: String {
        MetricFamily.all.reduce(into: "") { text, family in
            text += "# HELP \(family.name) \(Self.escaped(family.help))\n# TYPE \(family.name) \(family.kind.rawValue)\n"
            for (labels, histogram) in histograms[family, default: []].sorted(by: { $0.labels.lexicographicallyPrecedes($1.labels) }) {
                text += Self.lines(of: histogram, family, labels)
            }
            var samples = values[family, default: []].sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
            // What never happened is 0, so that a rate is there from the first time on.
            if samples.isEmpty, family.kind == .counter, family.labels.isEmpty { samples = [([], 0)] }
            for (labels, value) in samples {
                text += "\(family.name)\(Self.labels(zip(family.labels, labels))) \(Self.number(value))\n"
            }
        }
    }

    private static func lines(of histogram: MetricStore.Histogram, _ family: MetricFamily, _ labels: [String]) -> String {
        let own = Array(zip(family.labels, labels))
        var text = ""
        var count = 0
        for (bound, inBucket) in zip(family.buckets.map(number) + ["+Inf"], histogram.counts) {
            count += inBucket
            text += "\(family.name)_bucket\(Self.labels(own + [("le", bound)])) \(count)\n"
        }
        text += "\(family.name)_sum\(Self.labels(own)) \(number(histogram.sum))\n"
        return text + "\(family.name)_count\(Self.labels(own)) \(count)\n"
    }

    private static func labels(_ pairs: some Sequence<(String, String)>) -> String {
        let texts = pairs.map { "\($0)=\"\(escaped($1).replacing("\"", with: "\\\""))\"" }
        return texts.isEmpty ? "" : "{\(texts.joined(separator: ","))}"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
}
