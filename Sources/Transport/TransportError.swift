import Foundation

/// A request that got no whole answer.
public struct TransportError: Error, Sendable {
    public enum Code: Sendable, Equatable {
        /// The host name is not known.
        case hostNotFound
        /// Nothing listens there, or the way is closed.
        case connectionFailed
        /// The connection broke before the answer was whole.
        case connectionLost
        /// The answer kept still for longer than the request's timeout.
        case timedOut
        /// The server's certificate is not trusted, or there is no common protocol.
        case secureConnectionFailed
        /// The answer was longer than the request allows.
        case responseTooLarge
        /// The request cannot be sent as it is: a header that would break
        /// the message, a GET with a body, a URL that is not one of HTTP.
        case invalidRequest
        case other
    }

    public var code: Code
    /// Method and URL of the request, without user and password. Never holds a header, so never a credential.
    public var request: String
    /// What the system said.
    public var reason: String

    public init(code: Code, request: HTTPRequest, reason: String) {
        self.code = code
        self.request = "\(request.method.rawValue) \(request.url.withoutCredentials)"
        self.reason = reason
    }

    /// Whether the same request may succeed when it is sent again.
    public var isTransient: Bool {
        switch code {
        case .connectionFailed, .connectionLost, .timedOut, .hostNotFound, .other: true
        case .secureConnectionFailed, .responseTooLarge, .invalidRequest: false
        }
    }
}

extension TransportError: CustomStringConvertible {
    public var description: String { "\(request): \(reason)" }
}

extension URL {
    fileprivate var withoutCredentials: String {
        guard user != nil || password != nil,
            var components = URLComponents(url: self, resolvingAgainstBaseURL: true)
        else { return absoluteString }
        components.user = nil
        components.password = nil
        return components.string ?? "\(scheme ?? "")://\(host ?? "")"
    }
}
