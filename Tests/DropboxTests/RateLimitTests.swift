import Foundation
import Support
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Dropbox

@Suite struct RateLimitTests {
    static let slow: [(header: String?, body: String, wait: Duration)] = [
        ("15", #"{"error_summary":"too_many_requests/...","error":{"reason":{".tag":"too_many_requests"},"retry_after":15}}"#, .seconds(15)),
        ("3", #"{"error":{"reason":{".tag":"too_many_requests"},"retry_after":20}}"#, .seconds(20)),
        ("30", #"{"error":{"reason":{".tag":"too_many_requests"},"retry_after":20}}"#, .seconds(30)),
        (nil, #"{"error":{"reason":{".tag":"too_many_write_operations"}}}"#, .seconds(1)),
        ("2.5", "Too many requests", .milliseconds(2500)),
        (nil, "", .seconds(1)),
        ("soon", "", .seconds(1)),
        ("0", "", .milliseconds(100)),
        ("1e30", "", .seconds(1)),
        ("99999999999999", "", .seconds(86_400)),
    ]

    @Test(arguments: slow)
    func `a 429 waits as long as it says, and does not use up an attempt`(slow: (header: String?, body: String, wait: Duration)) async throws {
        let clock = RecordingClock()
        let transport = ScriptedTransport { call in
            guard call.route != "oauth2/token" else { return nil }
            guard call.number < 2 else { return .page([], cursor: "c", hasMore: false) }
            var headers = HTTPHeaders()
            headers["Retry-After"] = slow.header
            return .text(slow.body, status: 429, headers: headers)
        }
        let client = DropboxClient.make(transport, clock: clock, attempts: 1)
        _ = try await client.call(ListFolder())
        #expect(clock.sleeps == [slow.wait, slow.wait])
        #expect(client.counters.snapshot.pauses == 2)
        #expect(client.counters.snapshot.paused == slow.wait * 2)
        #expect(client.counters.snapshot.retries == 0)
    }

    /// A transport whose first call of `check/user` is told to wait, and the times of all calls.
    private func limited(_ clock: RecordingClock, after: String = "30") -> (ScriptedTransport, @Sendable () -> [Duration]) {
        let start = clock.now
        let box = TimesBox()
        let transport = ScriptedTransport { call in
            guard call.route != "oauth2/token" else { return nil }
            box.append(start.duration(to: clock.now))
            return call.number == 0 ? .tooManyRequests(retryAfter: after) : .json(#"{"result":"ok"}"#)
        }
        return (transport, { box.all })
    }

    private final class TimesBox: Sendable {
        private let times = Mutex<[Duration]>([])
        func append(_ time: Duration) { times.withLock { $0.append(time) } }
        var all: [Duration] { times.withLock { $0 } }
    }

    @Test func `a pause holds back every request of the authorization`() async throws {
        let clock = RecordingClock()
        let (transport, times) = limited(clock)
        let authorizations = DropboxAuthorizations()
        let one = DropboxClient.make(transport, clock: clock, authorizations: authorizations)
        let two = DropboxClient.make(transport, clock: clock, authorizations: authorizations)
        let lane = await one.authorization.lane(of: nil)
        _ = await lane.pause(for: .seconds(5))
        _ = try await two.call(CheckUser())
        _ = try await one.call(CheckUser())
        #expect(times() == [.seconds(5), .seconds(35), .seconds(35)])
    }

    @Test func `members of a team do not wait for each other`() async throws {
        let clock = RecordingClock()
        let transport = ScriptedTransport { call in
            guard call.route != "oauth2/token" else { return nil }
            return .json(#"{"result":"ok"}"#)
        }
        let client = DropboxClient.make(transport, clock: clock)
        let lane = await client.authorization.lane(of: .member("dbmid:a"))
        _ = await lane.pause(for: .seconds(300))
        _ = try await client.acting(as: .member("dbmid:b")).call(CheckUser())
        _ = try await client.call(CheckUser())
        #expect(clock.sleeps.isEmpty)
        _ = try await client.acting(as: .member("dbmid:a")).call(CheckUser())
        #expect(clock.sleeps == [.seconds(300)])
    }

    @Test func `what makes a running pause longer is not another pause`() async throws {
        let clock = RecordingClock()
        let lane = RateLimitLane(clock: clock)
        let counters = DropboxCounters()
        for seconds in [10, 10, 12, 3] { counters.countPause(await lane.pause(for: .seconds(seconds))) }
        #expect(counters.snapshot.pauses == 1)
        #expect(counters.snapshot.paused == .seconds(12))
        clock.advance(by: .seconds(20))
        counters.countPause(await lane.pause(for: .seconds(1)))
        #expect(counters.snapshot.pauses == 2)
        #expect(counters.snapshot.paused == .seconds(13))
    }

    @Test func `a long pause is a warning with its length`() async throws {
        let events = Mutex<[Log.Event]>([])
        let log = Log(minimumLevel: .info) { event in events.withLock { $0.append(event) } }
        let clock = RecordingClock()
        let (transport, _) = limited(clock, after: "300")
        _ = try await DropboxClient.make(transport, clock: clock, log: log).call(CheckUser())
        #expect(events.withLock { $0.map(\.level) } == [.warning])
        #expect(events.withLock { $0.first?.message.contains("300 s") } == true)
    }

    @Test func `cancelling ends a pause`() async throws {
        let clock = StuckClock()
        let transport = ScriptedTransport { call in
            call.route == "oauth2/token" ? nil : .tooManyRequests(retryAfter: "300")
        }
        let client = DropboxClient.make(transport, clock: clock)
        let call = Task { try await client.call(CheckUser()) }
        await clock.aSleep()
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
        #expect(client.counters.snapshot.pauses == 1)
    }
}
