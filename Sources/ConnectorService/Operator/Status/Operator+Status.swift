import ConnectorProtocol
import Elasticsearch
import Foundation
import Support

extension Operator {
    /// How the connectors are: the named one, or all that the configuration looks after.
    ///
    /// - Throws: ``UnknownConnector``, `ElasticsearchError`.
    public func status(of connectorID: String?) async throws -> [ConnectorSummary] {
        let connectors = try await context.connectors(named: connectorID)
        guard !connectors.isEmpty else { return [] }
        await showLatest()
        let running = try await context.state.jobs.running(of: connectors.map(\.id))
        var summaries: [ConnectorSummary] = []
        for connector in connectors {
            let last = try await history(of: connector.id, limit: 1, onlyEnded: true).first
            summaries.append(
                ConnectorSummary(
                    connector: connector, running: running.filter { $0.connectorID == connector.id }, last: last,
                    next: nextSyncs(of: connector), now: context.now()))
        }
        return summaries
    }

    /// A schedule that nobody can read has no next time; the service writes its error on the connector.
    private func nextSyncs(of connector: Connector) -> [(type: SyncJobType, due: Date?)] {
        SyncJobType.allCases.compactMap { type in
            guard let entry = connector.scheduling[type] else { return nil }
            let expression = try? CronExpression(entry.interval)  // see above
            return (type, expression?.next(after: context.now()))
        }
    }

    /// The latest jobs, newest first.
    ///
    /// - Parameter connectorID: Nil for all connectors of the configuration.
    /// - Throws: ``UnknownConnector``, `ElasticsearchError`.
    public func jobs(of connectorID: String?, limit: Int) async throws -> [JobDetails] {
        await showLatest()
        var jobs: [SyncJob] = []
        for connector in try await context.connectors(named: connectorID) {
            jobs += try await history(of: connector.id, limit: limit, onlyEnded: false)
        }
        let newest = jobs.sorted { ($0.createdAt ?? .distantPast) > ($1.createdAt ?? .distantPast) }.prefix(limit)
        return newest.map { JobDetails(job: $0, now: context.now()) }
    }

    /// Lets the searches see what was written a moment ago: a job that has just ended is not shown as running.
    func showLatest() async {
        // Without the privilege, or before the first job, they see it a second later, or there is nothing to see.
        try? await context.elasticsearch.refresh(StateIndices().syncJobs)
    }

    /// One job.
    ///
    /// - Throws: ``OperatorFailure`` when there is none of that id, `ElasticsearchError`.
    public func job(_ id: String) async throws -> JobDetails {
        let job: SyncJob?
        do {
            job = try await context.state.jobs.job(id)
        } catch let error as ElasticsearchError where error.isMissingIndex {
            job = nil
        }
        guard let job else {
            throw OperatorFailure(
                .failure, "There is no sync job \"\(id)\". dropbox-connector jobs shows the latest ones and their ids.")
        }
        return JobDetails(job: job, now: context.now())
    }

    func history(of connectorID: String, limit: Int, onlyEnded: Bool) async throws -> [SyncJob] {
        var filter: [JSON] = [["term": ["connector.id": .string(connectorID)]]]
        if onlyEnded { filter.append(["terms": ["status": ["completed", "error", "canceled"]]]) }
        let request = SearchRequest(
            index: StateIndices().syncJobs, query: ["bool": ["filter": .array(filter)]],
            sort: [["created_at": ["order": "desc", "unmapped_type": "date"]]], size: limit)
        return try await context.elasticsearch.search(request).hits.compactMap { document in
            do throws(ProtocolError) {
                return try SyncJob(document)
            } catch {
                context.log.warning("\(error)")
                return nil
            }
        }
    }
}
