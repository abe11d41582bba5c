import Synchronization
import TestSupport
import Testing
import Transport

struct PacerTests {
    let clock = RecordingClock()

    @Test func `without a pause nothing waits`() async throws {
        let pacer = Pacer(clock: clock)
        try await pacer.ready()
        #expect(clock.sleeps.isEmpty)
        #expect(await pacer.remaining == .zero)
        #expect(await pacer.totalPaused == .zero)
    }

    @Test func `a pause holds back requests that come after it, and a shorter one changes nothing`() async throws {
        let pacer = Pacer(clock: clock)
        await pacer.pause(for: .seconds(30))
        await pacer.pause(for: .seconds(5))
        #expect(await pacer.remaining == .seconds(30))
        try await pacer.ready()
        try await pacer.ready()
        #expect(clock.sleeps == [.seconds(30)])
        #expect(await pacer.remaining == .zero)
    }

    @Test func `a pause that grows while requests wait holds them longer`() async throws {
        let scripted = InterruptedClock()
        let pacer = Pacer(clock: scripted)
        await pacer.pause(for: .seconds(10))
        scripted.duringFirstSleep { await pacer.pause(for: .seconds(50)) }
        try await pacer.ready()
        #expect(scripted.clock.sleeps == [.seconds(10), .seconds(40)])
        #expect(await pacer.totalPaused == .seconds(50))
    }

    @Test func `what was paused is the sum of pauses, overlaps once, the future not`() async throws {
        let pacer = Pacer(clock: clock)
        clock.advance(by: .seconds(100))
        await pacer.pause(for: .seconds(30))
        clock.advance(by: .seconds(10))
        #expect(await pacer.totalPaused == .seconds(10))
        await pacer.pause(for: .seconds(25))
        #expect(await pacer.totalPaused == .seconds(10))
        try await pacer.ready()
        #expect(await pacer.totalPaused == .seconds(35))
        clock.advance(by: .seconds(1000))
        #expect(await pacer.totalPaused == .seconds(35))
        await pacer.pause(for: .seconds(5))
        #expect(await pacer.totalPaused == .seconds(35))
        try await pacer.ready()
        #expect(await pacer.totalPaused == .seconds(40))
    }

    @Test(.timeLimit(.minutes(10))) func `cancelling ends the wait`() async throws {
        let pacer = Pacer()
        await pacer.pause(for: .seconds(3600))
        let task = Task { try await pacer.ready() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

/// A recording clock on which something happens while somebody sleeps.
private final class InterruptedClock: Clock {
    let clock = RecordingClock()
    private let interruption = Mutex<(@Sendable () async -> Void)?>(nil)

    var now: RecordingClock.Instant { clock.now }
    var minimumResolution: Duration { clock.minimumResolution }

    func duringFirstSleep(_ action: @escaping @Sendable () async -> Void) {
        interruption.withLock { $0 = action }
    }

    func sleep(until deadline: RecordingClock.Instant, tolerance: Duration?) async throws {
        let action = interruption.withLock { $0.take() }
        await action?()
        try await clock.sleep(until: deadline, tolerance: tolerance)
    }
}
