/// The way to a server. Retrying, pacing and counting are transports around a transport.
public protocol HTTPTransport: Sendable {
    /// Sends `request` and returns the whole answer.
    ///
    /// A redirect is an answer like any other: it is not followed.
    ///
    /// - Throws: ``TransportError`` when no answer came or it broke off. `CancellationError` when the
    ///   task was cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
