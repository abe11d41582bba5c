import ConnectorProtocol
import Dropbox
import DropboxSource
import Elasticsearch
import Support
import SyncEngine

/// A full or incremental job, from its document to the sync that does it.
struct ContentJob: JobWork {
    let sync: ContentSync<DropboxSource>
    /// What the sync is about; its position is where it ends.
    private let about: StoredSync
    /// Of the listing that this sync makes or takes up.
    private let checkpoint: ListingCheckpoint

    /// Checks everything that can be checked before the first document, and finds out whose Dropbox it is.
    ///
    /// - Parameter before: What the job has done in this process already, when it begins anew.
    /// - Throws: ``JobError``, `ConnectorConfigurationError`, `DropboxError`, `ElasticsearchError`.
    init(
        job: SyncJob, after before: SyncReport? = nil, connector: Connector, context: ServiceContext,
        counters: DropboxCounters, log: Log
    ) async throws {
        let configuration = try ConnectorConfiguration(
            stored: job.configuration, schema: .dropbox, environment: context.secretEnvironment)
        try configuration.validate()
        let settings = SourceSettings(configuration)
        guard let index = job.indexName else {
            throw JobError(.invalidConfiguration, "The connector has no index to sync to. Attach one in Kibana.")
        }
        let isSecure = try SecuritySwitch.isOn(settings, connector)
        let rules = try JobRules(job.filter)
        for warning in rules.advanced?.warnings ?? [] { log.warning("Sync rule \(warning)") }
        let client = context.contentClient(for: connector.id)
        try await Self.requirePipeline(job.pipeline, client)
        if isSecure { try await AccessMapping.demand(in: index, client) }
        let extraction = try context.extraction(job.pipeline, settings, log: log)
        let account = try await context.account(settings, counters: counters, log: log)
        log.info("Reading \(settings.path) of \(account.email)\(account.isTeam ? ", as the admin of a team" : "")")
        let scope = SyncScope(account: account, settings: settings, rules: rules.digest)
        let stored = StoredSync(connector.syncCursor)
        let previous = SyncScope(connector.syncCursor?["scope"])
        if job.type == .incremental { try rules.checkThatIncrementalIsEnough(after: previous) }
        let contentRules = context.contentRules(extraction)
        var source = DropboxSource(account: account, path: settings.path, contentRules: contentRules, log: log)
        source.rules = rules.advanced
        source.permissions = isSecure
            ? Permissions(account: account, includesInherited: settings.includeInherited, log: log) : nil
        source.includesMemberFolders = settings.includeMemberFolders
        Self.warn(of: settings, account, log)
        var plan = context.plan(index: index, pipeline: job.pipeline)
        plan.extraction = extraction
        var about = StoredSync(scope: scope, content: StoredSync.content(plan, contentRules))
        about.teamID = account.teamID
        self.about = about
        plan.concurrentDownloads = settings.concurrentDownloads
        plan.usesDocumentLevelSecurity = isSecure
        plan.isScopeChanged = scope.isDeliberateChange(from: previous)
        plan.filter = rules.documentFilter(job.pipeline)
        plan.brake.approved = job.metadata["approved_deletions"]?.intValue
        plan.carried = SyncReport(carriedIn: before?.metadata(dropbox: counters.snapshot) ?? job.metadata)
        if job.type == .incremental { Self.goOn(from: stored, about: about, &plan, log) }
        let left = ListingCheckpoint(connector.syncCursor?[StoredSync.checkpointMember])
        checkpoint = left.takingUp(job, for: about, &plan, at: context.now(), log)
        sync = ContentSync(source: source, client: client, plan: plan, log: log, clock: context.clock)
    }

    /// Runs the sync.
    ///
    /// - Returns: What the connector keeps for the next sync.
    func run() async throws -> JSON? { json(of: try await sync.run()) }

    var report: SyncReport { sync.counters.snapshot }
    var memoryUsed: Int { sync.budget.used }

    /// What the connector may keep already while the sync runs, and when it fails; nil when that is nothing new.
    var acknowledged: JSON? {
        switch sync.progress.acknowledged {
        case .changes(let position): return json(of: position)
        case .listing(let position):
            var reached = checkpoint
            reached.listing.position = position
            return .object([StoredSync.checkpointMember: reached.json])
        case nil: return Optional.none
        }
    }

    private func json(of position: SyncPosition?) -> JSON {
        var stored = about
        stored.position = position
        return stored.json
    }

    /// An incremental sync that cannot go on from a cursor lists everything, and says why.
    private static func goOn(from stored: StoredSync?, about: StoredSync, _ plan: inout SyncPlan, _ log: Log) {
        do throws(CursorUnusable) {
            plan.position = try StoredSync.position(of: stored, for: about)
            log.info("Going on from the cursor of the last sync")
        } catch {
            plan.carried.fullListingReason = "there is no cursor to go on from: \(error)"
            log.info("There is no cursor to go on from, so the incremental sync lists everything: \(error)")
        }
    }

    private static func warn(of settings: SourceSettings, _ account: DropboxAccount, _ log: Log) {
        guard settings.includeMemberFolders, !account.isTeam || !settings.path.text.isEmpty else { return }
        let reason = account.isTeam ? "only the folder \(settings.path) is read" : "the authorization is not a team's"
        log.warning("The folders of other members are not read, although include_member_folders is on: \(reason)")
    }

    private static func requirePipeline(_ pipeline: Pipeline, _ client: ElasticsearchClient) async throws {
        if pipeline.isNone { return }
        do {
            if try await client.hasPipeline(pipeline.name) { return }
        } catch let error as ElasticsearchError where error.code == .forbidden {
            // The keys that Kibana makes for connectors may not read pipelines. Without it every document would be
            // refused, and the error monitor ends the sync.
            return
        }
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
