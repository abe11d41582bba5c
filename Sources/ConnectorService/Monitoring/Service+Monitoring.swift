import HTTPServer
import Support

extension ServiceContext {
    /// Serves metrics and health for as long as `body` runs; just runs it without `service.http.listen`.
    ///
    /// - Throws: ``PreflightFailure`` when the address cannot be listened on; what `body` throws.
    func withMonitoring<Result>(_ body: () async throws -> Result) async throws -> Result {
        guard let address = configuration.service.httpListen else { return try await body() }
        let monitoring = MonitoringServer(metrics: metrics)
        let server = try listen(at: address, .open(maximumBodyBytes: 0), "service.http.listen") { monitoring.answer($0) }
        log.info("Metrics and health are served at http://\(server.address)")
        defer { server.finish() }
        return try await body()
    }
}
