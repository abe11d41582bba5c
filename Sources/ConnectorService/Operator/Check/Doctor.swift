import ConnectorProtocol
import Elasticsearch
public import Support

/// `check`: looks at everything that a sync needs, changes nothing, and says what to do about what is missing.
public struct Doctor: Sendable {
    private let context: ServiceContext
    private let connectorID: String?
    private let isEstimating: Bool
    private let progress: @Sendable (_ listed: Int) -> Void

    /// - Parameters:
    ///   - connectorID: The one connector to look at; nil for all of the configuration.
    ///   - isEstimating: Whether to list each connector's account, and to say how much a sync would do and how long.
    ///   - progress: Told now and then how many entries are listed for that.
    /// - Throws: What is wrong with the configuration or the environment, as a text for the operator.
    public init(
        configuration: ServiceConfiguration, environment: [String: String], log: Log, connectorID: String?,
        isEstimating: Bool = false, progress: @escaping @Sendable (_ listed: Int) -> Void = { _ in }
    ) throws {
        context = try .impatient(configuration, environment: environment, log: log)
        self.connectorID = connectorID
        self.isEstimating = isEstimating
        self.progress = progress
    }

    /// Examines everything, and goes on after a failure wherever there is something left to examine.
    ///
    /// - Parameter report: Told of each finding as it is made.
    /// - Returns: Success without a failure, `unavailable` when Elasticsearch could not be used at all.
    /// - Throws: `CancellationError`.
    public func run(_ report: (Finding) -> Void) async throws -> ExitStatus {
        var hasFailure = false
        let note = { (finding: Finding) in
            if finding.mark == .failed { hasFailure = true }
            report(finding)
        }
        noteConfiguration(note)
        guard let context = try await ClusterCheck(context: context).run(note) else { return .unavailable }
        for id in try await connectorIDs(context, note) {
            let hadFailure = hasFailure
            hasFailure = false
            try await ConnectorCheck(context: context, id: id).run(note)
            if isEstimating { try await estimate(id, context, isWell: !hasFailure, note) }
            hasFailure = hasFailure || hadFailure
        }
        try await ExtractionServiceCheck(context: context).run(note)
        return hasFailure ? .failure : .success
    }

    private func estimate(_ id: String, _ context: ServiceContext, isWell: Bool, _ note: (Finding) -> Void) async throws {
        let make = FindingMaker(subject: id)
        guard isWell else {
            return note(make.skipped("estimate", "What a sync would do can be estimated once nothing fails"))
        }
        do {
            let estimate = try await SyncEstimate.make(of: id, in: context, progress)
            for finding in estimate.findings(make) { note(finding) }
        } catch let error as OperatorFailure {
            note(make.failed("estimate", error.description, "The message names what to do; then estimate again."))
        } catch let error as ElasticsearchError {
            note(make.failed("estimate", error, or: "Check the cluster's health, then estimate again."))
        }
    }

    private func noteConfiguration(_ note: (Finding) -> Void) {
        let make = FindingMaker(subject: "Configuration")
        let file = context.configuration.file ?? "The configuration"
        do {
            let warnings = try context.configuration.validate()
            note(make.passed("configuration", "\(file) can be read"))
            for warning in warnings {
                note(make.warning("configuration", "\(warning)", "Change the line, or leave it as it is if that is meant."))
            }
        } catch {
            note(make.failed("configuration", error.finding, error.remedy))
        }
    }

    private func connectorIDs(_ context: ServiceContext, _ note: (Finding) -> Void) async throws -> [String] {
        if let connectorID { return [connectorID] }
        let configured = context.configuration.connectors.map(\.id)
        guard context.configuration.service.workerMode else { return configured }
        let make = FindingMaker(subject: "Elasticsearch")
        do {
            // In worker mode the configuration names none: it serves all of its service types.
            let found = try await context.supportedConnectors().map(\.id).filter { !configured.contains($0) }
            return configured + found
        } catch let error as ElasticsearchError {
            note(make.failed("connectors", error, or: "Start the service once: it creates the indices."))
            return configured
        }
    }
}
