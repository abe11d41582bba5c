import ConnectorProtocol
import Dropbox
import DropboxSource
import Elasticsearch
import Support
import SyncEngine

/// A full or incremental job, from its document to the sync that does it.
struct ContentJob: Sendable {
    let sync: ContentSync<DropboxSource>
    let scope: SyncScope

    /// Checks everything that can be checked before the first document, and finds out whose Dropbox it is.
    ///
    /// - Throws: ``JobError``, `ConnectorConfigurationError`, `DropboxError`, `ElasticsearchError`.
    init(
        job: SyncJob, connector: Connector, context: ServiceContext, counters: DropboxCounters, log: Log
    ) async throws {
        let configuration = try ConnectorConfiguration(
            stored: job.configuration, schema: .dropbox, environment: context.secretEnvironment)
        try configuration.validate()
        let settings = SourceSettings(configuration)
        guard let index = job.indexName else {
            throw JobError(.invalidConfiguration, "The connector has no index to sync to. Attach one in Kibana.")
        }
        try Self.refuseWhatIsMissing(job, settings)
        let rules = try JobRules(job.filter)
        for warning in rules.advanced?.warnings ?? [] { log.warning("Sync rule \(warning)") }
        let client = context.contentClient(for: connector.id)
        try await Self.requirePipeline(job.pipeline, client)
        let extraction = try context.extraction(job.pipeline, settings, log: log)
        let account = try await context.account(settings, counters: counters, log: log)
        log.info("Reading \(settings.path) of \(account.email)\(account.isTeam ? ", as the admin of a team" : "")")
        scope = SyncScope(account: account, settings: settings, rules: rules.digest)
        let previous = SyncScope(connector.syncCursor?["scope"])
        if job.type == .incremental { try rules.checkThatIncrementalIsEnough(after: previous) }
        var source = DropboxSource(
            account: account, path: settings.path, contentRules: context.contentRules(extraction), log: log)
        source.rules = rules.advanced
        var plan = context.plan(index: index, pipeline: job.pipeline)
        plan.extraction = extraction
        plan.concurrentDownloads = settings.concurrentDownloads
        plan.isScopeChanged = scope.isDeliberateChange(from: previous)
        plan.filter = rules.documentFilter(job.pipeline)
        plan.brake.approved = job.metadata["approved_deletions"]?.intValue
        sync = ContentSync(source: source, client: client, plan: plan, log: log, clock: context.clock)
    }

    /// Runs the sync.
    ///
    /// - Returns: What the connector keeps for the next sync.
    func run() async throws -> JSON {
        let cursor = try await sync.run()
        return ["scope": scope.json, "cursor": cursor.map { .string($0.text) } ?? nil]
    }

    /// A job that asks for more than this service does must not be done as if it had asked for less: documents
    /// would be shown, or indexed, that its owner excluded.
    private static func refuseWhatIsMissing(_ job: SyncJob, _ settings: SourceSettings) throws(JobError) {
        if settings.useDocumentLevelSecurity {
            throw JobError(
                .unsupportedJob,
                """
                Document-level security is switched on, and this version does not index permissions: the documents \
                would be visible to everyone. Switch it off in the connector's configuration, or keep Elastic's connector.
                """)
        }
    }

    private static func requirePipeline(_ pipeline: Pipeline, _ client: ElasticsearchClient) async throws {
        if pipeline.isNone { return }
        guard try await !client.hasPipeline(pipeline.name) else { return }
        throw JobError(
            .missingPrerequisite,
            """
            The ingest pipeline "\(pipeline.name)" does not exist in this cluster, so no document could be indexed. \
            Create it (Kibana creates search-default-ingestion with its connectors; or PUT _ingest/pipeline/\(pipeline.name)), \
            or choose another one in the connector's pipeline settings; with the name "_none" there is none, and \
            the connector makes the text of text files searchable itself.
            """)
    }
}
