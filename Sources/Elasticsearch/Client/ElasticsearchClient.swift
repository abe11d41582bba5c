import Foundation
public import Support
public import Transport

/// The Elasticsearch HTTP API, as far as a connector needs it.
///
/// Every call retries connection errors, timeouts and the statuses 429, 500, 502, 503 and 504, with
/// linear back-off. Every call throws ``ElasticsearchError`` or, when its task is cancelled,
/// `CancellationError`. A copy shares what the first one learnt of the cluster.
///
/// <https://www.elastic.co/docs/api/doc/elasticsearch>
public struct ElasticsearchClient: Sendable {
    public internal(set) var options: ElasticsearchOptions
    let transport: any HTTPTransport
    let clock: any Clock<Duration>
    let log: Log
    let paging = PagingMemory()
    let bulkCounters: BulkCounters

    /// - Parameters:
    ///   - transport: One that does not retry by itself.
    ///   - clock: Times the waits between attempts.
    ///   - bulkCounters: Where bulk requests are counted.
    public init(
        options: ElasticsearchOptions, transport: any HTTPTransport, clock: any Clock<Duration> = ContinuousClock(),
        log: Log = .silent, bulkCounters: BulkCounters = BulkCounters()
    ) {
        self.options = options
        self.bulkCounters = bulkCounters
        self.transport = transport
        self.clock = clock
        self.log = log
    }

    /// The same client with other options: one attempt for a probe, another credential for one connector.
    public func with(_ change: (inout ElasticsearchOptions) -> Void) -> ElasticsearchClient {
        var client = self
        change(&client.options)
        return client
    }

    /// Any request of the API, for those that have no method of their own.
    ///
    /// - Parameters:
    ///   - operation: What is being done, for the error: `claim of sync job "x"`.
    ///   - path: Segments of the path, not encoded: `["_connector", id, "_check_in"]`.
    ///   - repeatable: Whether doing it twice is as good as once. What is not is sent again only when it cannot
    ///     have arrived.
    /// - Returns: The answer's JSON; null when it has no body.
    /// - Throws: ``ElasticsearchError`` for any status from 300 on.
    public func request(
        _ operation: String, _ method: HTTPRequest.Method, path: [String], query: [(name: String, value: String)] = [],
        body: JSON? = nil, repeatable: Bool = true
    ) async throws -> JSON {
        let call = ElasticsearchCall(
            operation: operation, method: method, path: path, query: query, body: try body?.data(),
            repeatable: repeatable ? .always : .unlessReceived)
        let answer = try await send(call)
        return answer.body.isEmpty ? .null : try decode(JSON.self, from: answer, of: call)
    }
}

extension ElasticsearchClient {
    /// Sends `call` until it is answered with a status below 300, or not worth another attempt.
    ///
    /// - Parameter onRetry: Told of each attempt whose outcome is not known, before the next one.
    func send(
        _ call: ElasticsearchCall, onRetry: (ElasticsearchError) -> Void = { _ in }
    ) async throws -> HTTPResponse {
        let request = try httpRequest(for: call)
        let rule = RetryRule(options, for: call.repeatable)
        var attempt = 1
        while true {
            do {
                return try await sendOnce(request, for: call)
            } catch let error as ElasticsearchError {
                guard let delay = rule.delay(after: error, attempt: attempt) else { throw error }
                log.warning(
                    "Elasticsearch: \(error); attempt \(attempt) of \(rule.maximumAttempts), next in \(delay)",
                    ["operation": call.operation])
                onRetry(error)
                try await clock.sleep(for: delay)
                attempt += 1
            }
        }
    }

    /// Sends `call` and reads its answer as JSON of the shape of `Answer`.
    func answer<Answer: Decodable>(
        _ type: Answer.Type, to call: ElasticsearchCall, onRetry: (ElasticsearchError) -> Void = { _ in }
    ) async throws -> Answer {
        try decode(type, from: try await send(call, onRetry: onRetry), of: call)
    }

    func decode<Answer: Decodable>(
        _ type: Answer.Type, from response: HTTPResponse, of call: ElasticsearchCall
    ) throws(ElasticsearchError) -> Answer {
        do {
            return try JSONDecoder().decode(type, from: response.body)
        } catch {
            throw ElasticsearchError(unreadable: response, decoding: error, operation: call.operation)
                .hiding(options.credential)
        }
    }

    private func sendOnce(_ request: HTTPRequest, for call: ElasticsearchCall) async throws -> HTTPResponse {
        do {
            let response = try await transport.send(request)
            guard (200..<300).contains(response.status) else {
                throw ElasticsearchError(response, operation: call.operation).hiding(options.credential)
            }
            return response
        } catch let error as TransportError {
            throw ElasticsearchError(error, operation: call.operation)
        }
    }

    private func httpRequest(for call: ElasticsearchCall) throws(ElasticsearchError) -> HTTPRequest {
        var base = options.host.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        if let segment = call.misleadingSegment {
            throw ElasticsearchError(
                code: .badRequest, operation: call.operation,
                reason: "\"\(segment)\" cannot be the name of an index or the id of a document in a URL.")
        }
        guard let url = URL(string: base + call.target) else {
            throw ElasticsearchError(
                code: .badRequest, operation: call.operation, reason: "elasticsearch.host is not a URL: \(base)")
        }
        return HTTPRequest(
            call.method, url, headers: headers(for: call), body: call.body, timeout: options.requestTimeout)
    }

    private func headers(for call: ElasticsearchCall) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "Accept": "application/json", "User-Agent": options.userAgent,
            // The state indices may become system indices, which only products may touch.
            "X-elastic-product-origin": "connectors",
        ]
        headers["Authorization"] = options.credential.authorization
        if call.body != nil { headers["Content-Type"] = call.contentType }
        for (name, value) in options.headers { headers[name] = value.reveal() }
        return headers
    }
}
