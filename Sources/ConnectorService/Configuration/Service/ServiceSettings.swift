public import HTTPServer
public import Support

/// `service`: the loops of the service, and its limits.
public struct ServiceSettings: Sendable, Equatable {
    /// `worker_mode`: whether to serve every connector of ``serviceTypes``, with the global credential.
    /// The default is false.
    public var workerMode = false
    /// `service_types`, for ``workerMode`` only. The default is none.
    public var serviceTypes: [String] = []
    /// `idling`: the pause between two looks at Elasticsearch. The default is 30 s.
    public var idling: Duration = .seconds(30)
    /// `heartbeat`: how often a connector is marked as seen. The default is 300 s.
    public var heartbeat: Duration = .seconds(300)
    /// `preflight_max_attempts`: how often the state indices are tried again. The default is 10.
    public var preflightMaxAttempts = 10
    /// `preflight_idle`: the pause between two of these attempts. The default is 30 s.
    public var preflightIdle: Duration = .seconds(30)
    /// `max_errors`: failed cycles of a loop within ``maxErrorsSpan`` before the service gives up. The default is 20.
    public var maxErrors = 20
    /// `max_errors_span`. The default is 600 s.
    public var maxErrorsSpan: Duration = .seconds(600)
    /// `max_concurrent_content_syncs`. The default is 1.
    public var maxConcurrentContentSyncs = 1
    /// `max_concurrent_access_control_syncs`. The default is 1.
    public var maxConcurrentAccessControlSyncs = 1
    /// `max_concurrent_scheduling_tasks`. The default is 4.
    public var maxConcurrentSchedulingTasks = 4
    /// `max_file_download_size` in bytes: of a larger file only the metadata is indexed. The default is 10 MiB.
    public var maxFileDownloadSize = 10_485_760
    /// `extracted_extensions`: the files whose content is fetched, by extension, lower case and without dots.
    /// Nil, the default, leaves it to who extracts: what Elastic's connector extracts for a pipeline or a
    /// service, text formats for the connector itself.
    public var extractedExtensions: Set<String>?
    /// `job_cleanup_interval`. The default is 300 s.
    public var jobCleanupInterval: Duration = .seconds(300)
    /// `log_level`. The default is info.
    public var logLevel = Log.Level.info
    /// `fips_mode`, or `ELASTICSEARCH_CONNECTORS_FIPS_MODE` in the environment. The default is false.
    public var fipsMode = false
    /// `content_memory_budget` in bytes: content that is in memory at the same time, over all downloads of a sync.
    /// The default is 64 MiB.
    public var contentMemoryBudget = 64 * 1024 * 1024
    /// `permission_refresh`: how long incremental syncs go by the permissions in the index before they ask Dropbox for
    /// all of them again, whether or not files changed. The default is 3600 s.
    public var permissionRefresh: Duration = .seconds(3600)
    /// `deletion_brake`.
    public var deletionBrake = DeletionBrakeSettings()
    /// `realtime`: whether to hold a longpoll at Dropbox for each connector, and to create an incremental sync when
    /// it tells of changes. The default is false.
    public var realtime = false
    /// `webhook.listen`: where Dropbox's notifications arrive. Nil, the default, listens nowhere.
    public var webhookListen: ListenAddress?
    /// `http.listen`: where metrics and health are served. Nil, the default, listens nowhere.
    public var httpListen: ListenAddress?

    public init() {}
}

/// `service.deletion_brake`: a sync that would delete more than both limits deletes nothing and says so.
public struct DeletionBrakeSettings: Sendable, Equatable {
    /// `enabled`. The default is true.
    public var enabled = true
    /// `max_percent` of the index's documents. The default is 25.
    public var maxPercent = 25
    /// `max_documents`. The default is 100.
    public var maxDocuments = 100

    public init() {}
}
