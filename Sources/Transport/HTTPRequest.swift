public import Foundation

/// One HTTP request, whole and ready to send.
public struct HTTPRequest: Sendable {
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
        case head = "HEAD"
    }

    public var method: Method
    public var url: URL
    public var headers: HTTPHeaders
    /// Nil sends no body: `Content-Length: 0` for a POST.
    public var body: Data?
    /// A file to send as the body instead of ``body``: read while it is sent, so its size costs no memory.
    public var bodyFile: URL?
    /// Takes the answer's body as it arrives; nil gathers it in ``HTTPResponse/body``.
    public var receiver: (any BodyReceiver)?
    /// How long the answer may keep still before the request fails with `timedOut`. The default is
    /// Dropbox's own clients' 100 seconds.
    public var timeout: Duration
    /// The most bytes of answer to accept; a longer one fails with `responseTooLarge` while it arrives.
    public var maximumResponseBytes: Int?

    public init(
        _ method: Method, _ url: URL, headers: HTTPHeaders = [:], body: Data? = nil,
        timeout: Duration = .seconds(100), maximumResponseBytes: Int? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
    }
}
