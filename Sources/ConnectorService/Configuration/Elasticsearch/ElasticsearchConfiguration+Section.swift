import Foundation
import Support

extension ElasticsearchConfiguration {
    /// Reads `elasticsearch`.
    ///
    /// - `host` (URL, `http://localhost:9200`), `api_key`, `username` (`elastic`), `password` (`changeme`).
    /// - `ssl` (bool, true): whether `verify_certs` and `ca_certs` apply.
    /// - `verify_certs` (bool, true): false is refused. `ca_certs` (path, none).
    /// - `headers` (map, none).
    /// - `retry_on_timeout` (bool, true), `request_timeout` (s, 240), `max_retries` (attempts, 5),
    ///   `retry_interval` (s, 10).
    /// - `max_wait_duration` (s, 240), `initial_backoff_duration` (s, 1), `backoff_multiplier` (number from 1, 2).
    /// - `log_level` (info), `feature_use_connectors_api` (true, false or auto; auto).
    /// - `bulk`: see ``BulkConfiguration``.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        self.init()
        apiKey = try section.secret("api_key")
        try readHost(section)
        try readTLS(section)
        headers = try section.secrets("headers")
        try readPatience(section)
        logLevel = try section.logLevel("log_level") ?? logLevel
        connectorsAPI = try section.connectorsAPI("feature_use_connectors_api") ?? connectorsAPI
        bulk = try BulkConfiguration(section.section("bulk"))
    }

    private mutating func readHost(_ section: ConfigurationSection) throws(ConfigurationError) {
        let url = try section.url("host")
        host = url?.withoutCredential ?? host
        username = try section.string("username") ?? url?.user(percentEncoded: false) ?? username
        password = try section.secret("password") ?? url?.password(percentEncoded: false).map(Secret.init) ?? password
    }

    private mutating func readTLS(_ section: ConfigurationSection) throws(ConfigurationError) {
        let appliesTLS = try section.bool("ssl") ?? true
        let verifies = try section.bool("verify_certs") ?? true
        let path = try section.string("ca_certs")
        guard appliesTLS else { return }
        guard verifies else {
            throw section.error(
                "verify_certs",
                "certificates are always verified: the HTTP client of this platform cannot switch that off",
                "Remove the line, and name the cluster's certificate authority in elasticsearch.ca_certs or add it to the system's bundle, /etc/ssl/certs/ca-certificates.crt")
        }
        caCerts = path.flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func readPatience(_ section: ConfigurationSection) throws(ConfigurationError) {
        retryOnTimeout = try section.bool("retry_on_timeout") ?? retryOnTimeout
        requestTimeout = try section.seconds("request_timeout", moreThan: 0) ?? requestTimeout
        maxRetries = try section.int("max_retries", atLeast: 1) ?? maxRetries
        retryInterval = try section.seconds("retry_interval") ?? retryInterval
        maxWaitDuration = try section.seconds("max_wait_duration") ?? maxWaitDuration
        initialBackoffDuration = try section.seconds("initial_backoff_duration", moreThan: 0) ?? initialBackoffDuration
        backoffMultiplier = try section.number("backoff_multiplier", in: 1...1000) ?? backoffMultiplier
    }
}

extension ConfigurationSection {
    fileprivate func connectorsAPI(_ key: String) throws(ConfigurationError) -> ConnectorsAPIUse? {
        guard let text = try string(key) else { return nil }
        if text.lowercased() == "auto" { return .auto }
        guard let isUsed = YAML.bool(text) else {
            throw error(key, "is neither true, false nor auto", "Write auto, which uses the API when the cluster has it")
        }
        return isUsed ? .always : .never
    }
}

extension URL {
    fileprivate var withoutCredential: URL? {
        guard var parts = URLComponents(url: self, resolvingAgainstBaseURL: false) else { return nil }
        (parts.user, parts.password) = (nil, nil)
        return parts.url
    }
}
