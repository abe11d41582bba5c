import ConnectorProtocol
import Elasticsearch
import Foundation
import Support

/// What has to be true before the loops start, in the order of the protocol but for the configuration, which is checked first.
///
/// Connector protocol: preflight.
struct Preflight: Sendable {
    let context: ServiceContext

    /// - Returns: The context, fitted to the cluster that was found.
    /// - Throws: ``PreflightFailure``, `CancellationError`.
    func run() async throws -> ServiceContext {
        // Before anything is waited for: a misspelt elasticsearch.host is why nobody answers.
        try checkConfiguration()
        let cluster = try await reachElasticsearch()
        try checkVersion(of: cluster)
        try await ensureStateIndices()
        try await lookForExtractionService()
        return try await context.fitted(to: cluster)
    }

    /// Asks until Elasticsearch answers, with growing pauses.
    private func reachElasticsearch() async throws -> ClusterInfo {
        let settings = context.configuration.elasticsearch
        // One attempt each: the pauses between are made here.
        let probe = context.elasticsearch.with { $0.maximumAttempts = 1 }
        let stopwatch = Stopwatch(context.clock)
        var pause = settings.initialBackoffDuration
        var refusals = 0
        while true {
            do {
                let cluster = try await probe.info()
                context.log.info("Elasticsearch \(cluster.versionNumber)\(cluster.isServerless ? " (serverless)" : "") answers at \(settings.host.absoluteString)")
                return cluster
            } catch let error as ElasticsearchError {
                refusals += error.isRefusal ? 1 : 0
                if refusals > Self.toleratedRefusals || stopwatch.elapsed >= settings.maxWaitDuration {
                    throw PreflightFailure(.unavailable, "Elasticsearch cannot be used: \(error)")
                }
                context.log.warning("Elasticsearch does not answer yet, next attempt in \(Int(pause.seconds)) s: \(error)")
            }
            try await context.clock.sleep(for: pause)
            pause = .seconds(pause.seconds * settings.backoffMultiplier)
        }
    }

    /// A node that starts may refuse good credentials for a moment; one that goes on refusing means it.
    private static let toleratedRefusals = 2

    private func checkVersion(of cluster: ClusterInfo) throws(PreflightFailure) {
        let allowed = ["true", "1", "yes"].contains(context.environment["ALLOW_ES_VERSION_MISMATCH"]?.lowercased())
        switch VersionCheck(cluster, allowMismatch: allowed) {
        case .compatible: break
        case .warning(let text): context.log.warning("\(text)")
        case .refused(let text): throw PreflightFailure(.unavailable, text)
        }
    }

    private func checkConfiguration() throws(PreflightFailure) {
        do {
            for warning in try context.configuration.validate() { context.log.warning("\(warning)") }
        } catch {
            throw PreflightFailure(.usage, "\(error)")
        }
    }

    /// Connector protocol: section 3.3 (4). Text can be had later as well, so that a service that is away is no reason
    /// not to start.
    private func lookForExtractionService() async throws {
        guard let service = context.configuration.extractionService else { return }
        do {
            try await ExtractionServicePing(service).run()
            context.log.info("The text extraction service answers at \(service.host.absoluteString)")
        } catch let error as ExtractionServicePing.NoAnswer {
            context.log.warning(
                "The text extraction service cannot be used now: \(error). Files that need it fail until it answers; start it, or correct extraction_service.host")
        }
    }

    private func ensureStateIndices() async throws {
        let service = context.configuration.service
        var attempt = 0
        while true {
            do {
                return try await StateIndices().ensure(context.elasticsearch)
            } catch let error as ElasticsearchError {
                guard attempt < service.preflightMaxAttempts, !error.isRefusal else {
                    throw PreflightFailure(.unavailable, "The connector indices cannot be prepared: \(error)")
                }
                attempt += 1
                context.log.warning("The connector indices cannot be prepared yet, will try again: \(error)")
                try await context.clock.sleep(for: service.preflightIdle)
            }
        }
    }
}

extension ElasticsearchError {
    /// The credential was refused: waiting does not help.
    fileprivate var isRefusal: Bool { code == .unauthorized || code == .forbidden }
}
