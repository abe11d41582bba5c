/// The pages of a listing, asked for one at a time.
public struct DropboxPages<Endpoint: DropboxPagedEndpoint>: AsyncSequence, Sendable {
    public typealias Element = Endpoint.Response

    let client: DropboxClient
    let first: Endpoint

    public func makeAsyncIterator() -> Iterator {
        Iterator(client: client, first: first)
    }

    public struct Iterator: AsyncIteratorProtocol {
        private enum Position {
            case start
            case at(cursor: String)
            case end
        }

        private let client: DropboxClient
        private let first: Endpoint
        private var position = Position.start
        private var circle = CursorCircle()

        init(client: DropboxClient, first: Endpoint) {
            self.client = client
            self.first = first
        }

        /// The next page; nil only after the one that Dropbox called the last.
        ///
        /// After an error the same page is asked for again: an end that is not the end is never reported.
        ///
        /// - Throws: ``DropboxError``, with code `endlessListing` when the cursors go round in a circle
        ///   or one is missing. `CancellationError` when the task is cancelled.
        public mutating func next() async throws -> Element? {
            let page: Element
            switch position {
            case .start: page = try await client.call(first)
            case .at(let cursor): page = try await client.call(first.continuation(from: cursor))
            case .end: return nil
            }
            position = try position(after: page)
            return page
        }

        private mutating func position(after page: Element) throws(DropboxError) -> Position {
            switch page.following {
            case .none:
                return .end
            case .from(let cursor) where !circle.closes(at: cursor):
                return .at(cursor: cursor)
            case .from, .unknown:
                throw DropboxError(.endlessListing, operation: first.operation, ends: .listing)
            }
        }
    }
}

/// Notices that cursors repeat, by Brent's method: it remembers two of them, however many there are.
struct CursorCircle {
    private var previous: String?
    private var remembered: String?
    private var steps = 0
    private var length = 1

    mutating func closes(at cursor: String) -> Bool {
        if cursor == previous || cursor == remembered { return true }
        previous = cursor
        steps += 1
        if steps == length {
            remembered = cursor
            length *= 2
            steps = 0
        }
        return false
    }
}
