public import Support
public import Transport

/// The Dropbox HTTP API, as one account or team member: `call` for an endpoint, `pages` for a listing,
/// `download` and `export` for content. There is no other way to it.
///
/// Every request waits for the pauses of its authorization, is tried again where that may help, and
/// throws a ``DropboxError`` otherwise.
public struct DropboxClient: Sendable {
    public let options: DropboxOptions
    /// What this client and those made from it have asked of Dropbox.
    public let counters: DropboxCounters

    let authorization: DropboxAuthorization
    let transport: any HTTPTransport
    let clock: any Clock<Duration>
    let log: Log
    let random: @Sendable () -> Double
    public private(set) var identity: DropboxIdentity?
    private(set) var pathRoot: PathRoot?

    /// - Parameters:
    ///   - authorizations: The process's one; clients with the same credentials share their token and pauses.
    ///   - counters: Where this client counts; one for each job.
    ///   - random: 0..<1, for the jitter of waits.
    public init(
        credentials: DropboxCredentials, options: DropboxOptions = DropboxOptions(), transport: any HTTPTransport,
        authorizations: DropboxAuthorizations, counters: DropboxCounters = DropboxCounters(),
        clock: any Clock<Duration> = ContinuousClock(), log: Log,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.options = options
        self.counters = counters
        self.transport = transport
        self.clock = clock
        self.log = log
        self.random = random
        authorization = authorizations.authorization(
            TokenRenewal(
                credentials: credentials, options: options, transport: transport, clock: clock, log: log,
                random: random))
    }

    /// The same client as another member or admin of the team. Routes of the team itself are called
    /// without; the path root is kept.
    public func acting(as identity: DropboxIdentity?) -> DropboxClient {
        var client = self
        client.identity = identity
        return client
    }

    /// The same client with another meaning of `/`. A cursor is bound to the root it was made with.
    public func acting(at pathRoot: PathRoot?) -> DropboxClient {
        var client = self
        client.pathRoot = pathRoot
        return client
    }
}

extension DropboxClient {
    /// Calls an endpoint.
    ///
    /// - Throws: ``DropboxError``. `CancellationError` when the task is cancelled, also while it waits for
    ///   a pause or a retry.
    public func call<Endpoint: DropboxEndpoint>(_ endpoint: Endpoint) async throws -> Endpoint.Response {
        try await send(try request(for: endpoint), for: endpoint) { response in
            try decoded(Endpoint.Response.self, from: response, of: endpoint)
        }
    }

    /// The pages of a listing or search, from the first one or, with an endpoint that holds a cursor, from there.
    ///
    /// Nothing is asked before the first page is wanted, and one page at a time. The end of the sequence
    /// is the end that Dropbox told; whatever else ends it throws.
    public func pages<Endpoint: DropboxPagedEndpoint>(of endpoint: Endpoint) -> DropboxPages<Endpoint> {
        DropboxPages(client: self, first: endpoint)
    }
}
