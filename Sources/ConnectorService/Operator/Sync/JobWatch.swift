import ConnectorProtocol
import Elasticsearch
import Foundation
import Support

/// Follows a sync job to its end.
public struct JobWatch: Sendable {
    private let context: ServiceContext
    private let id: String

    init(context: ServiceContext, id: String) {
        self.context = context
        self.id = id
    }

    /// - Parameter report: Told of each look at the job, once a second, and how many entries it may come to.
    /// - Returns: The job at its end.
    /// - Throws: ``OperatorFailure`` when the job is deleted meanwhile; `CancellationError`.
    public func run(_ report: (JobDetails, _ expected: Int?) -> Void) async throws -> JobDetails {
        var expected: Int?
        var isExpecting = false
        while true {
            if let details = try await look() {
                if !isExpecting { expected = await entriesBefore(details.job) }
                isExpecting = true
                report(details, expected)
                if details.job.status.isTerminated { return details }
            }
            try await context.clock.sleep(for: .seconds(1))
        }
    }

    /// Requests the end of the job, as Kibana's button does.
    public func cancel() async throws {
        _ = try await context.state.jobs.cancel(id, at: context.now())
    }

    /// Nil while the cluster does not answer: the service goes on meanwhile, and so does the watch.
    private func look() async throws -> JobDetails? {
        do {
            guard let job = try await context.state.jobs.job(id) else {
                throw OperatorFailure(.failure, "The sync job \(id) was deleted.")
            }
            return JobDetails(job: job, now: context.now())
        } catch let error as ElasticsearchError where error.isTransient {
            return nil
        }
    }
}

extension JobWatch {
    /// What the last full sync of the connector came to. Only the time left depends on it: a failure is no reason to stop.
    private func entriesBefore(_ job: SyncJob) async -> Int? {
        let console = Operator(context: context)
        let before = try? await console.history(of: job.connectorID, limit: 20, onlyEnded: true)
        let last = before?.first { $0.type == .full && $0.status == .completed && $0.id != job.id }
        return last?.metadata["report"]?["listed"]?.intValue ?? last?.totalDocumentCount
    }
}

extension Operator {
    /// Asks the service to end a sync that runs, or ends one that waits, as Kibana's button does.
    ///
    /// - Returns: The job as it is then.
    /// - Throws: ``OperatorFailure`` when there is none of that id or it has ended, `ElasticsearchError`.
    public func cancel(_ jobID: String) async throws -> JobDetails {
        let before = try await job(jobID).job
        guard !before.status.isTerminated else {
            throw OperatorFailure(.failure, "The sync job \(jobID) has ended already: it is \(before.status.rawValue).")
        }
        try await watch(jobID).cancel()
        return try await job(jobID)
    }

    public func watch(_ jobID: String) -> JobWatch { JobWatch(context: context, id: jobID) }
}

extension JobDetails {
    /// How the job ended, on one line; its error below.
    public var outcome: String {
        let took = job.duration(at: now).map { " in \($0.readable)" } ?? ""
        return "\(job.type.rawValue) \(job.status.rawValue)\(took): \(JobCounts(job))" + (job.error.map { "\n\($0.printable)" } ?? "")
    }
    /// What a request to cancel has come to.
    public var cancellation: String {
        job.status.isTerminated
            ? "The sync job \(job.id) is \(job.status.rawValue)." : "The service was asked to cancel the sync job \(job.id)."
    }

    /// Whether it did what it was asked for.
    public var isCompleted: Bool { job.status == .completed }
}
