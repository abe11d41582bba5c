import Foundation
import Testing
import Transport

struct RetryPolicyTests {
    /// Draws the upper end, so that a delay is as long as it can be.
    static let longest: @Sendable (ClosedRange<Double>) -> Double = \.upperBound
    static let request = HTTPRequest(.get, URL(string: "http://127.0.0.1/")!)

    static func response(_ status: Int, retryAfter: String? = nil) -> RetryPolicy.Outcome {
        var headers: HTTPHeaders = [:]
        headers["retry-after"] = retryAfter
        return .response(HTTPResponse(status: status, headers: headers))
    }

    static func failure(_ code: TransportError.Code) -> RetryPolicy.Outcome {
        .failure(TransportError(code: code, request: request, reason: "said so"))
    }

    @Test(arguments: [
        (1, .seconds(1)), (2, .seconds(2)), (3, .seconds(4)), (4, .seconds(8)), (5, .seconds(10)), (19, .seconds(10)),
        (20, nil),
    ] as [(Int, Duration?)])
    func `an exponential delay doubles up to its limit`(attempt: Int, expected: Duration?) {
        let policy = RetryPolicy(
            maximumAttempts: 20, backoff: .exponential(base: .seconds(1), limit: .seconds(10)), random: Self.longest)
        #expect(policy.delay(after: Self.response(503), attempt: attempt) == expected)
    }

    @Test(arguments: [(0, .zero), (0.25, .seconds(1)), (1, .seconds(4))] as [(Double, Duration)])
    func `an exponential delay is a random part of its longest`(part: Double, expected: Duration) {
        let policy = RetryPolicy(
            maximumAttempts: 9, backoff: .exponential(base: .seconds(1), limit: .seconds(60)),
            random: { range in
                #expect(range == 0...1)
                return part
            })
        #expect(policy.delay(after: Self.response(500), attempt: 3) == expected)
    }

    @Test(arguments: [(1, .seconds(10)), (2, .seconds(20)), (4, .seconds(40)), (5, nil)] as [(Int, Duration?)])
    func `a linear delay grows by its interval`(attempt: Int, expected: Duration?) {
        let policy = RetryPolicy(maximumAttempts: 5, backoff: .linear(interval: .seconds(10)))
        #expect(policy.delay(after: Self.response(502), attempt: attempt) == expected)
    }

    @Test(arguments: [
        (response(429), true), (response(500), true), (response(502), true), (response(503), true),
        (response(504), true), (response(200), false), (response(302), false), (response(400), false),
        (response(401), false), (response(404), false), (response(409), false), (response(501), false),
        (failure(.connectionFailed), true), (failure(.connectionLost), true), (failure(.timedOut), true),
        (failure(.hostNotFound), true), (failure(.other), true), (failure(.secureConnectionFailed), false),
        (failure(.responseTooLarge), false), (failure(.invalidRequest), false),
    ])
    func `what may pass is tried again, what cannot is not`(outcome: RetryPolicy.Outcome, isTransient: Bool) {
        let policy = RetryPolicy(maximumAttempts: 2, backoff: .linear(interval: .seconds(1)))
        #expect((policy.delay(after: outcome, attempt: 1) != nil) == isTransient)
        #expect(RetryPolicy.never.delay(after: outcome, attempt: 1) == nil)
    }

    @Test(arguments: [
        ("30", .seconds(30)), ("2", .seconds(10)), ("9999", .seconds(300)), ("soon", .seconds(10)),
    ] as [(String, Duration)])
    func `Retry-After lengthens a delay, within bounds`(retryAfter: String, expected: Duration) {
        let policy = RetryPolicy(maximumAttempts: 2, backoff: .linear(interval: .seconds(10)))
        #expect(policy.delay(after: Self.response(429, retryAfter: retryAfter), attempt: 1) == expected)
    }

    @Test func `statuses and failures can be chosen`() {
        let policy = RetryPolicy(
            maximumAttempts: 2, backoff: .linear(interval: .seconds(1)), transientStatuses: [409],
            isTransient: { $0.code == .timedOut })
        #expect(policy.delay(after: Self.response(409), attempt: 1) != nil)
        #expect(policy.delay(after: Self.response(503), attempt: 1) == nil)
        #expect(policy.delay(after: Self.failure(.timedOut), attempt: 1) != nil)
        #expect(policy.delay(after: Self.failure(.connectionLost), attempt: 1) == nil)
    }
}

struct RetryAfterTests {
    @Test(arguments: [
        ("0", .zero), ("15", .seconds(15)), (" 15 ", .seconds(15)), ("1.5", .milliseconds(1500)),
        (".25", .milliseconds(250)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(37)),
        ("Sunday, 06-Nov-94 08:49:37 GMT", .seconds(37)),
        ("Sun Nov  6 08:49:37 1994", .seconds(37)),
        ("Sun, 06 Nov 1994 08:48:00 GMT", .zero),
        ("99999999999999999999", .seconds(1_000_000_000)),
        ("", nil), ("-1", nil), ("nan", nil), ("inf", nil), ("1e3", nil), ("0x10", nil), ("1.2.3", nil), (".", nil),
        ("soon", nil), ("Sun, 06 Nov 1994", nil),
    ] as [(String, Duration?)])
    func `seconds and dates are read`(text: String, expected: Duration?) {
        let now = Date(timeIntervalSince1970: 784_111_740)      // 08:49:00 on that day
        #expect(RetryAfter(text, now: now)?.delay == expected)
    }

    @Test func `an answer without the field has none`() {
        #expect(RetryAfter(HTTPResponse(status: 429)) == nil)
        #expect(RetryAfter(HTTPResponse(status: 429, headers: ["retry-after": "3"]))?.delay == .seconds(3))
    }
}
