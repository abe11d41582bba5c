import ConnectorProtocol
import Foundation
import Support
import Testing

private let now = utc("2026-03-04 05:06:07").addingTimeInterval(0.123456)
private let nowText: JSON = "2026-03-04T05:06:07.123456+00:00"

struct ConnectorUpdateTests {
    @Test func `the schema goes with the request for values`() {
        let schema = ConfigurationSchema(["path": ["label": "Path"]])
        #expect(
            ConnectorUpdate.schema(schema) == [
                "configuration": [
                    "path": [
                        "default_value": nil, "depends_on": [], "display": "text", "label": "Path", "options": [],
                        "order": 1, "required": true, "sensitive": false, "tooltip": nil, "type": "str",
                        "ui_restrictions": [], "validations": [], "value": "",
                    ]
                ],
                "status": "needs_configuration",
            ])
    }

    @Test func `small events write one field`() {
        #expect(ConnectorUpdate.heartbeat(at: now) == ["last_seen": nowText])
        #expect(ConnectorUpdate.serviceType("dropbox") == ["service_type": "dropbox"])
        #expect(
            ConnectorUpdate.configuration(adding: ["a": ["tooltip": nil]]) == ["configuration": ["a": ["tooltip": nil]]]
        )
    }

    @Test func `features are written when they differ`() {
        var features = Features(
            basicSyncRules: true, advancedSyncRules: true, documentLevelSecurity: true, incrementalSync: true)
        #expect(ConnectorUpdate.features(features, of: .make()) == nil)
        #expect(ConnectorUpdate.features(features, of: .make(["features": ["of_later": true]])) == nil)
        features.incrementalSync = false
        #expect(ConnectorUpdate.features(features, of: .make()) == ["features": features.json])
        #expect(ConnectorUpdate.features(features, of: .make(["features": nil])) == ["features": features.json])
    }

    @Test(arguments: [
        (["status": "configured"], ["status": "connected", "error": nil]),
        (["status": "error", "error": "no way"], ["status": "connected", "error": nil]),
        (["status": "connected", "error": "left over"], ["status": "connected", "error": nil]),
        (["status": "connected", "error": nil], nil),
        // The error of a sync stays until the next one starts.
        (["status": "error", "error": "E: x", "last_sync_status": "error", "last_sync_error": "E: x"], nil),
        (
            ["status": "error", "error": "E: y", "last_access_control_sync_status": "error",
             "last_access_control_sync_error": "E: y"], nil
        ),
        // A failed check covered it meanwhile.
        (
            ["status": "error", "error": "no way", "last_sync_status": "error", "last_sync_error": "E: x"],
            ["status": "error", "error": "E: x"]
        ),
        // Somebody saved a new configuration.
        (
            ["status": "configured", "error": "E: x", "last_sync_status": "error", "last_sync_error": "E: x"],
            ["status": "connected", "error": nil]
        ),
    ] as [(JSON, JSON?)])
    func `a check that succeeds`(document: JSON, expected: JSON?) {
        #expect(ConnectorUpdate.connected(.make(document)) == expected)
    }

    @Test func `a check that fails`() {
        #expect(ConnectorUpdate.failed("no way") == ["status": "error", "error": "no way"])
    }

    @Test(arguments: [
        (SyncJobType.full, "last_sync_scheduled_at"),
        (.incremental, "last_incremental_sync_scheduled_at"),
        (.accessControl, "last_access_control_sync_scheduled_at"),
    ])
    func `each type has its scheduled time`(type: SyncJobType, field: String) {
        #expect(
            ConnectorUpdate.scheduled(type, due: utc("2026-03-04 05:00:00"))
                == .object([field: "2026-03-04T05:00:00+00:00"]))
    }

    @Test(arguments: [
        (
            .full,
            ["status": "connected", "error": nil, "last_sync_status": "in_progress", "last_sync_error": nil]
        ),
        (
            .incremental,
            ["status": "connected", "error": nil, "last_sync_status": "in_progress", "last_sync_error": nil]
        ),
        (
            .accessControl,
            [
                "status": "connected", "error": nil, "last_access_control_sync_status": "in_progress",
                "last_access_control_sync_error": nil,
            ]
        ),
    ] as [(SyncJobType, JSON)])
    func `a sync starts`(type: SyncJobType, expected: JSON) {
        #expect(ConnectorUpdate.syncStarted(type) == expected)
    }

    @Test func `a content sync completes`() {
        let job = SyncJob.make(["status": "completed", "deleted_document_count": 5])
        #expect(
            ConnectorUpdate.syncEnded(job, cursor: ["at": 9], at: now) == [
                "last_synced": nowText, "status": "connected", "error": nil, "last_sync_status": "completed",
                "last_sync_error": nil, "sync_cursor": ["at": 9], "last_indexed_document_count": 4120,
                "last_deleted_document_count": 5,
            ])
    }

    @Test func `a content sync fails`() {
        let job = SyncJob.make(["status": "error", "error": "DropboxError: no"])
        #expect(
            ConnectorUpdate.syncEnded(job, cursor: ["at": 9], at: now) == [
                "last_synced": nowText, "status": "error", "error": "DropboxError: no", "last_sync_status": "error",
                "last_sync_error": "DropboxError: no", "last_indexed_document_count": 4120,
                "last_deleted_document_count": 0,
            ])
    }

    @Test func `a content sync is suspended`() {
        #expect(
            ConnectorUpdate.syncEnded(.make(["status": "suspended"]), cursor: nil, at: now) == [
                "last_synced": nowText, "status": "connected", "error": nil, "last_sync_status": "suspended",
                "last_sync_error": nil,
            ])
    }

    @Test func `an access-control sync never stores a cursor`() {
        let job = SyncJob.make(["status": "completed", "job_type": "access_control"])
        #expect(
            ConnectorUpdate.syncEnded(job, cursor: ["at": 9], at: now) == [
                "last_synced": nowText, "status": "connected", "error": nil,
                "last_access_control_sync_status": "completed", "last_access_control_sync_error": nil,
                "last_indexed_document_count": 4120, "last_deleted_document_count": 0,
            ])
    }

    @Test func `a job in error without a text gets one`() {
        let update = ConnectorUpdate.syncEnded(.make(["status": "error"]), cursor: nil, at: now)
        #expect(update["error"] == .string(ErrorText.unknown))
        #expect(update["last_sync_error"] == .string(ErrorText.unknown))
    }

    @Test func `a vanished job marks both kinds`() {
        let update = ConnectorUpdate.jobVanished(at: now)
        #expect(
            update.objectValue?.keys.sorted() == [
                "error", "last_access_control_sync_error", "last_access_control_sync_status", "last_sync_error",
                "last_sync_status", "last_synced", "status",
            ])
        #expect(update["last_sync_status"] == "error" && update["last_access_control_sync_status"] == "error")
    }
}

