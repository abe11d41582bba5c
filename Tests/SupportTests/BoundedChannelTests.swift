import Support
import Testing

@Suite(.timeLimit(.minutes(10))) struct BoundedChannelTests {
    struct Failure: Error, Equatable {}

    @Test func `elements come out in the order they went in, then the end`() async throws {
        let channel = BoundedChannel<Int>(capacity: 3)
        async let produced: Void = {
            for number in 0..<100 { try await channel.send(number) }
            channel.finish()
        }()
        var received: [Int] = []
        for try await number in channel { received.append(number) }
        try await produced
        #expect(received == Array(0..<100))
        #expect(try await channel.next() == nil)
    }

    @Test func `a producer waits while the channel is full`() async throws {
        let channel = BoundedChannel<Int>(capacity: 2)
        try await channel.send(1)
        try await channel.send(2)
        let third = Task { try await channel.send(3) }
        try await until { channel.count == 3 }
        #expect(try await channel.next() == 1)
        try await third.value
        #expect(channel.count == 2)
    }

    @Test func `what was sent before the end is delivered, also by a producer that waits`() async throws {
        let channel = BoundedChannel<Int>(capacity: 1)
        try await channel.send(1)
        let waiting = Task { try await channel.send(2) }
        try await until { channel.count == 2 }
        channel.finish()
        await #expect(throws: BoundedChannelFinished.self) { try await channel.send(3) }
        #expect(try await channel.next() == 1)
        #expect(try await channel.next() == 2)
        #expect(try await channel.next() == nil)
        try await waiting.value
    }

    @Test func `a failure reaches consumers and producers that wait and drops what is held`() async throws {
        let full = BoundedChannel<Int>(capacity: 1)
        try await full.send(1)
        let producer = Task { try await full.send(2) }
        try await until { full.count == 2 }
        full.finish(throwing: Failure())
        await #expect(throws: Failure.self) { try await producer.value }
        await #expect(throws: Failure.self) { try await full.next() }
        await #expect(throws: Failure.self) { try await full.send(3) }
        #expect(full.count == 0)

        let empty = BoundedChannel<Int>(capacity: 1)
        let consumers = (0..<3).map { _ in Task { try await empty.next() } }
        empty.finish(throwing: Failure())
        for consumer in consumers {
            await #expect(throws: Failure.self) { try await consumer.value }
        }
    }

    @Test func `a failure after the end is still a failure`() async throws {
        let channel = BoundedChannel<Int>(capacity: 1)
        try await channel.send(1)
        channel.finish()
        channel.finish(throwing: Failure())
        await #expect(throws: Failure.self) { try await channel.next() }
    }

    @Test func `a cancelled consumer throws, and the element goes to another`() async throws {
        let channel = BoundedChannel<Int>(capacity: 1)
        let cancelled = Task { try await channel.next() }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        try await channel.send(7)
        #expect(try await channel.next() == 7)
    }

    @Test func `the element of a cancelled producer is not delivered`() async throws {
        let channel = BoundedChannel<Int>(capacity: 1)
        try await channel.send(1)
        let cancelled = Task { try await channel.send(2) }
        try await until { channel.count == 2 }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        channel.finish()
        #expect(try await channel.next() == 1)
        #expect(try await channel.next() == nil)
    }

    @Test(arguments: [1, 3, 50])
    func `several producers and consumers share every element exactly once`(capacity: Int) async throws {
        let channel = BoundedChannel<Int>(capacity: capacity)
        let received = try await withThrowingTaskGroup(of: [Int].self) { consumers in
            for _ in 0..<4 { consumers.addTask { try await elements(of: channel) } }
            try await withThrowingTaskGroup(of: Void.self) { producers in
                for producer in 0..<5 {
                    producers.addTask {
                        for number in 0..<100 { try await channel.send(producer * 100 + number) }
                    }
                }
                try await producers.waitForAll()
            }
            channel.finish()
            return try await consumers.reduce(into: []) { $0 += $1 }
        }
        #expect(received.sorted() == Array(0..<500))
    }

    private func elements(of channel: BoundedChannel<Int>) async throws -> [Int] {
        var elements: [Int] = []
        for try await element in channel { elements.append(element) }
        return elements
    }
}
