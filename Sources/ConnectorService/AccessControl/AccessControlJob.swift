import ConnectorProtocol
import Dropbox
import DropboxSource
import Elasticsearch
import Foundation
import Support
import SyncEngine
import Synchronization

/// An access-control job: the people of the team into the index by which searches are filtered.
///
/// Nothing is written before the team is listed completely and everything stored has been read: a failure before
/// leaves every identity as it is. Whoever is not an active member then loses their document.
///
/// Connector protocol: one job, access-control document.
final class AccessControlJob: JobWork {
    let index: AccessControlIndex
    private let account: DropboxAccount
    private let client: ElasticsearchClient
    private let bulk: BulkOptions
    private let log: Log
    private let now: @Sendable () -> Date
    private let state: Mutex<(report: SyncReport, statuses: [String: Int])>

    /// Checks everything that can be checked before the first member is listed.
    ///
    /// - Throws: ``JobError``, `ConnectorConfigurationError`, `DropboxError`, `ElasticsearchError`.
    init(
        job: SyncJob, connector: Connector, context: ServiceContext, counters: DropboxCounters, log: Log
    ) async throws {
        let configuration = try ConnectorConfiguration(
            stored: job.configuration, schema: .dropbox, environment: context.secretEnvironment)
        try configuration.validate()
        guard let index = AccessControlIndex(of: job) else {
            throw JobError(.invalidConfiguration, "The connector has no index to sync to. Attach one in Kibana.")
        }
        let settings = SourceSettings(configuration)
        try Self.demandSecurity(settings, connector, index)
        if let problem = try await context.securityLicenseProblem() {
            throw JobError(.insufficientLicense, "\(problem) The identities in \(index.name) are left as they are.")
        }
        self.index = index
        account = try await context.account(settings, counters: counters, log: log)
        client = context.contentClient(for: connector.id)
        bulk = context.configuration.elasticsearch.bulkOptions
        self.log = log
        now = context.now
        state = Mutex((SyncReport(carriedIn: job.metadata), [:]))
    }

    /// With security switched off there are no identities to be had, and an empty index would lock everybody out.
    private static func demandSecurity(
        _ settings: SourceSettings, _ connector: Connector, _ index: AccessControlIndex
    ) throws(JobError) {
        guard try !SecuritySwitch.isOn(settings, connector) else { return }
        throw JobError(
            .securityIsOff,
            """
            Document-level security is switched off in the connector's configuration, so there is nothing to sync, and \
            the identities in \(index.name) are left as they are. Switch it on, or take the access-control schedule away; \
            to remove the identities, delete that index.
            """)
    }

    var report: SyncReport { state.withLock { $0.report } }

    var metadata: [String: JSON] {
        let statuses = state.withLock { $0.statuses }
        return ["members": .object(statuses.mapValues { .int($0) })]
    }

    /// An access-control sync begins anew each time.
    var acknowledged: JSON? { Optional.none }

    func run() async throws -> JSON? {
        log.info("Reading the members of \(account.isTeam ? "the team of " : "")\(account.email)")
        let listing = try await IdentityListing.of(account) { count in state.withLock { $0.report.listed = count } }
        state.withLock { $0.statuses = listing.statuses }
        if try await index.create(client) { log.info("Created the index \(index.name)") }
        let changes = try await changes(to: listing)
        try demandNoStrangers(changes, listing)
        try await write(changes)
        return Optional.none
    }

    /// What ``run()`` would write. Nothing is written, and no index created.
    func forecast() async throws -> IdentityChanges {
        let listing = try await IdentityListing.of(account) { count in state.withLock { $0.report.listed = count } }
        state.withLock { $0.statuses = listing.statuses }
        guard try await client.exists(index.name) else { return IdentityChanges(listing.identities, at: now()) }
        let changes = try await changes(to: listing)
        try demandNoStrangers(changes, listing)
        return changes
    }

    /// Holds the identities against everything that is stored.
    private func changes(to listing: IdentityListing) async throws -> IdentityChanges {
        // What an earlier job wrote a moment ago must be seen, or it would stay although its person is gone.
        try await client.refresh(index.name)
        var changes = IdentityChanges(listing.identities, at: now())
        for try await page in client.scroll(index.name, source: ["*"]) {
            for hit in page { changes.note(stored: hit.id, hit.source) }
        }
        return changes
    }

    /// The token of one account says nothing about others: that they are not listed is no proof that they are gone.
    private func demandNoStrangers(_ changes: IdentityChanges, _ listing: IdentityListing) throws(JobError) {
        guard !listing.isTeam, !changes.gone.isEmpty else { return }
        throw JobError(
            .incompleteListing,
            """
            The refresh token is the one of \(account.email) alone, and \(index.name) holds the identities of \
            \(changes.gone.count) others, about whom it says nothing; they are left as they are. Authorize the app for the \
            whole team (a team-linked app; dropbox-connector auth), or delete that index and sync again.
            """)
    }
}

// MARK: Writing

extension AccessControlJob {
    /// Writes what differs: first what takes access away, then what gives it.
    private func write(_ changes: IdentityChanges) async throws {
        state.withLock { $0.report.unchanged = changes.unchanged }
        let time = now()
        var batch = BulkBatch(index: index.name, options: bulk)
        for id in changes.gone { try await send(batch.add(.delete(id: id))) }
        for document in changes.changed + changes.new {
            try await send(batch.add(.index(id: document.id, document: try document.json(at: time).data())))
        }
        try await send([batch.take()])
        // Somebody may search the very moment the job is completed.
        try await client.refresh(index.name)
        let report = report
        guard report.failed == 0 else {
            throw JobError(
                .refusedDocuments,
                """
                Elasticsearch refused \(report.failed) of the changes to \(index.name), the first: \
                \(report.firstFailures.first ?? "?"). The others are done. Delete the index and sync again, which creates it \
                with the right mapping, or remove what keeps it from being written.
                """)
        }
    }

    private func send(_ batches: [[BulkOperation]]) async throws {
        for batch in batches where !batch.isEmpty {
            let results = try await client.bulk(batch, index: index.name)
            state.withLock { state in
                for (operation, result) in zip(batch, results) { state.report.note(result, of: operation) }
            }
        }
    }
}

extension SyncReport {
    /// Counts one identity that was written or deleted.
    fileprivate mutating func note(_ result: BulkItemResult, of operation: BulkOperation) {
        switch result {
        case .created: created += 1
        case .updated: replaced += 1
        case .deleted: deleted += 1
        case .notFound, .noop: break
        case .failed(let failure):
            failed += 1
            if firstFailures.count < 20 { firstFailures.append("\(failure)") }
        }
        indexedBytes += operation.document.count
    }
}
