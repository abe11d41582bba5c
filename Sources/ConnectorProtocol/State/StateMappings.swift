import Support

/// The fields of the state documents that are searched or sorted, as Elasticsearch's own templates map
/// them. Everything else is stored and not indexed.
enum StateMappings {
    static let connectors: JSON = mapping(
        [
            "api_key_id": keyword, "deleted": boolean, "description": ["type": "text"], "error": keyword,
            "index_name": keyword, "is_native": boolean, "language": keyword, "name": keyword,
            "service_type": keyword, "status": keyword, "last_seen": date, "last_synced": date,
            "last_indexed_document_count": ["type": "long"], "last_deleted_document_count": ["type": "long"],
            "configuration": unindexed, "sync_cursor": unindexed,
        ],
        SyncJobType.allCases.reduce(into: [:]) { fields, type in
            fields[type.statusField] = keyword
            fields[type.errorField] = keyword
            fields[type.scheduledAtField] = date
        })

    static let syncJobs: JSON = mapping(
        [
            "cancelation_requested_at": date, "canceled_at": date, "completed_at": date, "created_at": date,
            "started_at": date, "last_seen": date, "error": keyword, "job_type": keyword, "status": keyword,
            "trigger_method": keyword, "worker_hostname": keyword,
            "deleted_document_count": integer, "indexed_document_count": integer,
            "indexed_document_volume": integer, "total_document_count": integer,
            "connector": [
                "properties": [
                    "id": keyword, "index_name": keyword, "language": keyword, "service_type": keyword,
                    "configuration": unindexed, "sync_cursor": unindexed,
                ]
            ],
        ])

    private static func mapping(_ fields: [String: JSON], _ others: [String: JSON] = [:]) -> JSON {
        ["dynamic": false, "properties": .object(fields.merging(others) { $1 })]
    }

    private static let keyword: JSON = ["type": "keyword"]
    private static let date: JSON = ["type": "date"]
    private static let boolean: JSON = ["type": "boolean"]
    private static let integer: JSON = ["type": "integer"]
    private static let unindexed: JSON = ["type": "object", "enabled": false]
}
