import Support
import Transport

/// A refusal by Elasticsearch, or a failure on the way to it.
public struct ElasticsearchError: Error, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        /// The credential is wrong or missing (401).
        case unauthorized
        /// The credential may not do this, or the index is blocked (403).
        case forbidden
        /// The index, document, pipeline or endpoint does not exist (404).
        case notFound
        /// Somebody else wrote the document in between, or it exists already (409).
        case versionConflict
        /// The request is not one Elasticsearch accepts; the same one fails again.
        case badRequest
        /// The request body is larger than the server takes (413).
        case entityTooLarge
        /// Elasticsearch, or a proxy before it, has too much to do (429).
        case tooManyRequests
        /// The server failed (500).
        case serverError
        /// No node can do it now (502, 503, 504).
        case unavailable
        /// The server wants the request elsewhere; redirects are not followed.
        case redirected
        /// No connection, or it broke.
        case unreachable
        /// No answer within the request's timeout.
        case timedOut
        /// The server's certificate is not trusted, or there is no common protocol.
        case secureConnectionFailed
        /// What came back is not what Elasticsearch answers.
        case unreadableAnswer
        /// The search reached only a part of the index, so what it found is not everything.
        case shardFailures
    }

    public var code: Code
    /// What was being done, and to what: `get of document "x" in ".elastic-connectors"`. Never holds a credential.
    public var operation: String
    /// The HTTP status; nil when no answer came.
    public var status: Int?
    /// Elasticsearch's name for the error, untouched: `index_not_found_exception`.
    public var type: String?
    /// Elasticsearch's own words, untouched but for their length; else what the transport said.
    public var reason: String?
    /// The deepest reason that Elasticsearch gives, when it says more than ``reason``.
    public var rootCause: String?
    /// How long the server asked to be left alone.
    public var retryAfter: Duration?
    /// The request certainly did nothing: no connection was made.
    var neverReachedServer = false
    /// Elasticsearch itself says that the document is not there (`found: false`, `result: not_found`). Any
    /// other 404 is about the index or the way to it.
    var saysNoDocument = false

    public init(
        code: Code, operation: String, status: Int? = nil, type: String? = nil, reason: String? = nil,
        rootCause: String? = nil, retryAfter: Duration? = nil
    ) {
        self.code = code
        self.operation = operation
        self.status = status
        self.type = type
        self.reason = reason
        self.rootCause = rootCause
        self.retryAfter = retryAfter
    }

    /// A failure before any answer came.
    init(_ error: TransportError, operation: String) {
        self.init(code: Code(error.code), operation: operation, reason: error.description)
        neverReachedServer = error.code == .connectionFailed || error.code == .hostNotFound
    }
}

extension ElasticsearchError {
    /// Whether the same request may succeed when it is sent again.
    public var isTransient: Bool {
        switch code {
        case .tooManyRequests, .serverError, .unavailable, .unreachable, .timedOut, .shardFailures: true
        case .unauthorized, .forbidden, .notFound, .versionConflict, .badRequest, .entityTooLarge, .redirected,
            .secureConnectionFailed, .unreadableAnswer:
            false
        }
    }

    /// The same error with the credential's text, should a proxy have echoed it, as dots.
    func hiding(_ credential: ElasticsearchCredential) -> ElasticsearchError {
        var error = self
        for secret in credential.hidden where secret.utf8.count >= 4 {
            error.reason = error.reason.map { $0.replacing(secret, with: "••••••") }
            error.rootCause = error.rootCause.map { $0.replacing(secret, with: "••••••") }
        }
        return error
    }
}

extension ElasticsearchError.Code {
    /// What an answer with a status from 300 on means.
    init(status: Int) {
        self =
            switch status {
            case 300..<400: .redirected
            case 401: .unauthorized
            case 403: .forbidden
            case 404: .notFound
            case 408, 502, 503, 504: .unavailable
            case 409: .versionConflict
            case 413: .entityTooLarge
            case 429: .tooManyRequests
            case 500: .serverError
            default: .badRequest
            }
    }

    init(_ code: TransportError.Code) {
        self =
            switch code {
            case .hostNotFound, .connectionFailed, .connectionLost, .other: .unreachable
            case .timedOut: .timedOut
            case .secureConnectionFailed: .secureConnectionFailed
            case .responseTooLarge: .unreadableAnswer
            case .invalidRequest: .badRequest
            }
    }
}
