public import Foundation
public import Support
public import SyncEngine
public import Transport

/// Text of files by a local service: Elastic's data extraction service, or a plain Tika server.
///
/// A file is sent from disk, and of the answer no more is held than the text that is wanted: memory does not
/// depend on either size. What goes wrong concerns one file; after ``maximumFailures`` files in a row found
/// nobody there, further ones are not even downloaded for a while.
///
/// Connector protocol: section 8.4.
public struct ExtractionService: FileTextExtraction {
    let options: ExtractionServiceOptions
    private let transport: any HTTPTransport
    private let clock: any Clock<Duration>
    private let breaker: CircuitBreaker

    /// Files in a row that find nobody there before the service counts as away.
    static let maximumFailures = 3
    /// How long it then is not asked.
    static let pause: Duration = .seconds(30)

    public init(
        options: ExtractionServiceOptions, transport: any HTTPTransport, clock: any Clock<Duration> = ContinuousClock(),
        log: Log
    ) {
        self.init(
            options: options, transport: transport, clock: clock, backoff: .exponential(base: .seconds(1), limit: .seconds(5)),
            breaker: CircuitBreaker(failures: Self.maximumFailures, pause: Self.pause, clock: clock), log: log)
    }

    init(
        options: ExtractionServiceOptions, transport: any HTTPTransport, clock: any Clock<Duration>,
        backoff: RetryPolicy.Backoff, breaker: CircuitBreaker, log: Log
    ) {
        self.options = options
        self.clock = clock
        self.breaker = breaker
        // A parser that failed fails again; what is worth another attempt is a service that was not there, or busy.
        let policy = RetryPolicy(
            maximumAttempts: 3, backoff: backoff, transientStatuses: [429, 502, 503, 504],
            isTransient: { $0.isTransient && $0.code != .timedOut })
        self.transport = RetryingTransport(transport, policy: policy, clock: clock) { retry in
            log.debug("The extraction service is asked again in \(retry.delay): \(retry.reason)")
        }
    }

    public var identity: String { "\(options.kind.rawValue) service" }
    public var directory: URL { options.directory }
    // A service that is given a path reads the file as another user.
    public var filePermissions: Int { options.usesFilePointers ? 0o644 : 0o600 }

    public func requireAvailable() throws {
        guard !breaker.isOpen else {
            throw ContentUnavailable(
                reason: "extraction_unavailable", message: "The text extraction service at \(options.host) is not there.")
        }
    }

    /// Whether the service answers.
    ///
    /// - Throws: ``TransportError``, `CancellationError`.
    public func ping() async throws -> Bool {
        let path = options.kind == .elastic ? "ping/" : "version"
        let response = try await transport.send(
            HTTPRequest(.get, options.host.appending(path: path), timeout: options.timeout, maximumResponseBytes: 64 << 10))
        return response.status == 200
    }

    public func text(of file: URL, name: String, limit: Int) async throws -> ExtractedText {
        let answer = ExtractionAnswer(options.kind, limit: limit)
        let response = try await send(try request(for: file, named: name, receiving: answer), size: try file.byteCount)
        breaker.noteSuccess()
        return try answer.text(status: response.status)
    }

    private func send(_ request: HTTPRequest, size: Int) async throws -> HTTPResponse {
        let timeout = options.timeout(forBytes: size)
        do {
            return try await withTimeout(timeout) {
                var request = request
                // Silence is what extraction looks like from outside: only the whole time counts.
                request.timeout = timeout
                return try await transport.send(request)
            }
        } catch is TimedOut {
            throw ContentUnavailable(reason: "extraction_timeout", message: "Text extraction took longer than \(timeout).")
        } catch let error as TransportError {
            if error.code == .timedOut {
                throw ContentUnavailable(reason: "extraction_timeout", message: "Text extraction took longer than \(timeout).")
            }
            if [.connectionFailed, .hostNotFound].contains(error.code) { breaker.noteFailure() }
            throw ContentUnavailable(reason: "extraction_unavailable", message: "\(error)")
        }
    }

    private struct TimedOut: Error {}

    /// - Throws: ``TimedOut``; what `body` throws; `CancellationError`.
    private func withTimeout<Result: Sendable>(
        _ timeout: Duration, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await clock.sleep(for: timeout)
                throw TimedOut()
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}

extension ExtractionService {
    private func request(
        for file: URL, named name: String, receiving answer: ExtractionAnswer
    ) throws -> HTTPRequest {
        var request: HTTPRequest
        switch options.kind {
        case .elastic:
            request = HTTPRequest(.put, options.host.appending(path: "extract_text/"), headers: ["Accept": "application/json"])
            if options.usesFilePointers {
                request.url.append(queryItems: [URLQueryItem(name: "local_file_path", value: file.path)])
            }
        case .tika:
            request = HTTPRequest(.put, options.host.appending(path: "tika"), headers: ["Accept": "text/plain"])
            // Tika tells formats without a signature by the name; the extension is all it needs of it.
            let suffix = file.pathExtension
            if !suffix.isEmpty { request.headers["Content-Disposition"] = "attachment; filename=\"file.\(suffix)\"" }
        }
        if !(options.kind == .elastic && options.usesFilePointers) {
            request.headers["Content-Type"] = "application/octet-stream"
            request.bodyFile = file
        }
        request.receiver = answer
        return request
    }
}

extension URL {
    fileprivate var byteCount: Int {
        get throws { try resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 }
    }
}
