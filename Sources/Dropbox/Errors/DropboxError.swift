/// A refusal by Dropbox, or a failure on the way to it.
public struct DropboxError: Error, Sendable {
    /// What happened; everything is decided by this.
    public var code: Code
    /// What was being done, and to what: `files/list_folder of "/reports"`. Never holds a credential.
    public var operation: String
    /// The answer's HTTP status; nil when there was no answer.
    public var status: Int?
    /// Dropbox's own words: `error_summary`, or the text of an answer that is not JSON. For the reader
    /// only: Dropbox puts a random number of dots at its end so that nobody decides by it.
    public var summary: String?
    /// What Dropbox would show to its user about it (`user_message`).
    public var userMessage: String?
    /// `X-Dropbox-Request-Id`, which Dropbox's support asks for.
    public var requestID: String?
    /// How long Dropbox asked to wait (429): the longer one of `Retry-After` and the body's `retry_after`.
    public var retryAfter: Duration?
    /// The error below: the transport's, when the answer never came, or the decoder's.
    public var cause: (any Error)?
    /// What cannot be done any more because of it.
    public var scope: Scope

    public init(
        _ code: Code, operation: String, ends scope: Scope = .item, status: Int? = nil, summary: String? = nil,
        userMessage: String? = nil, requestID: String? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.operation = operation
        self.status = status
        self.summary = summary
        self.userMessage = userMessage
        self.requestID = requestID
        self.cause = cause
        self.scope = max(scope, code.smallestScope)
    }

    /// Whether the same request may succeed when it is sent again. The client has then tried
    /// `retryCount` times already.
    public var isTransient: Bool { code.isTransient }

    /// What the reader of the log can do about it; nil when there is nothing but to try again.
    public var remedy: String? { code.remedy }
}

extension DropboxError {
    /// How far a failure reaches in a sync.
    public enum Scope: Int, Sendable, Comparable {
        /// One file or folder; the next one may well work.
        case item
        /// The listing it happened in. What that listing did not mention may still exist.
        case listing
        /// Everything: no other call of this authorization will work either.
        case sync

        public static func < (lhs: Scope, rhs: Scope) -> Bool { lhs.rawValue < rhs.rawValue }
    }
}

extension DropboxError: CustomStringConvertible {
    public var description: String {
        var text = "\(operation): \(code.meaning)"
        if let detail { text += " (\(detail))" }
        text += "."
        if let userMessage { text += " Dropbox says: \(userMessage)" }
        if let remedy { text += " \(remedy)" }
        if let requestID { text += " Request id: \(requestID)." }
        return text
    }

    private var detail: String? {
        let parts = [status.map { "HTTP \($0)" }, summary, cause.map { "\($0)" }]
        let known = parts.compactMap { $0 }
        return known.isEmpty ? nil : known.joined(separator: ", ")
    }
}
