import Support
import Transport

/// Gets a new access token, trying again where that may help.
struct TokenRenewal: Sendable {
    var credentials: DropboxCredentials
    var options: DropboxOptions
    var transport: any HTTPTransport
    var clock: any Clock<Duration>
    var log: Log
    var random: @Sendable () -> Double

    /// - Throws: ``DropboxError``. `CancellationError` when the task is cancelled.
    func run(counting counters: DropboxCounters) async throws -> TokenAnswer {
        var retry = RetryState(maximumAttempts: options.retryCount, random: random)
        while true {
            do {
                return try await attempt(counting: counters)
            } catch let error as DropboxError {
                switch retry.next(after: error) {
                case .retry(let delay):
                    counters.countRetry()
                    try await clock.sleep(for: delay)
                // The token endpoint has a limit of its own, and who waits for the token waits with it.
                case .pause(let duration):
                    log.warning("Dropbox asks to wait before a new access token", ["seconds": "\(duration.seconds)"])
                    try await clock.sleep(for: duration)
                case .renewToken, .fail: throw error
                }
            }
        }
    }

    private func attempt(counting counters: DropboxCounters) async throws -> TokenAnswer {
        let exchange = TokenRequest(credentials: credentials, options: options)
        let call = CallLog(route: TokenRequest.route, counters: counters, clock: clock, log: log)
        do {
            let response = try await call.send(exchange.request, through: transport)
            return try exchange.token(in: response)
        } catch let error as TransportError {
            throw DropboxError(error, operation: TokenRequest.route, ends: .sync)
        }
    }
}
