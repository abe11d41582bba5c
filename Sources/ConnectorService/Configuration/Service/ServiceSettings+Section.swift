import Support

extension ServiceSettings {
    /// Reads `service`.
    ///
    /// - `worker_mode` (bool, false), `service_types` (list of texts, none).
    /// - `idling` (s, 30), `heartbeat` (s, 300), `job_cleanup_interval` (s, 300).
    /// - `preflight_max_attempts` (10), `preflight_idle` (s, 30), `max_errors` (20), `max_errors_span` (s, 600).
    /// - `max_concurrent_content_syncs` (1), `max_concurrent_access_control_syncs` (1),
    ///   `max_concurrent_scheduling_tasks` (4).
    /// - `max_file_download_size` (bytes, 10485760), `content_memory_budget` (MiB, 64).
    /// - `extracted_extensions` (list of texts, with or without dots; what each way of extraction can read).
    /// - `permission_refresh` (s, 3600).
    /// - `log_level` (INFO), `fips_mode` (bool, false).
    /// - `deletion_brake`: see ``DeletionBrakeSettings``.
    /// - `realtime` (bool, false), `webhook.listen` and `http.listen` (`HOST:PORT`, not set).
    init(_ section: ConfigurationSection, environment: [String: String]) throws(ConfigurationError) {
        self.init()
        workerMode = try section.bool("worker_mode") ?? workerMode
        serviceTypes = try section.strings("service_types") ?? serviceTypes
        logLevel = try section.logLevel("log_level") ?? logLevel
        fipsMode = try section.bool("fips_mode") ?? environment.isSet("ELASTICSEARCH_CONNECTORS_FIPS_MODE")
        try readRhythm(section)
        try readLimits(section)
        deletionBrake = try DeletionBrakeSettings(section.section("deletion_brake"))
        realtime = try section.bool("realtime") ?? realtime
        webhookListen = try section.section("webhook").listenAddress("listen")
        httpListen = try section.section("http").listenAddress("listen")
    }

    private mutating func readRhythm(_ section: ConfigurationSection) throws(ConfigurationError) {
        idling = try section.seconds("idling", moreThan: 0) ?? idling
        heartbeat = try section.seconds("heartbeat", moreThan: 0) ?? heartbeat
        permissionRefresh = try section.seconds("permission_refresh") ?? permissionRefresh
        jobCleanupInterval = try section.seconds("job_cleanup_interval", moreThan: 0) ?? jobCleanupInterval
        preflightMaxAttempts = try section.int("preflight_max_attempts", atLeast: 0) ?? preflightMaxAttempts
        preflightIdle = try section.seconds("preflight_idle") ?? preflightIdle
        maxErrors = try section.int("max_errors", atLeast: 0) ?? maxErrors
        maxErrorsSpan = try section.seconds("max_errors_span") ?? maxErrorsSpan
    }

    private mutating func readLimits(_ section: ConfigurationSection) throws(ConfigurationError) {
        maxConcurrentContentSyncs =
            try section.int("max_concurrent_content_syncs", atLeast: 1) ?? maxConcurrentContentSyncs
        maxConcurrentAccessControlSyncs =
            try section.int("max_concurrent_access_control_syncs", atLeast: 1) ?? maxConcurrentAccessControlSyncs
        maxConcurrentSchedulingTasks =
            try section.int("max_concurrent_scheduling_tasks", atLeast: 1) ?? maxConcurrentSchedulingTasks
        maxFileDownloadSize = try section.int("max_file_download_size", atLeast: 0) ?? maxFileDownloadSize
        extractedExtensions = try section.strings("extracted_extensions").map { list in
            Set(list.map { $0.lowercased().trimmingPrefix(".") }.map(String.init))
        }
        contentMemoryBudget = try section.mebibytes("content_memory_budget", moreThan: 0) ?? contentMemoryBudget
    }
}

extension DeletionBrakeSettings {
    /// Reads `service.deletion_brake`.
    ///
    /// - `enabled` (bool, true), `max_percent` (0...100, 25), `max_documents` (100).
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        self.init()
        enabled = try section.bool("enabled") ?? enabled
        maxPercent = try section.int("max_percent", atLeast: 0, atMost: 100) ?? maxPercent
        maxDocuments = try section.int("max_documents", atLeast: 0) ?? maxDocuments
    }
}

extension [String: String] {
    /// Whether a variable says yes.
    fileprivate func isSet(_ name: String) -> Bool {
        guard let text = self[name] else { return false }
        return text == "1" || YAML.bool(text) == true
    }
}
