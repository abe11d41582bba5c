import Synchronization

/// Tasks that a loop starts and does not wait for: at most one for each connector.
final class BackgroundTasks: Sendable {
    typealias Work = @Sendable () async -> Void

    private let running = Mutex<Set<String>>([])
    /// Ends with the loop, and when the task that reads it is cancelled.
    private let work: AsyncStream<Work>
    private let continuation: AsyncStream<Work>.Continuation
    init() {
        (work, continuation) = AsyncStream.makeStream()
    }

    /// How many run, or are about to.
    var count: Int { running.withLock { $0.count } }

    func contains(_ connectorID: String) -> Bool { running.withLock { $0.contains(connectorID) } }

    /// Starts `body` for a connector, unless one for it is running. Returns whether it did.
    ///
    /// - Parameter waiting: Called when `body` has returned true, and another one for its connector can start.
    @discardableResult
    func start(_ connectorID: String, waking waiting: WakeUp, _ body: @escaping @Sendable () async -> Bool) -> Bool {
        guard running.withLock({ $0.insert(connectorID).inserted }) else { return false }
        continuation.yield { [self] in
            let hasWorked = await body()
            running.withLock { _ = $0.remove(connectorID) }
            if hasWorked { waiting.call() }
        }
        return true
    }

    /// As above, for what nobody waits for.
    @discardableResult
    func start(_ connectorID: String, _ body: @escaping Work) -> Bool {
        start(connectorID, waking: WakeUp()) {
            await body()
            return false
        }
    }

    /// Runs `loop` and everything that it starts. All of it has ended when this returns.
    ///
    /// - Throws: What `loop` throws; then what still runs is cancelled.
    func run(_ loop: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                defer { self.continuation.finish() }
                try await loop()
            }
            for await body in work { group.addTask { await body() } }
        }
    }
}
