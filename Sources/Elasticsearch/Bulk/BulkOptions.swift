/// How documents travel to Elasticsearch: `elasticsearch.bulk` of `config.yml`.
public struct BulkOptions: Sendable, Equatable {
    /// Lines in one request body (`chunk_size`): an index or update is 2 of them, a delete 1. The default is 500.
    public var maximumLines = 500
    /// Bytes in one request body (`chunk_max_mem_size`). The default is 3 MiB. A larger document travels alone.
    public var maximumBytes = 3 * 1024 * 1024
    /// Bytes of the text of one document (`max_text_document_size`); 0 is no limit. The default is 3 MiB.
    public var maximumTextDocumentBytes = 3 * 1024 * 1024
    /// Requests in flight at the same time (`max_concurrency`). The default is 5.
    public var maximumConcurrency = 5
    /// How often an item that Elasticsearch had no room for is sent at most (`max_retries`). The default is 5.
    public var maximumAttempts = 5
    /// The wait before attempt `n + 1` of such items is `n` times this (`retry_interval`). The default is 10 s.
    public var retryInterval: Duration = .seconds(10)
    /// Whether every operation and its result are logged at debug level (`enable_operations_logging`). The default is no.
    public var logsOperations = false
    public var errorMonitor = BulkErrorMonitor.Options()

    public init() {}
}
