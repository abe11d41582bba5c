import ConnectorProtocol
import Elasticsearch
import Foundation
import Support
import Synchronization

/// What is known of each connector, as of the last look.
final class ConnectorGauges: Sendable {
    struct Gauge: Sendable {
        var connectorID: String
        var isUp: Bool
        /// When a content sync was last completed, by any service.
        var lastSuccess: Date?
        fileprivate var lastSynced: Date?
    }

    private let state = Mutex<[Gauge]>([])

    var gauges: [Gauge] { state.withLock { $0 } }

    /// Looks at the connectors; at their jobs only when one has ended since the last time.
    ///
    /// - Throws: `ElasticsearchError`.
    func look(_ context: ServiceContext) async throws {
        let known = gauges
        var gauges: [Gauge] = []
        for connector in try await context.supportedConnectors() {
            var gauge = Gauge(
                connectorID: connector.id, isUp: connector.status == .connected, lastSynced: connector.lastSynced)
            if let before = known.first(where: { $0.connectorID == connector.id }), before.lastSynced == connector.lastSynced {
                gauge.lastSuccess = before.lastSuccess
            } else {
                gauge.lastSuccess = try await context.lastSuccess(of: connector.id)
            }
            gauges.append(gauge)
        }
        state.withLock { $0 = gauges }
    }
}

extension ServiceContext {
    /// When a content sync of a connector was last completed.
    fileprivate func lastSuccess(of connectorID: String) async throws -> Date? {
        let filter: JSON = [
            ["term": ["connector.id": .string(connectorID)]], ["term": ["status": "completed"]],
            ["terms": ["job_type": ["full", "incremental"]]],
        ]
        let request = SearchRequest(
            index: StateIndices().syncJobs, query: ["bool": ["filter": filter]],
            sort: [["completed_at": ["order": "desc", "unmapped_type": "date"]]], size: 1)
        let completed = try await elasticsearch.search(request).hits.first?.source["completed_at"]?.stringValue
        return completed.flatMap(Timestamp.parse)
    }
}
