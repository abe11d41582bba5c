import Synchronization

/// How a cluster pages, once it is known; shared by all copies of a client.
final class PagingMemory: Sendable {
    enum Way: Sendable {
        case pointInTime, scroll
    }

    private let known = Mutex<Way?>(nil)

    var way: Way? {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }
}
