public import ConnectorProtocol
import Foundation
public import Support

/// A sync that somebody asks for on the command line.
public struct SyncRequest: Sendable {
    /// Nil for the only connector of the configuration.
    public var connectorID: String?
    public var type: SyncJobType
    /// How many deletions are approved for this sync.
    public var approvedDeletions: Int?

    public init(connectorID: String?, type: SyncJobType, approvedDeletions: Int?) {
        self.connectorID = connectorID
        self.type = type
        self.approvedDeletions = approvedDeletions
    }

    /// Creates the job, and returns its id.
    public func send(configuration: ServiceConfiguration, environment: [String: String], log: Log) async throws -> String {
        let context = try ServiceContext(configuration: configuration, environment: environment, log: log)
        let connector = try await context.connector(connectorID)
        let metadata: [String: JSON] = approvedDeletions.map { ["approved_deletions": .int($0)] } ?? [:]
        return try await context.state.jobs.create(for: connector, type: type, metadata: metadata, at: context.now())
    }
}

/// A connector was named that is not there, or none where there are several.
public struct UnknownConnector: Error, CustomStringConvertible {
    public let description: String
}
