/// Whether a request is sent again, and after how long. Pure: it waits for nothing itself.
public struct RetryPolicy: Sendable {
    /// How a request ended.
    public enum Outcome: Sendable {
        case response(HTTPResponse)
        case failure(TransportError)
    }

    /// How delays grow.
    public enum Backoff: Sendable, Equatable {
        /// A random part of `base`, of twice, four times, eight times `base`..., at most of `limit`.
        ///
        /// Full jitter, so that requests that failed together do not come back together:
        /// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
        case exponential(base: Duration, limit: Duration)
        /// `interval`, twice `interval`, three times..., as Elastic's `retry_interval` is meant.
        case linear(interval: Duration)
    }

    /// Attempts in all, the first included. 1 sends everything once.
    public var maximumAttempts: Int
    public var backoff: Backoff
    /// Statuses after which the same request may succeed. The default is 429, 500, 502, 503 and 504.
    public var transientStatuses: Set<Int>
    /// Failures after which the same request may succeed. The default is ``TransportError/isTransient``.
    public var isTransient: @Sendable (TransportError) -> Bool
    /// The longest `Retry-After` that is obeyed; a longer one is cut to it. The default is 5 minutes.
    public var longestRetryAfter: Duration
    /// Draws a number from the range. The default is the system's generator.
    public var random: @Sendable (ClosedRange<Double>) -> Double

    public init(
        maximumAttempts: Int, backoff: Backoff, transientStatuses: Set<Int> = [429, 500, 502, 503, 504],
        longestRetryAfter: Duration = .seconds(300),
        isTransient: @escaping @Sendable (TransportError) -> Bool = \.isTransient,
        random: @escaping @Sendable (ClosedRange<Double>) -> Double = { Double.random(in: $0) }
    ) {
        self.maximumAttempts = maximumAttempts
        self.backoff = backoff
        self.transientStatuses = transientStatuses
        self.longestRetryAfter = longestRetryAfter
        self.isTransient = isTransient
        self.random = random
    }

    /// Sends everything once.
    public static let never = RetryPolicy(maximumAttempts: 1, backoff: .linear(interval: .zero))

    /// The wait before the next attempt, or nil when `outcome` is final.
    ///
    /// A `Retry-After` of the answer lengthens the delay and never shortens it.
    ///
    /// - Parameter attempt: How many attempts there have been, 1 after the first.
    public func delay(after outcome: Outcome, attempt: Int) -> Duration? {
        guard attempt < maximumAttempts else { return nil }
        switch outcome {
        case .response(let response):
            guard transientStatuses.contains(response.status) else { return nil }
            let asked = RetryAfter(response)?.delay ?? .zero
            return max(backoff.delay(attempt, random), min(asked, longestRetryAfter))
        case .failure(let error):
            return isTransient(error) ? backoff.delay(attempt, random) : nil
        }
    }
}

extension RetryPolicy.Backoff {
    func delay(_ attempt: Int, _ random: (ClosedRange<Double>) -> Double) -> Duration {
        switch self {
        case .linear(let interval):
            return interval * attempt
        case .exponential(let base, let limit):
            // 2^30 times anything is beyond every limit, and Duration would overflow long after it.
            let doublings = min(max(0, attempt - 1), 30)
            return min(base * (1 << doublings), limit) * random(0...1)
        }
    }
}
