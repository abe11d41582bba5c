import Support
import Transport

extension DropboxClient {
    /// The one door to Dropbox: waits for the pauses, adds the token, reads the answer, and tries again
    /// where ``RetryState`` says so.
    func send<Route: DropboxRoute, Answer>(
        _ request: HTTPRequest, for route: Route, reading read: (HTTPResponse) throws -> Answer
    ) async throws -> Answer {
        var retry = RetryState(maximumAttempts: options.retryCount, random: random)
        var refused: AccessToken?
        let lane = await lane(for: Route.authentication)
        while true {
            try await counters.waiting(for: lane)
            let token = try await token(for: Route.authentication, insteadOf: refused)
            do {
                return try await attempt(request, with: token, for: route, reading: read)
            } catch let error as DropboxError {
                switch retry.next(after: error) {
                case .fail:
                    throw error
                case .retry(let delay):
                    counters.countRetry()
                    try await clock.sleep(for: delay)
                case .pause(let duration):
                    await hold(lane, for: duration, because: error)
                case .renewToken:
                    counters.countRetry()
                    refused = token
                }
            }
        }
    }

    private func attempt<Route: DropboxRoute, Answer>(
        _ request: HTTPRequest, with token: AccessToken?, for route: Route, reading read: (HTTPResponse) throws -> Answer
    ) async throws -> Answer {
        var request = request
        if let token { request.headers["Authorization"] = "Bearer \(token.secret.reveal())" }
        let call = CallLog(route: Route.route, counters: counters, clock: clock, log: log)
        do {
            let response = try await call.send(request, through: transport)
            guard response.status == 200 else {
                throw DropboxError(response, calling: route).redacting(token.map { [$0.secret] } ?? [])
            }
            return try read(response)
        } catch let error as TransportError {
            throw DropboxError(error, operation: route.operation, ends: Route.failureEnds)
        }
    }

    private func token(
        for authentication: DropboxAuthentication, insteadOf refused: AccessToken?
    ) async throws -> AccessToken? {
        guard authentication != .none else { return nil }
        if let refused { return try await authorization.token(insteadOf: refused, counting: counters) }
        return try await authorization.token(counting: counters)
    }

    /// A team's routes have one limit for the team, an account's routes one for each member. A route
    /// without a token has nothing to share.
    private func lane(for authentication: DropboxAuthentication) async -> RateLimitLane {
        switch authentication {
        case .user: await authorization.lane(of: identity)
        case .team: await authorization.lane(of: nil)
        case .none: RateLimitLane(clock: clock)
        }
    }

    private func hold(_ lane: RateLimitLane, for duration: Duration, because error: DropboxError) async {
        let pause = await lane.pause(for: duration)
        counters.countPause(pause)
        // Each request that was under way is told to wait as well; that adds little and is not worth a line.
        guard pause.isNew || pause.added >= .seconds(5) else { return }
        let level = duration >= .seconds(5) ? log.warning : log.debug
        let seconds = Int(duration.seconds.rounded(.up))
        level("Dropbox asks to wait \(seconds) s: all requests of this authorization are held back", [
            "seconds": "\(seconds)", "operation": error.operation,
        ])
    }
}
