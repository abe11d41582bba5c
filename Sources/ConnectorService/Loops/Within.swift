/// Does something that may take too long.
///
/// - Returns: What `body` returns; nil when the time was over first, and `body` was cancelled.
/// - Throws: What `body` throws. `CancellationError` when the task is cancelled.
func within<Value: Sendable>(
    _ limit: Duration, _ clock: any Clock<Duration>, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await clock.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}
