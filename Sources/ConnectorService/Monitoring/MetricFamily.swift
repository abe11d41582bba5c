/// One metric as `/metrics` serves it and as docs/operations.md names it.
struct MetricFamily: Sendable, Hashable {
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// With its unit: `_seconds`, `_bytes`, and `_total` for what is counted.
    let name: String
    let kind: Kind
    let help: String
    /// Of few possible values each, and never a file's name, a person's or a secret.
    let labels: [String]
    /// Upper bounds of a histogram's buckets, without the last, infinite one.
    let buckets: [Double]

    private init(_ name: String, _ kind: Kind, _ help: String, _ labels: [String] = [], buckets: [Double] = []) {
        self.name = name
        self.kind = kind
        self.help = help
        self.labels = labels
        self.buckets = buckets
    }

    private static let requestBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600]
    private static let jobBuckets: [Double] = [1, 5, 15, 60, 300, 900, 3600, 14_400, 43_200, 86_400]
}

extension MetricFamily {
    static let dropboxRequests = MetricFamily(
        "dropbox_connector_dropbox_requests_total", .counter,
        "Requests to Dropbox by class of route and HTTP status; status none: no answer came.", ["class", "status"])
    static let dropboxRequestDuration = MetricFamily(
        "dropbox_connector_dropbox_request_duration_seconds", .histogram,
        "How long Dropbox took to answer, by class of route.", ["class"], buckets: requestBuckets)
    static let dropboxRetries = MetricFamily(
        "dropbox_connector_dropbox_retries_total", .counter,
        "Requests to Dropbox that were sent again after a failure; not those after a rate limit.")
    static let dropboxPauses = MetricFamily(
        "dropbox_connector_dropbox_rate_limit_pauses_total", .counter, "Times that Dropbox's rate limit asked to wait.")
    static let dropboxPauseSeconds = MetricFamily(
        "dropbox_connector_dropbox_rate_limit_pause_seconds_total", .counter,
        "How long requests were held back for Dropbox's rate limit.")
    static let dropboxReceived = MetricFamily(
        "dropbox_connector_dropbox_received_bytes_total", .counter, "Bytes of Dropbox's answers.")

    static let elasticsearchRequests = MetricFamily(
        "dropbox_connector_elasticsearch_requests_total", .counter,
        "Requests to Elasticsearch by class and HTTP status; status none: no answer came.", ["class", "status"])
    static let elasticsearchRequestDuration = MetricFamily(
        "dropbox_connector_elasticsearch_request_duration_seconds", .histogram,
        "How long Elasticsearch took to answer, by class.", ["class"], buckets: requestBuckets)
    static let bulkItems = MetricFamily(
        "dropbox_connector_elasticsearch_bulk_items_total", .counter,
        "Items of bulk requests by what became of them.", ["result"])
    static let bulkBytes = MetricFamily(
        "dropbox_connector_elasticsearch_bulk_bytes_total", .counter, "Bytes of bulk requests.")

    static let documents = MetricFamily(
        "dropbox_connector_documents_total", .counter,
        "Documents by what syncs did with them; replaced: with their text, updated: their metadata alone.", ["result"])
    static let downloads = MetricFamily(
        "dropbox_connector_downloads_total", .counter, "Files whose content was fetched.")
    static let downloadedBytes = MetricFamily(
        "dropbox_connector_downloaded_bytes_total", .counter, "Bytes of content fetched.")
    static let contentFailures = MetricFamily(
        "dropbox_connector_content_failures_total", .counter,
        "Files whose content or text could not be had, by reason.", ["reason"])

    static let jobs = MetricFamily(
        "dropbox_connector_sync_jobs_total", .counter, "Sync jobs that this process ended.", ["job_type", "status"])
    static let jobDuration = MetricFamily(
        "dropbox_connector_sync_job_duration_seconds", .histogram, "How long sync jobs of this process ran.",
        ["job_type"], buckets: jobBuckets)
    static let runningJobs = MetricFamily(
        "dropbox_connector_running_sync_jobs", .gauge, "Sync jobs that this process runs.", ["connector_id", "job_type"])
    static let syncAge = MetricFamily(
        "dropbox_connector_last_successful_sync_age_seconds", .gauge,
        "Time since a content sync of the connector was completed, by any service; absent when none ever was.",
        ["connector_id"])
    static let connectorUp = MetricFamily(
        "dropbox_connector_connector_up", .gauge,
        "1 while the connector's status is connected; 0 when it has an error or waits for its configuration.",
        ["connector_id"])

    static let longpolls = MetricFamily(
        "dropbox_connector_longpolls_total", .counter,
        "Longpolls of near real time by outcome: changes, unchanged, failed.", ["outcome"])
    static let notifications = MetricFamily(
        "dropbox_connector_webhook_requests_total", .counter, "Requests to the webhook by HTTP status.", ["status"])
    static let changeJobs = MetricFamily(
        "dropbox_connector_change_sync_jobs_total", .counter,
        "Incremental jobs created because something changed, by who told of it: longpoll, webhook.", ["source"])

    static let loopFailures = MetricFamily(
        "dropbox_connector_loop_failures_total", .counter, "Turns of a loop that failed.", ["loop"])
    static let loopAge = MetricFamily(
        "dropbox_connector_loop_last_turn_age_seconds", .gauge, "Time since the loop last ended a turn.", ["loop"])
    static let memoryBudget = MetricFamily(
        "dropbox_connector_content_memory_budget_bytes", .gauge,
        "What the content of a sync may have of memory: service.content_memory_budget.")
    static let memoryUsed = MetricFamily(
        "dropbox_connector_content_memory_used_bytes", .gauge, "What content has of memory now, over all syncs.")
    static let build = MetricFamily("dropbox_connector_build_info", .gauge, "Always 1.", ["version"])

    static let residentMemory = MetricFamily("process_resident_memory_bytes", .gauge, "Resident memory size.")
    static let cpu = MetricFamily("process_cpu_seconds_total", .counter, "User and system CPU time.")
    static let openFiles = MetricFamily("process_open_fds", .gauge, "Open file descriptors.")
    static let startTime = MetricFamily(
        "process_start_time_seconds", .gauge, "When the process started, in seconds since 1970.")

    /// In the order they are served.
    static let all = [
        dropboxRequests, dropboxRequestDuration, dropboxRetries, dropboxPauses, dropboxPauseSeconds, dropboxReceived,
        elasticsearchRequests, elasticsearchRequestDuration, bulkItems, bulkBytes, documents, downloads,
        downloadedBytes, contentFailures, jobs, jobDuration, runningJobs, syncAge, connectorUp, longpolls,
        notifications, changeJobs, loopFailures, loopAge, memoryBudget, memoryUsed, build, residentMemory, cpu,
        openFiles, startTime,
    ]
}
