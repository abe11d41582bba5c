/// What to do after a failed attempt. Pure: no clock, no network, no task (reference section 3.6).
struct RetryState {
    enum Step: Equatable {
        /// The error is final.
        case fail
        /// Send again after this time.
        case retry(after: Duration)
        /// Hold back all requests for this time, then send again.
        case pause(Duration)
        /// Get a new access token and send again at once.
        case renewToken
    }

    /// Attempts in all; 0 and 1 both mean a single one.
    let maximumAttempts: Int
    let random: @Sendable () -> Double

    private var attempts = 0
    private var pauses = 0
    private var hasRenewedToken = false

    /// Waits of 300 s are common (section 3.5), so this is some eight hours; nothing waits for ever.
    private static let maximumPauses = 100
    private static let longestBackoff = 60.0
    /// A wait of nothing would be hammering.
    private static let shortestPause = Duration.milliseconds(100)

    init(maximumAttempts: Int, random: @escaping @Sendable () -> Double) {
        self.maximumAttempts = maximumAttempts
        self.random = random
    }

    mutating func next(after error: DropboxError) -> Step {
        switch error.code {
        case .rateLimited: pause(for: error.retryAfter ?? .seconds(1))
        case .unauthorized where error.status == 401: renew()
        case let code where code.isTransient: backOff()
        default: .fail
        }
    }

    /// A 429 does not use up an attempt. Twelve requests that were told the same time must not all come
    /// back in the same millisecond as those of the next process: a little is added.
    private mutating func pause(for duration: Duration) -> Step {
        pauses += 1
        guard pauses <= Self.maximumPauses else { return .fail }
        let wait = max(duration, Self.shortestPause)
        return .pause(wait + min(.seconds(1), wait / 10) * random())
    }

    private mutating func renew() -> Step {
        defer { hasRenewedToken = true }
        return hasRenewedToken ? .fail : .renewToken
    }

    /// 2^n × random: up to 2 s after the first attempt, 4 s after the second, never more than 60 s.
    private mutating func backOff() -> Step {
        attempts += 1
        guard attempts < maximumAttempts else { return .fail }
        let ceiling = min(Self.longestBackoff, Double(1 << min(attempts, 6)))
        return .retry(after: .seconds(ceiling * random()))
    }
}
