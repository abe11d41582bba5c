import Elasticsearch
import Testing

@Suite struct BulkErrorMonitorTests {
    private static let failure = BulkItemResult.failed(
        BulkItemFailure(action: "index", id: "x", status: 400, type: "mapper_parsing_exception", reason: "no"))

    /// How many results pass before one is too many, and which threshold that was.
    private static func run(
        _ results: some Sequence<Bool>, _ configure: (inout BulkErrorMonitor.Options) -> Void = { _ in }
    ) -> (passed: Int, threshold: TooManyBulkFailures.Threshold?) {
        var options = BulkErrorMonitor.Options()
        configure(&options)
        var monitor = BulkErrorMonitor(options)
        var passed = 0
        for fails in results {
            do throws(TooManyBulkFailures) {
                try monitor.note(fails ? failure : .created)
            } catch {
                return (passed, error.threshold)
            }
            passed += 1
        }
        return (passed, nil)
    }

    @Test func `the eleventh failure in a row is too many`() {
        let result = Self.run(repeatElement(true, count: 20)) { $0.maximumRate = 1 }
        #expect(result.passed == 10)
        #expect(result.threshold == .consecutive(10))
    }

    @Test func `a success ends the row`() {
        let row = Array(repeating: true, count: 10) + [false]
        #expect(Self.run(row + row + row) { $0.maximumRate = 1 }.threshold == nil)
    }

    @Test func `the thousand and first failure in all is too many`() {
        let everyOther = (0..<3000).lazy.map { $0.isMultiple(of: 2) }
        let result = Self.run(everyOther) { $0.maximumRate = 1 }
        #expect(result.passed == 2000)
        #expect(result.threshold == .total(1000))
    }

    @Test func `sixteen failures of the last hundred are too many`() {
        let every6th = (0..<1000).lazy.map { $0.isMultiple(of: 6) }
        let result = Self.run(every6th)
        #expect(result.passed == 90)        // the 16th failure is item 90, counted from 0
        #expect(result.threshold == .rate(0.15, window: 100))
    }

    @Test func `fifteen failures of any hundred are not`() {
        let result = Self.run((0..<10_000).lazy.map { $0 % 100 < 15 }) {
            $0.maximumConsecutive = 15
            $0.maximumTotal = 10_000
        }
        #expect(result.threshold == nil)
    }

    @Test func `a window of zero does not look at the rate`() {
        let everyOther = (0..<1000).lazy.map { $0.isMultiple(of: 2) }
        #expect(Self.run(everyOther) { $0.windowSize = 0 }.threshold == nil)
    }

    @Test func `switched off it only counts`() throws {
        var options = BulkErrorMonitor.Options()
        options.enabled = false
        var monitor = BulkErrorMonitor(options)
        for _ in 0..<2000 { try monitor.note(Self.failure) }
        #expect(monitor.totalFailures == 2000)
    }

    @Test(arguments: [.created, .updated, .deleted, .noop, .notFound] as [BulkItemResult])
    func `these are no failures`(result: BulkItemResult) throws {
        var monitor = BulkErrorMonitor()
        for _ in 0..<100 { try monitor.note(result) }
        #expect(monitor.totalFailures == 0)
    }

    @Test func `the last failures are kept for the report`() throws {
        var options = BulkErrorMonitor.Options()
        (options.enabled, options.keptFailures) = (false, 2)
        var monitor = BulkErrorMonitor(options)
        for id in ["a", "b", "c"] { try monitor.note(.failed(BulkItemFailure(action: "index", id: id, status: 400))) }
        #expect(monitor.lastFailures.map(\.id) == ["b", "c"])
        #expect(monitor.consecutiveFailures == 3)
    }

    @Test func `the error names the threshold and the last failure`() {
        let error = TooManyBulkFailures(
            threshold: .rate(0.15, window: 100),
            last: BulkItemFailure(action: "index", id: "x", status: 400, type: "t", reason: "r"))
        #expect(
            error.description
                == """
                Elasticsearch did not accept more than 15 % of the last 100 documents (max_error_rate). The last \
                error: index of "x": 400 t: r
                """)
    }
}
