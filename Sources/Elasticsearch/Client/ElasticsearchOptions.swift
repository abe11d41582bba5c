public import Foundation
public import Support

/// Where Elasticsearch is and how to talk to it. Defaults are those of `config.yml`.
public struct ElasticsearchOptions: Sendable {
    /// Base URL, with a path prefix when a proxy wants one. The port is the scheme's own unless given.
    /// Holds no user or password: those of the URL given to `init` are in ``credential``.
    public private(set) var host: URL
    public var credential: ElasticsearchCredential
    /// Further request headers (`elasticsearch.headers`). They win over the client's own, `Authorization` included.
    public var headers: [String: Secret] = [:]
    /// The `User-Agent` header: `dropbox-connector/<version>`.
    public var userAgent = "dropbox-connector"
    /// How long an answer may keep still. The default is 240 s.
    public var requestTimeout: Duration = .seconds(240)
    /// How often a request is sent at most (`elasticsearch.max_retries`). The default is 5.
    public var maximumAttempts = 5
    /// The wait before attempt `n + 1` is `n` times this. The default is 10 s.
    public var retryInterval: Duration = .seconds(10)
    /// Whether a request that timed out is sent again. The default is true.
    public var retryOnTimeout = true
    /// Whether the cluster is serverless (``ClusterInfo/isServerless``): it refreshes by itself, so
    /// ``ElasticsearchClient/refresh(_:)`` sends nothing.
    public var isServerless = false
    public var bulk = BulkOptions()

    /// - Parameters:
    ///   - host: `https://es.example.net:9243`. A user and password in it become the credential when
    ///     `credential` is `.none`.
    public init(host: URL, credential: ElasticsearchCredential = .none) {
        (self.host, self.credential) = (host, credential)
        guard var parts = URLComponents(url: host, resolvingAgainstBaseURL: false), let user = parts.user
        else { return }
        if credential == .none {
            self.credential = .basic(user: user, password: Secret(parts.password ?? ""))
        }
        (parts.user, parts.password) = (nil, nil)
        self.host = parts.url ?? host
    }
}
