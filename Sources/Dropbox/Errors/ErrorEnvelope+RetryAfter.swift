import Support
import Transport

extension ErrorEnvelope {
    /// A day. A longer one is a mistake, and would overflow a duration some day.
    private static let longestWait = 86_400.0

    /// How long a 429 asks to wait: the longer one of the `Retry-After` header and the body's
    /// `retry_after` in seconds (reference section 3.5); nil when neither says.
    func retryAfter(_ response: HTTPResponse) -> Duration? {
        let fromHeader = RetryAfter(response)?.delay
        let fromBody = error?["retry_after"]?.doubleValue.map { Duration.seconds(min(max($0, 0), Self.longestWait)) }
        return [fromHeader, fromBody].compactMap { $0 }.max().map { min($0, .seconds(Self.longestWait)) }
    }
}
