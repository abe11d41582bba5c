import Support

/// Lets a number of tasks work at the same time, and the others wait for their turn, in the order they came.
struct Turns: Sendable {
    private let places: ByteBudget

    init(_ count: Int) {
        places = ByteBudget(limit: max(1, count))
    }

    /// Runs `body` when it is this task's turn.
    ///
    /// - Throws: What `body` throws. `CancellationError` when the task is cancelled before its turn.
    func take<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await places.withBytes(1, body)
    }
}
