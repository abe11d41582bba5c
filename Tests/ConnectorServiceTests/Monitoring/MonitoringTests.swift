import FakeDropbox
import FakeElasticsearch
import Foundation
import HTTPServer
import Support
import TestSupport
import Testing
import Transport

@testable import ConnectorService

@Suite(.serialized) struct MonitoringTests {
    private static let on = "service.http.listen: 127.0.0.1:0\n"

    /// The address that the log tells.
    private func address(_ service: TestService, _ sentence: String = "Metrics and health are served at ") async throws -> URL {
        try await eventually {
            service.log.last { $0.hasPrefix(sentence) }.flatMap { URL(string: String($0.dropFirst(sentence.count))) }
        }
    }

    private func get(_ base: URL, _ path: String, _ method: HTTPRequest.Method = .get) async throws -> HTTPResponse {
        try await URLSessionTransport(options: TransportOptions()).send(HTTPRequest(method, base.appending(path: path)))
    }

    @Test func `a sync is seen in the metrics, and nothing secret`() async throws {
        try await withTestService { service in
            try service.createConnector()
            try await service.run(with: Self.on) { service in
                let base = try await address(service)
                _ = try await service.sync("first")
                let files = Double(service.dropbox.requests.count { $0.route == "files/download" })
                let read = try await eventually {
                    let read = try PrometheusText(String(decoding: try await get(base, "metrics").body, as: UTF8.self))
                    let age = read.value("dropbox_connector_last_successful_sync_age_seconds", ["connector_id": "c1"])
                    return age == nil ? nil : read
                }
                let answer = try await get(base, "metrics")
                #expect(answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
                #expect(read.value("dropbox_connector_documents_total", ["result": "created"]) == Double(service.documents.count))
                #expect(read.value("dropbox_connector_downloads_total") == files)
                #expect(read.value("dropbox_connector_sync_jobs_total", ["job_type": "full", "status": "completed"]) == 1)
                #expect(read.value("dropbox_connector_sync_job_duration_seconds_count", ["job_type": "full"]) == 1)
                #expect(read.value("dropbox_connector_elasticsearch_bulk_items_total", ["result": "created"]) == Double(service.documents.count))
                #expect(read.value("dropbox_connector_elasticsearch_bulk_bytes_total").map { $0 > 1000 } == true)
                #expect(read.value("dropbox_connector_dropbox_requests_total", ["class": "content", "status": "200"]) == files)
                #expect(read.value("dropbox_connector_connector_up", ["connector_id": "c1"]) == 1)
                #expect(read.value("dropbox_connector_running_sync_jobs", ["connector_id": "c1", "job_type": "full"]) == 0)
                let text = String(decoding: answer.body, as: UTF8.self)
                let credentials = service.dropbox.credentials
                for secret in [credentials.appSecret, credentials.refreshToken, ".txt", "ada@example.com"] {
                    #expect(!text.contains(secret))
                }
            }
        }
    }

    @Test func `rate limits and retries are counted`() async throws {
        try await withTestService { service in
            try service.createConnector()
            let limited = Fault.answer(
                status: 429, headers: [("Content-Type", "application/json"), ("Retry-After", "2")],
                body: Data(#"{"error_summary":"too_many_requests/","error":{"reason":{".tag":"too_many_requests"},"retry_after":2}}"#.utf8))
            service.dropbox.fail("files/download", with: limited, times: 1, afterRequests: 3)
            service.dropbox.fail("files/list_folder", with: .answer(status: 503, headers: [], body: Data()), times: 1)
            try await service.run(with: Self.on) { service in
                let base = try await address(service)
                _ = try await service.sync("first")
                let read = try PrometheusText(String(decoding: try await get(base, "metrics").body, as: UTF8.self))
                #expect(read.value("dropbox_connector_dropbox_rate_limit_pauses_total") == 1)
                #expect(read.value("dropbox_connector_dropbox_rate_limit_pause_seconds_total").map { $0 >= 2 } == true)
                #expect(read.value("dropbox_connector_dropbox_retries_total") == 1)
                #expect(read.value("dropbox_connector_dropbox_requests_total", ["class": "content", "status": "429"]) == 1)
                #expect(read.value("dropbox_connector_dropbox_requests_total", ["class": "listing", "status": "503"]) == 1)
            }
        }
    }

    @Test func `the service is ready while Elasticsearch answers, and healthy all the time`() async throws {
        try await withTestService { service in
            try service.createConnector()
            try await service.run(with: Self.on) { service in
                let base = try await address(service)
                _ = try await eventually { try await get(base, "readyz").status == 200 ? true : nil }
                service.elasticsearch.fail(matching: ".*", with: .status(503), times: nil)
                _ = try await eventually { try await get(base, "readyz").status == 503 ? true : nil }
                let answer = try JSON(parsing: try await get(base, "readyz").body)
                #expect(answer["status"] == "not ready")
                #expect(try await get(base, "healthz").status == 200)
                service.elasticsearch.clearFaults()
                _ = try await eventually { try await get(base, "readyz").status == 200 ? true : nil }
            }
        }
    }

    @Test func `before the checks at the start are done it is alive and not ready`() async throws {
        try await withTestService(timesFaster: 1, at: "http://127.0.0.1:9") { service in
            try await service.run(with: Self.on) { service in
                let base = try await address(service)
                #expect(try await get(base, "readyz").status == 503)
                #expect(try await get(base, "healthz").status == 200)
            }
        }
    }

    @Test func `a port that is taken ends the service with the setting's name`() async throws {
        try await withTestService { service in
            let port = try #require(service.dropbox.url.port)
            let configuration = try ServiceConfiguration.parse(service.configurationText + "service.http.listen: \(port)\n")
            let context = try ServiceContext(configuration: configuration, environment: [:], log: service.recordingLog)
            #expect(await Service(context).run() == .usage)
            #expect(service.log.contains { $0.hasPrefix("service.http.listen: listen on 127.0.0.1:\(port): Address already in use") })
        }
    }

    @Test(arguments: [("GET", "/nothing", 404), ("POST", "/metrics", 405), ("HEAD", "/metrics", 200)])
    func `what else is asked`(method: String, path: String, status: Int) throws {
        let metrics = Metrics(configuration: ServiceConfiguration(), clock: RecordingClock(), now: { Date() })
        let answer = MonitoringServer(metrics: metrics).answer(ServerRequest(method: method, path: path))
        #expect(answer.status == status)
    }

    @Test func `a loop that does not turn is told by its name`() throws {
        let clock = RecordingClock()
        let metrics = Metrics(configuration: ServiceConfiguration(), clock: clock, now: { Date() })
        let server = MonitoringServer(metrics: metrics)
        func health() -> Int { server.answer(ServerRequest(method: "GET", path: "/healthz")).status }
        metrics.loops.begins("scheduling", pause: .seconds(30))
        // A turn may wait for Elasticsearch as long as its settings allow: 5 attempts of 240 s, and the waits between.
        clock.advance(by: .seconds(2500))
        #expect(health() == 200)
        clock.advance(by: .seconds(200))
        #expect(health() == 503)
        metrics.loops.ends("scheduling", hasFailed: false)
        #expect(health() == 200)
    }
}