struct SyncJobUpdateTests {
    @Test func `a new job copies what the connector says`() throws {
        let connector = Connector.make(["configuration": ["path": ["value": "/Sales"]]])
        let document = try SyncJobUpdate.creation(for: connector, type: .full, trigger: .scheduled, at: now)
        #expect(
            document == [
                "connector": [
                    "id": "dbx-sales", "service_type": "dropbox", "index_name": "search-sales-dropbox",
                    "language": "en", "pipeline": Pipeline().json,
                    "filtering": connector.filtering.active?.source ?? nil,
                    "configuration": .object(connector.configuration),
                ],
                "job_type": "full", "trigger_method": "scheduled", "status": "pending", "created_at": nowText,
                "last_seen": nowText, "indexed_document_count": 0, "indexed_document_volume": 0,
                "deleted_document_count": 0,
            ])
    }

    @Test func `an access-control job writes its own index`() throws {
        let job = try SyncJobUpdate.creation(for: .make(), type: .accessControl, trigger: .onDemand, at: now)
        #expect(job["connector"]?["index_name"] == ".search-acl-filter-search-sales-dropbox")
        #expect(job["trigger_method"] == "on_demand")
    }

    @Test func `a connector without filtering gives an empty filter`() throws {
        let job = try SyncJobUpdate.creation(for: .make(["filtering": nil]), type: .full, trigger: .onDemand, at: now)
        #expect(job["connector"]?["filtering"] == ["advanced_snippet": [:], "rules": []])
    }

    @Test(arguments: ["index_name", "service_type"])
    func `no job without an index and a service type`(field: String) {
        let error = #expect(throws: ProtocolError.self) {
            try SyncJobUpdate.creation(
                for: .make(.object([field: nil])), type: .full, trigger: .onDemand, at: now)
        }
        #expect(error?.code == .incompleteConnector)
    }

    @Test func `a claim`() {
        #expect(
            SyncJobUpdate.claimed(.make(["status": "pending"]), by: "sync-01", cursor: ["at": 9], at: now) == [
                "status": "in_progress", "started_at": nowText, "last_seen": nowText, "worker_hostname": "sync-01",
            ])
    }

    @Test func `an incremental claim keeps the cursor in the nested object`() {
        let update = SyncJobUpdate.claimed(
            .make(["job_type": "incremental"]), by: "sync-01", cursor: ["at": 9], at: now)
        #expect(update["connector"] == ["sync_cursor": ["at": 9]])
    }

    @Test func `progress`() {
        let stats = IngestionStats(indexedDocumentCount: 3, indexedDocumentVolume: 1, deletedDocumentCount: 2)
        #expect(
            SyncJobUpdate.progress(stats, at: now) == [
                "indexed_document_count": 3, "indexed_document_volume": 1, "deleted_document_count": 2,
                "last_seen": nowText,
            ])
    }

    @Test(arguments: [
        (.completed, ["status": "completed", "error": nil, "completed_at": nowText]),
        (.error("E: x"), ["status": "error", "error": "E: x", "completed_at": nowText]),
        (.canceled, ["status": "canceled", "error": nil, "completed_at": nowText, "canceled_at": nowText]),
        (.suspended, ["status": "suspended", "error": nil]),
    ] as [(SyncJobEnd, JSON)])
    func `an end`(end: SyncJobEnd, expected: JSON) {
        let common: JSON = [
            "last_seen": nowText, "indexed_document_count": 3, "indexed_document_volume": 0,
            "deleted_document_count": 0, "total_document_count": 10,
        ]
        let stats = IngestionStats(indexedDocumentCount: 3)
        #expect(
            SyncJobUpdate.ended(end, stats: stats, totalDocumentCount: 10, at: now) == common.overlaid(expected))
    }

    @Test func `counters fit the mapping`() {
        let stats = IngestionStats(indexedDocumentCount: 5_000_000_000)
        #expect(SyncJobUpdate.progress(stats, at: now)["indexed_document_count"] == 2_147_483_647)
    }

    @Test(arguments: [
        (SyncJobStatus.inProgress, SyncJobEnd.completed, SyncJobEnd.completed),
        (.inProgress, .suspended, .suspended),
        (.inProgress, .error("x"), .error("x")),
        (.inProgress, .canceled, nil),
        (.canceling, .completed, .canceled),
        (.canceling, .suspended, .canceled),
        (.canceling, .canceled, .canceled),
        (.canceling, .error("x"), .error("x")),
        (.error, .completed, nil), (.pending, .completed, nil), (.canceled, .error("x"), nil),
    ] as [(SyncJobStatus, SyncJobEnd, SyncJobEnd?)])
    func `an end fits the status it finds`(status: SyncJobStatus, end: SyncJobEnd, allowed: SyncJobEnd?) {
        #expect(end.allowed(from: status) == allowed)
    }
}

struct ErrorTextTests {
    @Test(arguments: [
        ("DropboxError", "no such folder", "DropboxError: no such folder"),
        ("DropboxError", "", "DropboxError"),
    ])
    func `kind and message`(kind: String, message: String, expected: String) {
        #expect(ErrorText.make(kind: kind, message: message) == expected)
    }

    @Test(arguments: ["a", "ü", "👩‍👩‍👧‍👦"])
    func `a long text is cut between characters`(character: String) {
        let text = "x" + String(repeating: character, count: 10_000)
        let cut = ErrorText.truncated(text)
        #expect(cut.utf8.count <= 8192)
        #expect(cut.utf8.count > 8192 - 3 - character.utf8.count)
        #expect(cut.hasSuffix("…"))
        #expect(text.hasPrefix(String(cut.dropLast())))
    }

    @Test func `a text that fits stays`() {
        let text = String(repeating: "a", count: 8192)
        #expect(ErrorText.truncated(text) == text)
    }
}
