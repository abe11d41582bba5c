/// Sends again what may succeed when it is sent again.
public struct RetryingTransport: HTTPTransport {
    /// One wait before a further attempt.
    public struct Retry: Sendable {
        public var request: HTTPRequest
        /// Attempts made so far, 1 after the first.
        public var attempt: Int
        public var delay: Duration
        public var outcome: RetryPolicy.Outcome

        /// The status, or what the system said. Holds no credential.
        public var reason: String {
            switch outcome {
            case .response(let response): "status \(response.status)"
            case .failure(let error): error.reason
            }
        }
    }

    private let base: any HTTPTransport
    private let policy: RetryPolicy
    private let clock: any Clock<Duration>
    private let onRetry: @Sendable (Retry) -> Void

    /// - Parameter onRetry: Called before each wait, on the task that waits; for logs and counters.
    public init(
        _ base: any HTTPTransport, policy: RetryPolicy, clock: any Clock<Duration> = ContinuousClock(),
        onRetry: @escaping @Sendable (Retry) -> Void = { _ in }
    ) {
        self.base = base
        self.policy = policy
        self.clock = clock
        self.onRetry = onRetry
    }

    /// The first answer that is final, or the last one.
    ///
    /// - Throws: The last attempt's ``TransportError``. `CancellationError` as soon as the task is
    ///   cancelled, in a wait as well.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var attempt = 1
        while true {
            let outcome = try await outcome(of: request)
            guard let delay = policy.delay(after: outcome, attempt: attempt) else { return try outcome.get() }
            onRetry(Retry(request: request, attempt: attempt, delay: delay, outcome: outcome))
            try await clock.sleep(for: delay)
            attempt += 1
        }
    }

    private func outcome(of request: HTTPRequest) async throws -> RetryPolicy.Outcome {
        do {
            return .response(try await base.send(request))
        } catch let error as TransportError {
            return .failure(error)
        }
    }
}

extension RetryPolicy.Outcome {
    fileprivate func get() throws(TransportError) -> HTTPResponse {
        switch self {
        case .response(let response): response
        case .failure(let error): throw error
        }
    }
}
