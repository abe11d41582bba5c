import Foundation
import FoundationNetworking

/// HTTP over `URLSession`.
///
/// Redirects are answers (without their body when the `Location` is missing or unusable), a 401 is an
/// answer whatever it asks for, nothing is cached, and no cookie or credential is kept. Proxies come from
/// the process environment: ``ProxyEnvironment``. Certificates are checked against the system's
/// authorities: ``TrustedAuthorities``.
///
/// Timeouts count whole seconds, rounded up, from the last byte that moved in either direction.
///
/// A kept connection may end just when a request goes out on it. A request with a body then fails as
/// `connectionLost`, at once: whether to send it again is for the caller to say. One without a body is
/// sent again by libcurl, whatever its method, on the other kept connections and then a fresh one, at
/// most five times: a POST without a body must be one that may be repeated.
///
/// Two kinds of answer end the process inside of Foundation (6.3, on Linux), where nothing can catch
/// them: one that breaks off between its status line and the blank line after its fields, and a chunked
/// one with trailers. Dropbox and Elasticsearch send neither while they are well; a service that died
/// of one goes on from its checkpoint when it is started again.
public final class URLSessionTransport: HTTPTransport {
    private let options: TransportOptions
    private let gate: ConnectionGate
    private let delegate: SessionDelegate
    private let session: URLSession

    public init(options: TransportOptions = TransportOptions()) {
        self.options = options
        gate = ConnectionGate(places: options.connectionsPerHost)
        delegate = SessionDelegate()
        session = URLSession(
            configuration: .bare(connectionsPerHost: options.connectionsPerHost),
            delegate: delegate, delegateQueue: ImmediateOperationQueue())
    }

    deinit {
        // The session holds its delegate, and a work queue holds the session, until it is invalidated.
        session.finishTasksAndInvalidate()
    }

    /// Sends `request` and returns the whole answer.
    ///
    /// A body without a `Content-Type` is sent as `application/octet-stream`.
    ///
    /// - Throws: ``TransportError``; with code `invalidRequest` before anything is sent, when a header
    ///   holds anything but printable ASCII or a GET has a body. `CancellationError`, at once, when the
    ///   task is cancelled.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let prepared = try URLRequest(request, userAgent: options.userAgent)
        let host = request.url.authority
        try await gate.enter(host)
        defer { gate.leave(host) }
        return try await exchange(prepared, for: request)
    }

    private func exchange(_ prepared: URLRequest, for request: HTTPRequest) async throws -> HTTPResponse {
        let exchange = Exchange(request)
        let task = request.bodyFile.map { session.uploadTask(with: prepared, fromFile: $0) } ?? session.dataTask(with: prepared)
        delegate.add(exchange, for: task)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if exchange.begin(continuation) { task.resume() }
            }
        } onCancel: {
            // First, so that the wait ends now and not when the session's queue has come to it.
            exchange.finish(.failure(CancellationError()))
            // Not from here: it waits for the session's queue, which may be waiting to resume this very Swift task,
            // and cannot while its cancellation handler runs.
            delegate.cancel(task)
        }
    }
}

extension URLSessionConfiguration {
    fileprivate static func bare(connectionsPerHost: Int) -> URLSessionConfiguration {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = connectionsPerHost
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        return configuration
    }
}

extension URL {
    /// What connections are counted by.
    fileprivate var authority: String { "\(scheme ?? "")://\(host ?? ""):\(port ?? 0)" }
}
