import Support
import Transport

/// One app's permission to use one account or team: its access token and its rate limits, shared by
/// all that use it.
public actor DropboxAuthorization {
    private let renewal: TokenRenewal
    private let clock: any Clock<Duration>
    private let stopwatch: Stopwatch
    private var current: AccessToken?
    private var tokens = 0
    private var lanes: [DropboxIdentity?: RateLimitLane] = [:]

    /// The renewal under way, at most one, and those who wait for it.
    private var refresh: (number: Int, task: Task<Void, Never>)?
    private var refreshes = 0
    private var waiters: [Int: CheckedContinuation<AccessToken, any Error>] = [:]
    private var nextWaiter = 0

    init(_ renewal: TokenRenewal, clock: any Clock<Duration>) {
        self.renewal = renewal
        self.clock = clock
        stopwatch = Stopwatch(clock)
    }

    /// A token to send a request with; a new one when there is none or it is about to expire.
    ///
    /// However many ask at once, one request is made for them. When one of them is cancelled, the others
    /// get their token all the same; when all are, the request ends.
    ///
    /// - Throws: ``DropboxError`` when Dropbox gives none. `CancellationError` when the task is cancelled.
    func token(counting counters: DropboxCounters) async throws -> AccessToken {
        if let current, current.isUsable(at: stopwatch.elapsed) { return current }
        return try await nextToken(counting: counters)
    }

    /// A token in place of one that Dropbox refused: the one that another task has got since, or a new one.
    func token(insteadOf refused: AccessToken, counting counters: DropboxCounters) async throws -> AccessToken {
        guard !renewal.credentials.isTrial else {
            throw DropboxError(
                .unauthorized, operation: "access token", ends: .sync,
                summary: "the access token of the trial run has died, 4 hours after it was made, or was revoked")
        }
        if current?.number == refused.number { current = nil }
        return try await token(counting: counters)
    }

    /// What is held back together with the requests of `identity`.
    func lane(of identity: DropboxIdentity?) -> RateLimitLane {
        if let lane = lanes[identity] { return lane }
        let lane = RateLimitLane(clock: clock)
        lanes[identity] = lane
        return lane
    }
}

extension DropboxAuthorization {
    private func nextToken(counting counters: DropboxCounters) async throws -> AccessToken {
        let waiter = nextWaiter
        nextWaiter += 1
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                waiters[waiter] = continuation
                if refresh == nil { startRefresh(counting: counters) }
            }
        } onCancel: {
            Task { await self.abandon(waiter) }
        }
    }

    /// The one unstructured task of the room: it belongs to no caller, so that no caller's end is its end.
    /// It lives as long as somebody waits for it.
    private func startRefresh(counting counters: DropboxCounters) {
        refreshes += 1
        let number = refreshes
        let started = stopwatch.elapsed
        let task = Task { [renewal] in
            do {
                let answer = try await renewal.run(counting: counters)
                finish(refresh: number, with: .success(answer), started: started)
            } catch {
                finish(refresh: number, with: .failure(error), started: started)
            }
        }
        refresh = (number, task)
    }

    /// A token's life is counted from before the request, so that a slow answer does not lengthen it.
    private func finish(refresh number: Int, with result: Result<TokenAnswer, any Error>, started: Duration) {
        guard refresh?.number == number else { return }
        refresh = nil
        let outcome = result.map { answer in
            tokens += 1
            let token = AccessToken(
                secret: Secret(answer.accessToken), number: tokens,
                usableUntil: answer.usableFor.map { started + $0 })
            current = token
            return token
        }
        let waiting = waiters.values
        waiters = [:]
        for waiter in waiting { waiter.resume(with: outcome) }
    }

    private func abandon(_ waiter: Int) {
        guard let continuation = waiters.removeValue(forKey: waiter) else { return }
        continuation.resume(throwing: CancellationError())
        if waiters.isEmpty {
            refresh?.task.cancel()
            refresh = nil
        }
    }
}
