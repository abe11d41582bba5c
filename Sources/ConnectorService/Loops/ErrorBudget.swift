/// How many failed cycles a loop may have before something is wrong with more than one of them.
///
/// Connector protocol: error budget.
struct ErrorBudget: Sendable {
    /// Failures allowed within ``span``. `service.max_errors`.
    let maximum: Int
    /// `service.max_errors_span`.
    let span: Duration
    private var failures = 0
    private var windowStart: Duration

    /// - Parameter now: Time since any fixed moment.
    init(maximum: Int, span: Duration, now: Duration) {
        self.maximum = maximum
        self.span = span
        windowStart = now
    }

    /// Notes a failed cycle. Returns whether the budget is used up.
    mutating func noteFailure(now: Duration) -> Bool {
        failures += 1
        if failures > maximum { return true }
        if now - windowStart > span {
            failures = 0
            windowStart = now
        }
        return false
    }
}
