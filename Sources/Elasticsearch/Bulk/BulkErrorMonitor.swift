/// Decides when so many bulk items fail that going on makes no sense. Pure.
///
/// Results are told in the order of the operations. Failures below the thresholds are the item's own
/// affair; the first one above a threshold ends the sync.
public struct BulkErrorMonitor: Sendable {
    /// `elasticsearch.bulk.error_monitor`.
    public struct Options: Sendable, Equatable {
        /// False only counts. The default is true.
        public var enabled = true
        /// Failures in all. The default is 1000: the 1001st ends the sync.
        public var maximumTotal = 1000
        /// Failures in a row. The default is 10: the 11th ends the sync.
        public var maximumConsecutive = 10
        /// Share of failures among the last ``windowSize`` items, 0...1. The default is 0.15.
        public var maximumRate = 0.15
        /// How many items the rate is of; it starts as if that many had succeeded. The default is 100, 0 is no
        /// check of the rate.
        public var windowSize = 100
        /// How many of the last failures are kept for the report. The default is 10.
        public var keptFailures = 10

        public init() {}
    }

    public private(set) var totalFailures = 0
    public private(set) var consecutiveFailures = 0
    /// The last failures, oldest first.
    public private(set) var lastFailures: [BulkItemFailure] = []

    private let options: Options
    private var window: [Bool]
    private var oldest = 0
    private var failuresInWindow = 0

    public init(_ options: Options = Options()) {
        self.options = options
        window = Array(repeating: false, count: max(0, options.windowSize))
    }

    /// Counts one result.
    ///
    /// - Throws: ``TooManyBulkFailures`` when this one is too many. What is already indexed stays.
    public mutating func note(_ result: BulkItemResult) throws(TooManyBulkFailures) {
        let failure = result.failure
        slide(failed: failure != nil)
        guard let failure else {
            consecutiveFailures = 0
            return
        }
        totalFailures += 1
        consecutiveFailures += 1
        lastFailures = Array((lastFailures + [failure]).suffix(options.keptFailures))
        guard options.enabled, let threshold = exceeded else { return }
        throw TooManyBulkFailures(threshold: threshold, last: failure)
    }

    private mutating func slide(failed: Bool) {
        guard !window.isEmpty else { return }
        if window[oldest] { failuresInWindow -= 1 }
        if failed { failuresInWindow += 1 }
        window[oldest] = failed
        oldest = (oldest + 1) % window.count
    }

    private var exceeded: TooManyBulkFailures.Threshold? {
        if consecutiveFailures > options.maximumConsecutive { return .consecutive(options.maximumConsecutive) }
        if totalFailures > options.maximumTotal { return .total(options.maximumTotal) }
        guard !window.isEmpty, Double(failuresInWindow) / Double(window.count) > options.maximumRate else { return nil }
        return .rate(options.maximumRate, window: window.count)
    }
}

/// More bulk items failed than the error monitor allows.
public struct TooManyBulkFailures: Error, Sendable, Equatable {
    public enum Threshold: Sendable, Equatable {
        case consecutive(Int)
        case total(Int)
        case rate(Double, window: Int)
    }

    public var threshold: Threshold
    /// The failure that was one too many.
    public var last: BulkItemFailure

    public init(threshold: Threshold, last: BulkItemFailure) {
        self.threshold = threshold
        self.last = last
    }
}

extension TooManyBulkFailures: CustomStringConvertible {
    public var description: String {
        let rule =
            switch threshold {
            case .consecutive(let limit): "more than \(limit) documents in a row (max_consecutive_errors)"
            case .total(let limit): "more than \(limit) documents (max_total_errors)"
            case .rate(let limit, let window):
                "more than \(Int((limit * 100).rounded())) % of the last \(window) documents (max_error_rate)"
            }
        return "Elasticsearch did not accept \(rule). The last error: \(last)"
    }
}
