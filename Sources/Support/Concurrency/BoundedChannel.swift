import Synchronization

/// Passes elements from tasks that produce to tasks that consume, and holds a bounded number of them:
/// a producer that is ahead waits.
///
/// With several consumers each element goes to one of them. The sequence ends after ``finish()``, when
/// everything that was sent before has been taken. It never ends early: ``finish(throwing:)`` makes every
/// consumer throw, and a cancelled consumer throws `CancellationError` instead of seeing an end.
public final class BoundedChannel<Element: Sendable>: Sendable {
    /// Elements held for consumers before a producer waits.
    public let capacity: Int
    private let state: Mutex<BoundedChannelState<Element>>

    /// - Parameter capacity: At least 1.
    public init(capacity: Int) {
        precondition(capacity > 0, "a channel that holds nothing passes nothing")
        self.capacity = capacity
        state = Mutex(BoundedChannelState(capacity: capacity))
    }

    /// Elements held now, those of waiting producers included.
    public var count: Int { state.withLock { $0.count } }

    /// Returns when `element` is held for a consumer or taken by one.
    ///
    /// - Throws: ``BoundedChannelFinished`` after ``finish()``; the error of ``finish(throwing:)`` after that;
    ///   `CancellationError` when the task is cancelled while it waits: then no consumer sees `element`.
    public func send(_ element: Element) async throws {
        try Task.checkCancellation()
        let ticket = state.withLock { $0.ticket() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                perform { $0.send(element, ticket: ticket, continuation, isCancelled: Task.isCancelled) }
            }
        } onCancel: {
            perform { $0.cancelSender(ticket) }
        }
    }

    /// The next element; nil after the last one.
    ///
    /// - Throws: The error of ``finish(throwing:)``; `CancellationError` when the task is cancelled.
    public func next() async throws -> Element? {
        try Task.checkCancellation()
        let ticket = state.withLock { $0.ticket() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                perform { $0.receive(ticket: ticket, continuation, isCancelled: Task.isCancelled) }
            }
        } onCancel: {
            perform { $0.cancelReceiver(ticket) }
        }
    }

    /// Says that nothing more comes. What was sent before, also by producers that still wait, is delivered.
    /// Without effect when the channel has been finished before.
    public func finish() {
        perform { $0.finish() }
    }

    /// Ends the channel with an error for both sides: every consumer and every producer throws it, also
    /// those that wait now, and what is held is dropped. Without effect when the channel has failed before.
    public func finish(throwing error: any Error) {
        perform { $0.fail(error) }
    }

    /// Changes the state in the lock, then wakes whom the change concerns outside of it: a woken task may
    /// come back for the lock at once.
    private func perform(_ change: (inout BoundedChannelState<Element>) -> [BoundedChannelState<Element>.Wake]) {
        for wake in state.withLock({ change(&$0) }) { wake.perform() }
    }
}

/// What ``BoundedChannel/send(_:)`` throws when the channel was finished before.
public struct BoundedChannelFinished: Error, Sendable {}

extension BoundedChannel: AsyncSequence {
    public struct Iterator: AsyncIteratorProtocol {
        let channel: BoundedChannel

        public func next() async throws -> Element? { try await channel.next() }
    }

    public func makeAsyncIterator() -> Iterator { Iterator(channel: self) }
}
