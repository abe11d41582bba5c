import Foundation
import Transport

/// When a request is sent again, and after how long. Pure: the client waits and sends.
struct RetryRule: Sendable {
    var maximumAttempts: Int
    var interval: Duration
    var retryOnTimeout: Bool
    var repeatable: ElasticsearchCall.Repeatable

    init(_ options: ElasticsearchOptions, for repeatable: ElasticsearchCall.Repeatable) {
        maximumAttempts = options.maximumAttempts
        interval = options.retryInterval
        retryOnTimeout = options.retryOnTimeout
        self.repeatable = repeatable
    }

    /// How long to wait before the next attempt; nil when `error` is the answer.
    ///
    /// - Parameter attempt: The number of the one that failed, from 1.
    func delay(after error: ElasticsearchError, attempt: Int) -> Duration? {
        guard attempt < maximumAttempts, isWorthRepeating(error) else { return nil }
        return max(interval * attempt, error.retryAfter ?? .zero)
    }

    private func isWorthRepeating(_ error: ElasticsearchError) -> Bool {
        switch repeatable {
        case .never: false
        case .unlessReceived: error.neverReachedServer
        case .always: error.isTransient && (retryOnTimeout || error.code != .timedOut)
        }
    }
}
