/// `elasticsearch.bulk`: how documents travel to Elasticsearch.
public struct BulkConfiguration: Sendable, Equatable {
    /// `display_every`: documents between two lines of progress. The default is 100.
    public var displayEvery = 100
    /// `queue_max_size`: operations that wait for a request. The default is 1024.
    public var queueMaxSize = 1024
    /// `queue_max_mem_size` in bytes. The default is 25 MiB.
    public var queueMaxBytes = 25 * 1024 * 1024
    /// `queue_refresh_interval`. Accepted; a full queue wakes its producer by itself. The default is 1 s.
    public var queueRefreshInterval: Duration = .seconds(1)
    /// `queue_refresh_timeout`: a producer that is blocked for longer ends the sync. The default is 1300 s.
    public var queueRefreshTimeout: Duration = .seconds(1300)
    /// `chunk_size`: lines in one request; an index or update is 2 of them, a delete 1. The default is 500.
    public var chunkSize = 500
    /// `chunk_max_mem_size`: bytes of one request. The default is 3 MiB.
    public var chunkMaxBytes = 3 * 1024 * 1024
    /// `max_text_document_size`: bytes of the text of one document, and characters that the pipeline is to keep of an
    /// attachment's; 0 is no limit. The default is 3 MiB.
    public var maxTextDocumentBytes = 3 * 1024 * 1024
    /// `max_concurrency`: requests in flight. The default is 5.
    public var maxConcurrency = 5
    /// `concurrent_downloads`; the connector's own setting wins. The default is 10.
    public var concurrentDownloads = 10
    /// `max_retries`: how often an item that Elasticsearch had no room for is sent at most. The default is 5.
    public var maxRetries = 5
    /// `retry_interval`: the wait before attempt `n + 1` of such items is `n` times this. The default is 10 s.
    public var retryInterval: Duration = .seconds(10)
    /// `enable_operations_logging`: whether every id and its result are logged at debug level. The default is false.
    public var enableOperationsLogging = false
    /// `error_monitor`.
    public var errorMonitor = ErrorMonitorConfiguration()

    public init() {}
}

/// `elasticsearch.bulk.error_monitor`: when failed documents end the sync.
public struct ErrorMonitorConfiguration: Sendable, Equatable {
    /// `enabled`; false only counts. The default is true.
    public var enabled = true
    /// `max_total_errors`. The default is 1000: the 1001st ends the sync.
    public var maxTotalErrors = 1000
    /// `max_consecutive_errors`. The default is 10: the 11th in a row ends the sync.
    public var maxConsecutiveErrors = 10
    /// `max_error_rate`: share of the last ``errorWindowSize`` documents, 0...1. The default is 0.15.
    public var maxErrorRate = 0.15
    /// `error_window_size`; 0 is no check of the rate. The default is 100.
    public var errorWindowSize = 100
    /// `error_queue_size`: failures kept for the report. The default is 10.
    public var errorQueueSize = 10

    public init() {}
}
