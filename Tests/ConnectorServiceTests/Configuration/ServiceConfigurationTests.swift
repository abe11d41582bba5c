import Foundation
import Support
import Testing

@testable import ConnectorService

@Suite struct ServiceConfigurationTests {
    @Test func `every key reaches its place`() throws {
        let read = try configuration(
            """
            elasticsearch:
              host: https://es:9243/prefix
              username: u
              password: 0123
              ssl: yes
              ca_certs: ca.pem
              headers: {X-One: 1, Authorization: "Bearer t"}
              retry_on_timeout: off
              request_timeout: 1.5
              max_wait_duration: 2
              initial_backoff_duration: 0.5
              backoff_multiplier: 1.5
              log_level: Debug
              max_retries: 3
              retry_interval: 0
              feature_use_connectors_api: false
              bulk:
                display_every: 1
                queue_max_size: 2
                queue_max_mem_size: 0.5
                queue_refresh_interval: 4
                queue_refresh_timeout: 5
                chunk_size: 6
                chunk_max_mem_size: 7
                max_text_document_size: 0
                max_concurrency: 8
                concurrent_downloads: 9
                max_retries: 10
                retry_interval: 11
                enable_operations_logging: on
                error_monitor: {enabled: no, max_total_errors: 1, max_consecutive_errors: 2, max_error_rate: 1, error_window_size: 0, error_queue_size: 4}
            service:
              worker_mode: true
              service_types:
                - dropbox
                - 7
              idling: "12"
              heartbeat: 13
              preflight_max_attempts: 0
              preflight_idle: 14
              max_errors: 15
              max_errors_span: 16
              max_concurrent_content_syncs: 17
              max_concurrent_access_control_syncs: 18
              max_concurrent_scheduling_tasks: 19
              max_file_download_size: 20_000
              content_memory_budget: 21
              permission_refresh: 900
              job_cleanup_interval: 22
              log_level: CRITICAL
              fips_mode: true
              deletion_brake: {enabled: false, max_percent: 50, max_documents: 23}
            extraction_service: {host: "http://x:1/", timeout: 24, use_file_pointers: true, stream_chunk_size: 25, shared_volume_dir: /s}
            dropbox: {api_url: "http://a/", content_url: http://c:2, notify_url: http://n/p}
            sources: {dropbox: a.b:C}
            """)
        var elasticsearch = ElasticsearchConfiguration()
        elasticsearch.host = URL(string: "https://es:9243/prefix")!
        elasticsearch.username = "u"
        elasticsearch.password = Secret("0123")
        elasticsearch.caCerts = "ca.pem"
        elasticsearch.headers = ["X-One": Secret("1"), "Authorization": Secret("Bearer t")]
        elasticsearch.retryOnTimeout = false
        elasticsearch.requestTimeout = .seconds(1.5)
        elasticsearch.maxWaitDuration = .seconds(2)
        elasticsearch.initialBackoffDuration = .seconds(0.5)
        elasticsearch.backoffMultiplier = 1.5
        elasticsearch.logLevel = .debug
        elasticsearch.maxRetries = 3
        elasticsearch.retryInterval = .zero
        elasticsearch.connectorsAPI = .never
        elasticsearch.bulk = bulk
        #expect(read.elasticsearch == elasticsearch)
        #expect(read.service == service)
        #expect(read.extractionService == extractionService)
        #expect(read.dropbox.apiURL?.absoluteString == "http://a")
        #expect(read.dropbox.contentURL?.absoluteString == "http://c:2")
        #expect(read.dropbox.notifyURL?.absoluteString == "http://n/p")
        #expect(read.readingWarnings.isEmpty)
    }

    private var bulk: BulkConfiguration {
        var bulk = BulkConfiguration()
        bulk.displayEvery = 1
        bulk.queueMaxSize = 2
        bulk.queueMaxBytes = 524_288
        bulk.queueRefreshInterval = .seconds(4)
        bulk.queueRefreshTimeout = .seconds(5)
        bulk.chunkSize = 6
        bulk.chunkMaxBytes = 7 * 1_048_576
        bulk.maxTextDocumentBytes = 0
        bulk.maxConcurrency = 8
        bulk.concurrentDownloads = 9
        bulk.maxRetries = 10
        bulk.retryInterval = .seconds(11)
        bulk.enableOperationsLogging = true
        bulk.errorMonitor.enabled = false
        bulk.errorMonitor.maxTotalErrors = 1
        bulk.errorMonitor.maxConsecutiveErrors = 2
        bulk.errorMonitor.maxErrorRate = 1
        bulk.errorMonitor.errorWindowSize = 0
        bulk.errorMonitor.errorQueueSize = 4
        return bulk
    }

