import Foundation
import Support

/// The questions that are asked of the two state indices.
enum StateQueries {
    /// Connectors that are not deleted and that a service looks after: by id, or self-managed ones by
    /// their service type. Nil when neither is given, and nothing has to be asked.
    static func supportedConnectors(ids: [String], serviceTypes: [String]) -> JSON? {
        let byID: JSON = bool(filter: [terms("_id", ids)])
        let byType: JSON = bool(filter: [terms("service_type", serviceTypes), term("is_native", false)])
        let wanted: JSON
        switch (ids.isEmpty, serviceTypes.isEmpty) {
        case (true, true): return Optional.none
        case (false, true): wanted = byID
        case (true, false): wanted = byType
        case (false, false): wanted = ["bool": ["should": [byID, byType], "minimum_should_match": 1]]
        }
        return bool(filter: [wanted], mustNot: [term("deleted", true)])
    }

    static func pendingJobs(of connectorIDs: [String], types: [SyncJobType]) -> JSON {
        bool(filter: [
            terms("status", [SyncJobStatus.pending, .suspended].map(\.rawValue)),
            terms("connector.id", connectorIDs),
            terms("job_type", types.map(\.rawValue)),
        ])
    }

    static func runningJobs(of connectorIDs: [String]) -> JSON {
        bool(filter: [terms("connector.id", connectorIDs), running])
    }

    static func idleJobs(of connectorIDs: [String], lastSeenBy limit: Date) -> JSON {
        bool(filter: [terms("connector.id", connectorIDs), running, lastSeen(by: limit)])
    }

    /// - Parameter connectorIDs: All there are, deleted ones too.
    static func orphanedJobs(connectorIDs: [String], lastSeenBy limit: Date) -> JSON {
        bool(filter: [running, lastSeen(by: limit)], mustNot: [terms("connector.id", connectorIDs)])
    }

    private static let running = terms("status", [SyncJobStatus.inProgress, .canceling].map(\.rawValue))

    private static func lastSeen(by limit: Date) -> JSON {
        ["range": ["last_seen": ["lte": .timestamp(limit)]]]
    }

    private static func bool(filter: [JSON], mustNot: [JSON] = []) -> JSON {
        var clauses: JSON = ["filter": .array(filter)]
        if !mustNot.isEmpty { clauses["must_not"] = .array(mustNot) }
        return ["bool": clauses]
    }

    private static func term(_ field: String, _ value: JSON) -> JSON {
        ["term": .object([field: value])]
    }

    private static func terms(_ field: String, _ values: [String]) -> JSON {
        ["terms": .object([field: .array(values.map { .string($0) })])]
    }
}
