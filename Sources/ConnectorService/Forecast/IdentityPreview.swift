import ConnectorProtocol
import Dropbox
import Elasticsearch
import Foundation
public import Support

/// What the next access-control sync of a connector would do: the team is listed and compared, and nothing is written.
public struct IdentityPreview: Sendable {
    /// What has been found out.
    public struct Result: Sendable {
        let connectorID: String
        let index: String
        let changes: IdentityChanges
        /// Members by their status in the team.
        let statuses: [String: JSON]
        /// Calls to Dropbox that finding out has taken, by route.
        let calls: DropboxCounters.Snapshot
    }

    private let connectorID: String?

    /// - Parameter connectorID: Nil for the only connector of the configuration.
    public init(connectorID: String?) {
        self.connectorID = connectorID
    }

    /// - Throws: ``UnknownConnector``, `ElasticsearchError`, `CancellationError`; ``OperatorFailure`` for everything else that
    ///   would end the sync.
    public func run(configuration: ServiceConfiguration, environment: [String: String], log: Log) async throws -> Result {
        let unfitted = try ServiceContext(configuration: configuration, environment: environment, log: log)
        let context = try await unfitted.fitted(to: try await unfitted.elasticsearch.info())
        let connector = try await context.connector(connectorID)
        let counters = DropboxCounters()
        do {
            let work = try await AccessControlJob(
                job: try SyncJob.unstored(for: connector, .accessControl, at: context.now()), connector: connector,
                context: context, counters: counters, log: log)
            let changes = try await work.forecast()
            return Result(
                connectorID: connector.id, index: work.index.name, changes: changes,
                statuses: work.metadata["members"]?.objectValue ?? [:], calls: counters.snapshot)
        } catch let error where error.isOfTheSync {
            throw OperatorFailure(.failure, "The sync would end in an error: \(error)")
        }
    }
}

extension IdentityPreview.Result {
    /// What the sync would do, for a reader.
    public func lines(_ style: OutputStyle) -> [String] {
        let members = statuses.sorted { $0.key < $1.key }.map { "\($0.value.intValue ?? 0) \($0.key)" }
        var lines = [
            style("What the next access_control sync of \(connectorID) would do in \(index)", .bold),
            "  people: \(members.joined(separator: ", "))",
        ]
        for (what, names) in groups {
            lines.append("  \(what) \(names.count)")
            lines += names.prefix(Self.named).map { "    " + $0.printable }
            if names.count > Self.named { lines.append("    and \(names.count - Self.named) more") }
        }
        lines.append("  unchanged \(changes.unchanged)")
        lines.append("Nothing was written. It took \(calls.allCalls.counted("call", "calls")) to Dropbox.")
        return lines
    }

    public var json: JSON {
        func group(_ names: [String]) -> JSON {
            ["count": .int(names.count), "first": .array(names.prefix(Self.named).map { .string($0) })]
        }
        return [
            "connector_id": .string(connectorID), "type": "access_control", "index": .string(index),
            "members": .object(statuses), "create": group(groups[0].names), "update": group(groups[1].names),
            "delete": group(groups[2].names), "unchanged": .int(changes.unchanged),
            "dropbox_calls": .object(calls.calls.mapValues { .int($0) }),
        ]
    }

    /// How many are named; the rest is counted.
    private static var named: Int { 10 }

    private var groups: [(what: String, names: [String])] {
        [
            ("give an identity to", changes.new.map(\.id)), ("change the identity of", changes.changed.map(\.id).sorted()),
            ("take the identity from", changes.gone.sorted()),
        ]
    }
}
