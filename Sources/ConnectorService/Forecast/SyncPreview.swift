public import ConnectorProtocol
import Dropbox
import DropboxSource
import Elasticsearch
import Foundation
public import Support
import SyncEngine

/// What the next content sync of a connector would do: what it would list is listed and compared, and nothing is written,
/// no job document and no cursor either.
public struct SyncPreview: Sendable {
    /// What has been found out.
    public struct Result: Sendable {
        let connectorID: String
        let type: SyncJobType
        let forecast: SyncForecast
        /// Calls to Dropbox that finding out has taken, by route.
        let calls: DropboxCounters.Snapshot
        let elapsed: Duration
        /// Downloads that the connector's configuration allows at the same time.
        let concurrentDownloads: Int
        let clock: any Clock<Duration>
    }

    private let connectorID: String?
    private let type: SyncJobType
    private let approvedDeletions: Int?

    /// - Parameters:
    ///   - connectorID: Nil for the only connector of the configuration.
    ///   - type: Full or incremental; ``IdentityPreview`` is for the other one.
    ///   - approvedDeletions: How many deletions would be approved.
    public init(connectorID: String?, type: SyncJobType = .full, approvedDeletions: Int? = nil) {
        self.connectorID = connectorID
        self.type = type
        self.approvedDeletions = approvedDeletions
    }

    /// - Parameter report: Told now and then how many entries are listed.
    /// - Throws: ``UnknownConnector``, `ElasticsearchError`, `CancellationError`; ``OperatorFailure`` for everything else that
    ///   would end the sync.
    public func run(
        configuration: ServiceConfiguration, environment: [String: String], log: Log,
        _ report: @escaping @Sendable (_ listed: Int) -> Void = { _ in }
    ) async throws -> Result {
        let context = try ServiceContext(configuration: configuration, environment: environment, log: log)
        return try await run(in: try await context.fitted(to: try await context.elasticsearch.info()), report)
    }

    func run(
        in context: ServiceContext, _ report: @escaping @Sendable (_ listed: Int) -> Void = { _ in }
    ) async throws -> Result {
        let connector = try await context.connector(connectorID)
        do {
            return try await forecast(connector, context, report)
        } catch let error where error.isOfTheSync {
            throw OperatorFailure(.failure, "The sync would end in an error: \(error)")
        }
    }

    private func forecast(
        _ connector: Connector, _ context: ServiceContext, _ report: @escaping @Sendable (Int) -> Void
    ) async throws -> Result {
        let counters = DropboxCounters()
        let stopwatch = Stopwatch(context.clock)
        let job = try SyncJob.unstored(for: connector, type, at: context.now(), approvedDeletions: approvedDeletions)
        let content = try await ContentJob(
            job: job, connector: connector, context: context, counters: counters, log: context.log)
        let forecast = try await content.sync.forecast { report($0.listed) }
        let settings = SourceSettings(
            try ConnectorConfiguration(stored: job.configuration, schema: .dropbox, environment: context.secretEnvironment))
        return Result(
            connectorID: connector.id, type: type, forecast: forecast, calls: counters.snapshot, elapsed: stopwatch.elapsed,
            concurrentDownloads: settings.concurrentDownloads, clock: context.clock)
    }
}

extension SyncJob {
    /// The job that a request for a sync would have created.
    static func unstored(
        for connector: Connector, _ type: SyncJobType, at now: Date, approvedDeletions: Int? = nil
    ) throws -> SyncJob {
        var source = try SyncJobUpdate.creation(for: connector, type: type, trigger: .onDemand, at: now)
        if let approvedDeletions { source["metadata"] = ["approved_deletions": .int(approvedDeletions)] }
        return try SyncJob(id: "preview", version: Version(seqNo: 0, primaryTerm: 0), source: source)
    }
}

extension Error {
    /// Whether it is what a sync ends with, rather than what keeps anybody from asking.
    var isOfTheSync: Bool {
        !(self is ElasticsearchError) && !(self is CancellationError) && !(self is OperatorFailure)
    }
}