    private var service: ServiceSettings {
        var service = ServiceSettings()
        service.workerMode = true
        service.serviceTypes = ["dropbox", "7"]
        service.idling = .seconds(12)
        service.heartbeat = .seconds(13)
        service.preflightMaxAttempts = 0
        service.preflightIdle = .seconds(14)
        service.maxErrors = 15
        service.maxErrorsSpan = .seconds(16)
        service.maxConcurrentContentSyncs = 17
        service.maxConcurrentAccessControlSyncs = 18
        service.maxConcurrentSchedulingTasks = 19
        service.maxFileDownloadSize = 20_000
        service.contentMemoryBudget = 21 * 1_048_576
        service.permissionRefresh = .seconds(900)
        service.jobCleanupInterval = .seconds(22)
        service.logLevel = .critical
        service.fipsMode = true
        service.deletionBrake.enabled = false
        service.deletionBrake.maxPercent = 50
        service.deletionBrake.maxDocuments = 23
        return service
    }

    private var extractionService: ExtractionServiceConfiguration {
        var extraction = ExtractionServiceConfiguration(host: URL(string: "http://x:1")!)
        extraction.timeout = .seconds(24)
        extraction.useFilePointers = true
        extraction.streamChunkSize = 25
        extraction.sharedVolumeDir = "/s"
        return extraction
    }

    @Test(arguments: [
        ("true", .always), ("no", .never), ("auto", .auto), ("AUTO", .auto), ("~", .auto),
    ] as [(String, ConnectorsAPIUse)])
    func `use of the connector API`(text: String, expected: ConnectorsAPIUse) throws {
        #expect(try configuration("elasticsearch.feature_use_connectors_api: \(text)").elasticsearch.connectorsAPI == expected)
    }

    @Test func `user and password of the URL are taken out of it, and separate keys win`() throws {
        let read = try configuration("elasticsearch.host: https://me:p%40ss@es:9243")
        #expect(read.elasticsearch.host.absoluteString == "https://es:9243")
        #expect(read.elasticsearch.username == "me" && read.elasticsearch.password == Secret("p@ss"))
        let both = try configuration("elasticsearch: {host: 'https://me:p@es', username: you}")
        #expect(both.elasticsearch.username == "you" && both.elasticsearch.password == Secret("p"))
    }

    @Test func `ssl false switches the TLS options off`() throws {
        let read = try configuration("elasticsearch: {ssl: false, verify_certs: false, ca_certs: x}")
        #expect(read.elasticsearch.caCerts == nil)
    }

    @Test func `other places for Dropbox come from the environment, and the file wins`() throws {
        let environment = ["DROPBOX_API_URL": "http://env/", "DROPBOX_CONTENT_URL": "http://env", "DROPBOX_NOTIFY_URL": ""]
        let read = try configuration("dropbox.content_url: http://file", environment: environment)
        #expect(read.dropbox.apiURL?.absoluteString == "http://env")
        #expect(read.dropbox.contentURL?.absoluteString == "http://file")
        #expect(read.dropbox.notifyURL == nil)
        #expect(
            configurationError("", environment: ["DROPBOX_API_URL": "env"])?.description
                == "the environment: DROPBOX_API_URL: is no URL. Write for example https://localhost:9200")
    }

    @Test(arguments: [("1", true), ("true", true), ("0", false), ("", false)])
    func `FIPS mode comes from the environment too`(text: String, expected: Bool) throws {
        #expect(try configuration("", environment: ["ELASTICSEARCH_CONNECTORS_FIPS_MODE": text]).service.fipsMode == expected)
    }

    @Test func `nothing secret shows when a configuration is printed`() throws {
        let read = try configuration(
            """
            elasticsearch: {host: "http://u:sEcr3t@es", api_key: sEcr3t, headers: {A: sEcr3t}}
            connectors: [{connector_id: dbx, api_key: sEcr3t}]
            """)
        var dumped = ""
        dump(read, to: &dumped)
        #expect(!dumped.contains("sEcr3t") && !"\(read)".contains("sEcr3t"))
    }
}
