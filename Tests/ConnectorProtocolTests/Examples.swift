import ConnectorProtocol
import Elasticsearch
import Foundation
import Support

/// The documents of the protocol's reference, with everything a test is not about filled in.
enum Examples {
    static let connector = json(
        """
        {
          "configuration": { "app_key": { "label": "App Key", "type": "str", "order": 2, "required": true, "sensitive": true, "value": "", "default_value": null, "depends_on": [], "display": "text", "options": [], "tooltip": null, "ui_restrictions": [], "validations": [] } },
          "custom_scheduling": {},
          "deleted": false,
          "features": { "sync_rules": {"basic": {"enabled": true}, "advanced": {"enabled": true}}, "document_level_security": {"enabled": true}, "incremental_sync": {"enabled": true}, "native_connector_api_keys": {"enabled": false} },
          "filtering": [ { "domain": "DEFAULT",
              "active": { "advanced_snippet": {"created_at": "2026-03-01T08:00:00.000Z", "updated_at": "2026-03-01T08:00:00.000Z", "value": {}},
                          "rules": [ {"id": "DEFAULT", "policy": "include", "field": "_", "rule": "regex", "value": ".*", "order": 0, "created_at": "2026-03-01T08:00:00.000Z", "updated_at": "2026-03-01T08:00:00.000Z"} ],
                          "validation": {"state": "valid", "errors": []} },
              "draft":  { "advanced_snippet": {"created_at": "2026-03-01T08:00:00.000Z", "updated_at": "2026-03-01T08:00:00.000Z", "value": {}},
                          "rules": [ {"id": "DEFAULT", "policy": "include", "field": "_", "rule": "regex", "value": ".*", "order": 0, "created_at": "2026-03-01T08:00:00.000Z", "updated_at": "2026-03-01T08:00:00.000Z"} ],
                          "validation": {"state": "valid", "errors": []} } } ],
          "index_name": "search-sales-dropbox",
          "is_native": false,
          "language": "en",
          "last_seen": "2026-03-01T08:01:30.120000+00:00",
          "name": "Sales Dropbox",
          "scheduling": { "full": {"enabled": false, "interval": "0 0 0 * * ?"}, "incremental": {"enabled": false, "interval": "0 0 0 * * ?"}, "access_control": {"enabled": false, "interval": "0 0 0 * * ?"} },
          "service_type": "dropbox",
          "status": "needs_configuration",
          "sync_now": false
        }
        """)

    static let job = json(
        """
        {
          "connector": { "id": "dbx-sales", "service_type": "dropbox", "index_name": "search-sales-dropbox", "language": "en",
            "pipeline": {"name": "search-default-ingestion", "extract_binary_content": true, "reduce_whitespace": true, "run_ml_inference": true},
            "filtering": {"rules": [], "advanced_snippet": {"value": {}}, "validation": {"state": "valid", "errors": []}},
            "configuration": {"path": {"type": "str", "value": "/Sales"}} },
          "job_type": "full", "trigger_method": "scheduled", "status": "in_progress",
          "created_at": "2026-03-05T00:00:04.001Z", "started_at": "2026-03-05T00:00:21.5Z",
          "last_seen": "2026-03-05T00:03:11.930000+00:00", "worker_hostname": "sync-01",
          "indexed_document_count": 4120, "indexed_document_volume": 37, "deleted_document_count": 0,
          "total_document_count": 0, "metadata": {}
        }
        """)

    static func json(_ text: String) -> JSON {
        try! JSON(parsing: Data(text.utf8))
    }
}

extension Connector {
    /// The example with `changes` merged into it.
    static func make(_ changes: JSON = [:], id: String = "dbx-sales") -> Connector {
        Connector(id: id, version: .make(), source: Examples.connector.overlaid(changes))
    }
}

extension SyncJob {
    /// The example with `changes` merged into it.
    static func make(_ changes: JSON = [:], id: String = "7Kx") -> SyncJob {
        try! SyncJob(id: id, version: .make(), source: Examples.job.overlaid(changes))
    }
}

extension Version {
    static func make() -> Version { Version(seqNo: 41, primaryTerm: 3) }
}

extension JSON {
    func overlaid(_ changes: JSON) -> JSON {
        guard case .object(let mine) = self, case .object(let theirs) = changes else { return changes }
        return .object(mine.merging(theirs) { $0.overlaid($1) })
    }

    func without(_ key: String) -> JSON {
        var copy = self
        copy[key] = nil
        return copy
    }
}

/// A date from `2026-08-20 14:37:25`, UTC.
func utc(_ text: String) -> Date {
    let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().dateTimeSeparator(.space)
        .time(includingFractionalSeconds: false)
    return try! Date(text.count == 10 ? "\(text) 00:00:00" : text, strategy: style)
}
