import Synchronization

/// A clock on which every sleep lasts until its task is cancelled.
final class StuckClock: Clock, Sendable {
    typealias Instant = ContinuousClock.Instant

    private let start = ContinuousClock.now
    private let began = AsyncStream<Void>.makeStream()

    var now: Instant { start }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        began.continuation.yield()
        try await Task.sleep(for: .seconds(86_400))
    }

    /// Returns when a sleep has begun.
    func aSleep() async {
        for await _ in began.stream { return }
    }
}

/// Opens once; those who came before wait for it.
actor Gate {
    private var isOpen = false
    private var arrived = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watching: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

    func pass() async {
        arrived += 1
        for watcher in watching where watcher.count <= arrived { watcher.continuation.resume() }
        watching.removeAll { $0.count <= arrived }
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }

    /// Returns when that many have come to the gate.
    func arrivals(_ count: Int) async {
        guard arrived < count else { return }
        await withCheckedContinuation { watching.append((count, $0)) }
    }
}
