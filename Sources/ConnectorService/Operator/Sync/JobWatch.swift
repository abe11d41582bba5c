import ConnectorProtocol
import Elasticsearch
import Foundation

/// Follows a sync job to its end.
public struct JobWatch: Sendable {
    private let context: ServiceContext
    private let id: String

    init(context: ServiceContext, id: String) {
        self.context = context
        self.id = id
    }

    /// - Parameter report: Told of each look at the job, once a second.
    /// - Returns: The job at its end.
    /// - Throws: ``OperatorFailure`` when the job is deleted meanwhile; `CancellationError`.
    public func run(_ report: (JobDetails) -> Void) async throws -> JobDetails {
        while true {
            if let details = try await look() {
                report(details)
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

extension Operator {
    public func watch(_ jobID: String) -> JobWatch { JobWatch(context: context, id: jobID) }
}

extension JobDetails {
    /// How far the job is, on one line.
    public var progress: String { job.progressLine(at: now) }
    /// How the job ended, on one line.
    public var outcome: String { job.oneLine(at: now) + (job.error.map { "\n\($0.printable)" } ?? "") }
    /// Whether it did what it was asked for.
    public var isCompleted: Bool { job.status == .completed }
    /// Whether no service has taken it yet.
    public var isWaiting: Bool { job.status.isClaimable }
}
