import Synchronization

/// How far a sync has come for good; read while it runs, to be stored, and when it has failed.
public final class SyncProgress: Sendable {
    public enum Reached: Sendable, Equatable {
        /// Changes have been applied as far as this: where the next incremental sync begins.
        case changes(SyncPosition)
        /// A listing of everything has come as far as this: where another sync can take it up.
        case listing(SyncPosition)
    }

    /// A page of a listing that goes on while its documents are on their way.
    private struct Page {
        var number: Int
        var unacknowledged: UnacknowledgedIDs
        /// But for what is to be tried again, which is known when everything is acknowledged.
        var position: SyncPosition
    }

    private struct State {
        var reached: Reached?
        var pages: [Page] = []
    }

    private let state = Mutex(State())
    private let retries: RetryList

    init(retries: RetryList) {
        self.retries = retries
    }

    /// Nil until a page has been acknowledged that can be gone on from.
    public var acknowledged: Reached? {
        state.withLock { state in
            while let page = state.pages.first, page.unacknowledged.isAcknowledged(through: page.number) {
                state.pages.removeFirst()
                // What failed behind the page is tried again, too; that does no harm.
                guard let ids = retries.ids else { continue }
                var position = page.position
                position.retry = ids
                state.reached = .listing(position)
            }
            return state.reached
        }
    }

    func note(_ reached: Reached) { state.withLock { $0.reached = reached } }

    /// Notes a page of which everything is on its way: it counts once all of that is acknowledged, and nothing
    /// waits for it.
    func notePage(_ number: Int, of unacknowledged: UnacknowledgedIDs, _ position: SyncPosition) {
        state.withLock { $0.pages.append(Page(number: number, unacknowledged: unacknowledged, position: position)) }
    }

    /// The listing begins anew: what it has come to before says nothing.
    func forgetPages() { state.withLock { $0.pages = [] } }
}
