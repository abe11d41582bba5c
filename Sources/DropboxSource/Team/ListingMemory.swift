import SyncEngine
import Synchronization

/// What the listing under way is made of, for what is asked after it.
final class ListingMemory: Sendable {
    struct Contents: Sendable {
        /// The trees, as they were when the last page was made.
        var state: ListingState?
        /// Paths of which not everything was listed: what is indexed there proves nothing by its absence.
        var unreadPlaces: Set<String> = []
        /// Received files that could not be looked at this time.
        var unreadFiles: Set<String> = []
        /// The received files could not be listed.
        var receivedFilesAreUnread = false
        /// Members whose received files could not be, `dbid:…`.
        var unreadReceivers: Set<String> = []
    }

    private let contents = Mutex(Contents())

    var current: Contents { contents.withLock { $0 } }

    func update(_ change: (inout Contents) -> Void) { contents.withLock { change(&$0) } }

    func forget() { contents.withLock { $0 = Contents() } }
}

extension ListingMemory.Contents {
    var hasUnread: Bool {
        !unreadPlaces.isEmpty || !unreadFiles.isEmpty || receivedFilesAreUnread || !unreadReceivers.isEmpty
    }

    /// Whether a document is in a place that was not listed, or not to its end.
    func isUnread(_ marks: StoredMarks) -> Bool {
        guard let path = marks.path else {
            return unreadFiles.contains(marks.id) || (marks.source.url != nil && isUnread(receivedWith: marks.accessKey))
        }
        return unreadPlaces.contains { Place.isPath(path, atOrBelow: $0) }
    }

    /// - Parameter key: Tells who received the file; nil without document-level security.
    private func isUnread(receivedWith key: String?) -> Bool {
        if receivedFilesAreUnread { return true }
        guard let receiver = key.flatMap({ AccessSubject(key: $0).receiver }) else { return !unreadReceivers.isEmpty }
        return unreadReceivers.contains(receiver)
    }
}
