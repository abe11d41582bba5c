/// What a ``BoundedChannel`` holds, and whom each event wakes. It wakes nobody itself.
struct BoundedChannelState<Element: Sendable> {
    typealias SendContinuation = CheckedContinuation<Void, any Error>
    typealias ReceiveContinuation = CheckedContinuation<Element?, any Error>

    enum Wake {
        case sender(SendContinuation, Result<Void, any Error>)
        case receiver(ReceiveContinuation, Result<Element?, any Error>)

        func perform() {
            switch self {
            case .sender(let continuation, let result): continuation.resume(with: result)
            case .receiver(let continuation, let result): continuation.resume(with: result)
            }
        }
    }

    private struct Sender {
        var ticket: Int
        var element: Element
        var continuation: SendContinuation
    }

    private struct Receiver {
        var ticket: Int
        var continuation: ReceiveContinuation
    }

    private enum Phase {
        case open
        case finished
        case failed(any Error)
    }

    private let capacity: Int
    private var phase = Phase.open
    private var elements = Queue<Element>()
    private var senders = Queue<Sender>()
    private var receivers = Queue<Receiver>()
    private var lastTicket = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { elements.count + senders.count }

    /// A name for one wait, by which its cancellation finds it.
    mutating func ticket() -> Int {
        lastTicket += 1
        return lastTicket
    }

    mutating func send(
        _ element: Element, ticket: Int, _ continuation: SendContinuation, isCancelled: Bool
    ) -> [Wake] {
        // A cancellation from before this call found nobody to wake; one from after it will.
        guard !isCancelled else { return [.sender(continuation, .failure(CancellationError()))] }
        switch phase {
        case .finished: return [.sender(continuation, .failure(BoundedChannelFinished()))]
        case .failed(let error): return [.sender(continuation, .failure(error))]
        case .open: break
        }
        if let receiver = receivers.popFirst() {
            return [.receiver(receiver.continuation, .success(element)), .sender(continuation, .success(()))]
        }
        if elements.count < capacity {
            elements.append(element)
            return [.sender(continuation, .success(()))]
        }
        senders.append(Sender(ticket: ticket, element: element, continuation: continuation))
        return []
    }

    mutating func receive(ticket: Int, _ continuation: ReceiveContinuation, isCancelled: Bool) -> [Wake] {
        guard !isCancelled else { return [.receiver(continuation, .failure(CancellationError()))] }
        if case .failed(let error) = phase { return [.receiver(continuation, .failure(error))] }
        if let element = elements.popFirst() {
            return [.receiver(continuation, .success(element))] + admitSender()
        }
        if case .finished = phase { return [.receiver(continuation, .success(nil))] }
        receivers.append(Receiver(ticket: ticket, continuation: continuation))
        return []
    }

    mutating func cancelSender(_ ticket: Int) -> [Wake] {
        guard let sender = senders.removeFirst(where: { $0.ticket == ticket }) else { return [] }
        return [.sender(sender.continuation, .failure(CancellationError()))]
    }

    mutating func cancelReceiver(_ ticket: Int) -> [Wake] {
        guard let receiver = receivers.removeFirst(where: { $0.ticket == ticket }) else { return [] }
        return [.receiver(receiver.continuation, .failure(CancellationError()))]
    }

    mutating func finish() -> [Wake] {
        guard case .open = phase else { return [] }
        phase = .finished
        return receivers.takeAll().map { .receiver($0.continuation, .success(nil)) }
    }

    mutating func fail(_ error: any Error) -> [Wake] {
        if case .failed = phase { return [] }
        phase = .failed(error)
        _ = elements.takeAll()
        return receivers.takeAll().map { .receiver($0.continuation, .failure(error)) }
            + senders.takeAll().map { .sender($0.continuation, .failure(error)) }
    }

    /// Moves the element of the producer that has waited longest into the free place.
    private mutating func admitSender() -> [Wake] {
        guard let sender = senders.popFirst() else { return [] }
        elements.append(sender.element)
        return [.sender(sender.continuation, .success(()))]
    }
}
