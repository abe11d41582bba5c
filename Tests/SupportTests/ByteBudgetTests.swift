import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct ByteBudgetTests {
    struct Held {
        var now = 0
        var peak = 0
    }

    @Test func `what fits is charged at once and given back`() async throws {
        let budget = ByteBudget(limit: 100)
        try await budget.acquire(60)
        try await budget.acquire(40)
        #expect(budget.used == 100)
        budget.release(60)
        #expect(budget.used == 40)
        #expect(budget.peak == 100)
    }

    @Test func `what does not fit waits until it does`() async throws {
        let budget = ByteBudget(limit: 100)
        try await budget.acquire(60)
        async let second: Void = budget.acquire(60)
        try await until { budget.waiting == 1 }
        #expect(budget.used == 60)
        budget.release(60)
        try await second
        #expect(budget.used == 60 && budget.waiting == 0 && budget.peak == 60)
    }

    @Test func `a request above the limit is charged the whole limit and runs alone`() async throws {
        let budget = ByteBudget(limit: 100)
        try await budget.acquire(1)
        async let large: Void = budget.acquire(1000)
        try await until { budget.waiting == 1 }
        budget.release(1)
        try await large
        #expect(budget.used == 100)
        async let small: Void = budget.acquire(1)
        try await until { budget.waiting == 1 }
        budget.release(1000)
        try await small
        #expect(budget.used == 1)
    }

    @Test func `turns are in the order of asking, whatever the size`() async throws {
        let budget = ByteBudget(limit: 100)
        let order = Shared<[Int]>([])
        try await budget.acquire(100)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (position, bytes) in [90, 5, 100, 5, 5].enumerated() {
                group.addTask {
                    try await budget.withBytes(bytes) {
                        order.withLock { $0.append(position) }
                        // The first two fit together; wait for the state that shows it.
                        if position == 0 { try await until { order.withLock { $0.contains(1) } } }
                    }
                }
                try await until { budget.waiting == position + 1 }
            }
            budget.release(100)
            try await group.waitForAll()
        }
        #expect(order.withLock { $0.prefix(3) } == [0, 1, 2])
        #expect(order.withLock { Set($0) } == [0, 1, 2, 3, 4])
        #expect(budget.used == 0 && budget.peak == 100)
    }

    @Test func `a small request that would fit does not pass a large one that waits`() async throws {
        let budget = ByteBudget(limit: 100)
        try await budget.acquire(50)
        let large = Task { try await budget.acquire(80) }
        try await until { budget.waiting == 1 }
        let small = Task { try await budget.acquire(10) }
        try await until { budget.waiting == 2 }
        #expect(budget.used == 50)
        budget.release(50)
        try await large.value
        try await small.value
        #expect(budget.used == 90)
    }

    @Test func `a cancelled wait throws, is charged nothing and lets those behind it pass`() async throws {
        let budget = ByteBudget(limit: 100)
        try await budget.acquire(50)
        let large = Task { try await budget.acquire(80) }
        try await until { budget.waiting == 1 }
        let small = Task { try await budget.acquire(10) }
        try await until { budget.waiting == 2 }
        large.cancel()
        await #expect(throws: CancellationError.self) { try await large.value }
        try await small.value
        #expect(budget.used == 60 && budget.waiting == 0)
    }

    @Test func `a task that is cancelled already is charged nothing`() async throws {
        let budget = ByteBudget(limit: 100)
        let task = Task {
            try await until { Task.isCancelled }
            try await budget.acquire(1)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(budget.used == 0)
    }

    @Test func `bytes are given back when the body throws`() async throws {
        struct Failure: Error {}
        let budget = ByteBudget(limit: 100)
        await #expect(throws: Failure.self) { try await budget.withBytes(70) { throw Failure() } }
        #expect(budget.used == 0 && budget.peak == 70)
    }

    @Test func `many tasks at once never exceed the limit, cancelled or not`() async throws {
        let budget = ByteBudget(limit: 1000)
        let held = Shared(Held())
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<300 {
                let bytes = index * 37 % 700 + 1
                group.addTask {
                    let task = Task {
                        try await budget.withBytes(bytes) {
                            held.withLock {
                                $0.now += bytes
                                $0.peak = max($0.peak, $0.now)
                            }
                            await Task.yield()
                            held.withLock { $0.now -= bytes }
                        }
                    }
                    if index % 5 == 0 { task.cancel() }
                    _ = await task.result
                }
            }
        }
        #expect(budget.used == 0 && budget.waiting == 0)
        #expect(held.withLock { $0.peak } <= 1000)
        #expect(budget.peak <= 1000)
    }
}
