/// How a ``DropboxClient`` talks to Dropbox.
public struct DropboxOptions: Sendable {
    /// Where the API is. The default is Dropbox itself.
    public var hosts = DropboxHosts.production
    /// Attempts for a request in all; 0 and 1 mean that nothing is retried. Waiting because of a 429
    /// is not an attempt. The default is 3, as in Elastic's connector.
    public var retryCount = 3
    /// How long an answer may keep still. The default is 120 s: a recursive listing of a large account
    /// can need longer than the 100 s of Dropbox's own clients.
    public var requestTimeout: Duration = .seconds(120)
    /// The most bytes of a JSON answer to accept. A page of 2,000 entries has about 1 MB.
    /// The default is 64 MiB.
    public var maximumAnswerBytes = 64 << 20
    /// Sent with each request, as `AppName/Version`.
    public var userAgent = "dropbox-connector/1.0"

    public init() {}
}
