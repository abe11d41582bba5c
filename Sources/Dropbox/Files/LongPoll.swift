/// `files/list_folder/longpoll`: waits until something changed after a cursor, or the time is over.
///
/// Goes to a host of its own, without a token. Throws `cursorReset` when Dropbox has forgotten the cursor.
///
/// <https://www.dropbox.com/developers/documentation/http/documentation#files-list_folder-longpoll>
public struct LongPoll: DropboxEndpoint {
    public static let route = "files/list_folder/longpoll"
    public static let host = DropboxHost.notify
    public static let authentication = DropboxAuthentication.none
    public static let failureEnds = DropboxError.Scope.listing

    public struct Response: Decodable, Sendable {
        /// Whether `files/list_folder/continue` has something to tell.
        public var changes: Bool
        /// Seconds to wait at least before the next poll.
        public var backoff: Int?
    }

    public struct Arguments: Encodable, Sendable {
        public var cursor: String
        /// Seconds.
        public var timeout: Int
    }

    public var arguments: Arguments

    /// - Parameter seconds: How long to wait for a change, 30...480. Dropbox adds up to 90 s at random.
    public init(cursor: String, seconds: Int = 300) {
        arguments = Arguments(cursor: cursor, timeout: seconds)
    }

    /// The wait, Dropbox's 90 s, and 30 s for the way.
    public var timeout: Duration? { .seconds(arguments.timeout + 90 + 30) }
}
