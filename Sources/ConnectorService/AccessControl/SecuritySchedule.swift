import ConnectorProtocol
import Elasticsearch
import Foundation
import Support
import Synchronization

/// Whether the access-control syncs that a schedule asks for are made at all.
///
/// Connector protocol: scheduling loop. Without the license nothing is stored, and the log says why.
final class SecuritySchedule: Sendable {
    private let told = Mutex<[String: Date]>([:])

    /// Whether the connector has identities to sync: not before security is switched on.
    func concerns(_ connector: Connector, environment: @escaping ConnectorConfiguration.Environment) -> Bool {
        guard connector.features.documentLevelSecurity else { return false }
        do throws(ConnectorConfigurationError) {
            let configuration = try ConnectorConfiguration(
                stored: connector.configuration, schema: .dropbox, environment: environment)
            return SourceSettings(configuration).useDocumentLevelSecurity
        } catch {
            // The check of the connection tells what is wrong with it.
            return false
        }
    }

    /// Whether the job of a tick may be made; the log says why not, once for each tick.
    ///
    /// - Throws: `CancellationError`.
    func allows(_ due: Date, of connectorID: String, _ context: ServiceContext, _ log: Log) async throws -> Bool {
        guard let problem = try await problem(context) else { return true }
        let isNew = told.withLock { told in
            defer { told[connectorID] = due }
            return told[connectorID] != due
        }
        if isNew {
            log.error("No access-control sync was made for \(Timestamp.formatDropbox(due)). \(problem)")
        }
        return false
    }

    /// A license that cannot be read keeps this type of job from being made, and no other: the next look asks again.
    private func problem(_ context: ServiceContext) async throws -> String? {
        do {
            return try await context.securityLicenseProblem()
        } catch let error as ElasticsearchError {
            return "The cluster's license could not be read: \(error)"
        }
    }
}
