extension BulkConfiguration {
    /// Reads `elasticsearch.bulk`.
    ///
    /// - `display_every` (documents, 100), `enable_operations_logging` (bool, false).
    /// - `queue_max_size` (operations, 1024), `queue_max_mem_size` (MiB, 25), `queue_refresh_interval` (s, 1),
    ///   `queue_refresh_timeout` (s, 1300).
    /// - `chunk_size` (lines, 500), `chunk_max_mem_size` (MiB, 3), `max_text_document_size` (MiB, 3; 0 is no limit).
    /// - `max_concurrency` (requests, 5), `concurrent_downloads` (10), `max_retries` (attempts, 5),
    ///   `retry_interval` (s, 10).
    /// - `error_monitor`: see ``ErrorMonitorConfiguration``.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        self.init()
        displayEvery = try section.int("display_every", atLeast: 1) ?? displayEvery
        enableOperationsLogging = try section.bool("enable_operations_logging") ?? enableOperationsLogging
        queueMaxSize = try section.int("queue_max_size", atLeast: 1) ?? queueMaxSize
        queueMaxBytes = try section.mebibytes("queue_max_mem_size", moreThan: 0) ?? queueMaxBytes
        queueRefreshInterval = try section.seconds("queue_refresh_interval") ?? queueRefreshInterval
        queueRefreshTimeout = try section.seconds("queue_refresh_timeout", moreThan: 0) ?? queueRefreshTimeout
        // One document is two lines.
        chunkSize = try section.int("chunk_size", atLeast: 2) ?? chunkSize
        chunkMaxBytes = try section.mebibytes("chunk_max_mem_size", moreThan: 0) ?? chunkMaxBytes
        maxTextDocumentBytes = try section.mebibytes("max_text_document_size") ?? maxTextDocumentBytes
        maxConcurrency = try section.int("max_concurrency", atLeast: 1) ?? maxConcurrency
        concurrentDownloads = try section.int("concurrent_downloads", atLeast: 1) ?? concurrentDownloads
        maxRetries = try section.int("max_retries", atLeast: 1) ?? maxRetries
        retryInterval = try section.seconds("retry_interval") ?? retryInterval
        errorMonitor = try ErrorMonitorConfiguration(section.section("error_monitor"))
    }
}

extension ErrorMonitorConfiguration {
    /// Reads `elasticsearch.bulk.error_monitor`.
    ///
    /// - `enabled` (bool, true), `max_total_errors` (1000), `max_consecutive_errors` (10),
    ///   `max_error_rate` (0...1, 0.15), `error_window_size` (documents, 100; 0 is no check), `error_queue_size` (10).
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        self.init()
        enabled = try section.bool("enabled") ?? enabled
        maxTotalErrors = try section.int("max_total_errors", atLeast: 0) ?? maxTotalErrors
        maxConsecutiveErrors = try section.int("max_consecutive_errors", atLeast: 0) ?? maxConsecutiveErrors
        maxErrorRate = try section.number("max_error_rate", in: 0...1) ?? maxErrorRate
        errorWindowSize = try section.int("error_window_size", atLeast: 0) ?? errorWindowSize
        errorQueueSize = try section.int("error_queue_size", atLeast: 0) ?? errorQueueSize
    }
}
