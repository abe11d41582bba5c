/// A step of the connector protocol that could not be taken.
public struct ProtocolError: Error, Sendable, Hashable {
    public enum Code: Sendable, Hashable {
        /// The connector or the job is not there, or was deleted.
        case notFound
        /// The document changed under every try of a guarded update.
        case conflict
        /// The job is in a status from which this step does not lead on.
        case unexpectedStatus(SyncJobStatus)
        /// The connector is marked as being synced by somebody else.
        case alreadySyncing
        /// The connector has no index or no service type yet, so no job can be made for it.
        case incompleteConnector
        /// A field without which the document has no meaning is missing or unknown.
        case unreadableDocument
    }

    public var code: Code
    /// What was being done, and to what: `claim job 7Kx`.
    public var operation: String
    public var detail: String?

    public init(_ code: Code, operation: String, detail: String? = nil) {
        self.code = code
        self.operation = operation
        self.detail = detail
    }
}

extension ProtocolError {
    /// What the reader of the log can do about it.
    public var remedy: String? {
        switch code {
        case .incompleteConnector: "Attach an index to the connector and set its service type."
        case .unreadableDocument: "Delete the document; nothing can be done with it."
        case .notFound, .conflict, .unexpectedStatus, .alreadySyncing: nil
        }
    }
}

extension ProtocolError: CustomStringConvertible {
    public var description: String {
        let reason =
            switch code {
            case .notFound: "it does not exist"
            case .conflict: "it was changed by others at the same time, in every attempt"
            case .unexpectedStatus(let status): "its status is \(status.rawValue)"
            case .alreadySyncing: "another sync of this connector is in progress"
            case .incompleteConnector: "the connector is incomplete"
            case .unreadableDocument: "the document cannot be read"
            }
        return ["\(operation): \(reason)", detail.map { ": \($0)" }, remedy.map { ". \($0)" }]
            .compactMap { $0 }.joined()
    }
}
