import Synchronization

/// What has been counted and measured since the process started.
final class MetricStore: Sendable {
    /// A metric with values for its labels.
    struct Series: Hashable {
        var family: MetricFamily
        var labels: [String]
    }

    struct Histogram {
        /// One more than there are bounds, each on its own.
        var counts: [Int]
        var sum = 0.0
    }

    struct Content {
        var counters: [Series: Double] = [:]
        var histograms: [Series: Histogram] = [:]
    }

    private let content = Mutex(Content())

    var snapshot: Content { content.withLock { $0 } }

    func count(_ family: MetricFamily, _ labels: [String] = [], by amount: Double = 1) {
        content.withLock { $0.counters[Series(family: family, labels: labels), default: 0] += amount }
    }

    func observe(_ seconds: Double, _ family: MetricFamily, _ labels: [String] = []) {
        let bucket = family.buckets.firstIndex { seconds <= $0 } ?? family.buckets.count
        content.withLock { content in
            let series = Series(family: family, labels: labels)
            var histogram =
                content.histograms[series] ?? Histogram(counts: Array(repeating: 0, count: family.buckets.count + 1))
            histogram.counts[bucket] += 1
            histogram.sum += seconds
            content.histograms[series] = histogram
        }
    }
}
