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
        if credentials.isTrial { return TokenAnswer(accessToken: credentials.refreshToken.reveal(), expiresIn: nil) }
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

    /// A refresh token that was obtained by PKCE is refused together with the secret, which the connector's form
    /// demands all the same: such a refusal is asked about once more, without it.
    private func attempt(counting counters: DropboxCounters) async throws -> TokenAnswer {
        do {
            return try await attempt(credentials, counting: counters)
        } catch let refusal as DropboxError where refusal.code == .appCredentialsRejected && !credentials.appSecret.isEmpty {
            var withoutSecret = credentials
            withoutSecret.appSecret = Secret("")
            do {
                return try await attempt(withoutSecret, counting: counters)
            } catch let error as DropboxError where !error.isTransient {
                throw refusal
            }
        }
    }

    private func attempt(_ credentials: DropboxCredentials, counting counters: DropboxCounters) async throws -> TokenAnswer {
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
