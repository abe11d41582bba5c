import ConnectorProtocol
import Elasticsearch
public import Support

/// What the commands of the program do beside running the service, apart from how they print it.
public struct Operator: Sendable {
    let context: ServiceContext

    init(context: ServiceContext) {
        self.context = context
    }

    /// Reaches the cluster.
    ///
    /// - Throws: What is wrong with the configuration, or ``OperatorFailure`` when Elasticsearch cannot be used.
    public init(configuration: ServiceConfiguration, environment: [String: String], log: Log) async throws {
        let context = try ServiceContext.impatient(configuration, environment: environment, log: log)
        do {
            self.context = try await context.fitted(to: try await context.elasticsearch.info())
        } catch let error as ElasticsearchError {
            throw OperatorFailure(.unavailable, "Elasticsearch cannot be used: \(error)")
        }
    }
}

/// Why a command could not do what it was asked for.
public struct OperatorFailure: Error, CustomStringConvertible {
    public var status: ExitStatus
    public var description: String

    init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}
