public import Foundation
public import Support

/// `elasticsearch`: where the cluster is, how the service shows who it is, how patient it is.
public struct ElasticsearchConfiguration: Sendable, Equatable {
    /// `host`, without user and password: those of a URL become ``username`` and ``password``.
    /// The default is `http://localhost:9200`.
    public var host = defaultHost
    /// `api_key`: an encoded API key. Wins over ``username``. The default is none.
    public var apiKey: Secret?
    /// `username`, for basic authentication. The default is `elastic`.
    public var username = "elastic"
    /// `password`, for basic authentication. The default is `changeme`.
    public var password = Secret("changeme")
    /// `ca_certs`: a PEM file with certificate authorities to trust. The default is none.
    public var caCerts: String?
    /// `headers`: further headers of every request. The default is none.
    public var headers: [String: Secret] = [:]
    /// `retry_on_timeout`: whether a request that timed out is sent again. The default is true.
    public var retryOnTimeout = true
    /// `request_timeout`. The default is 240 s.
    public var requestTimeout: Duration = .seconds(240)
    /// `max_wait_duration`: how long preflight waits for the cluster. The default is 240 s.
    public var maxWaitDuration: Duration = .seconds(240)
    /// `initial_backoff_duration`: preflight's first pause. The default is 1 s.
    public var initialBackoffDuration: Duration = .seconds(1)
    /// `backoff_multiplier`: each further pause of preflight is this much longer. The default is 2.
    public var backoffMultiplier = 2.0
    /// `log_level` of the transport. The default is info.
    public var logLevel = Log.Level.info
    /// `max_retries`: how often a request is sent at most. The default is 5.
    public var maxRetries = 5
    /// `retry_interval`: the wait before attempt `n + 1` is `n` times this. The default is 10 s.
    public var retryInterval: Duration = .seconds(10)
    /// `feature_use_connectors_api`. The default is ``ConnectorsAPIUse/auto``.
    public var connectorsAPI = ConnectorsAPIUse.auto
    /// `bulk`.
    public var bulk = BulkConfiguration()

    public init() {}

    private static let defaultHost: URL = {
        guard let url = URL(string: "http://localhost:9200") else { preconditionFailure("a constant that is a URL") }
        return url
    }()
}

/// Whether changes of connectors and jobs go through Elasticsearch's connector API or straight to the documents.
public enum ConnectorsAPIUse: String, Sendable, CaseIterable {
    /// `true`.
    case always
    /// `false`.
    case never
    /// `auto`: when the cluster has the API.
    case auto
}
