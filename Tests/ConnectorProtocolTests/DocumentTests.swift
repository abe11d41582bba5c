import ConnectorProtocol
import Elasticsearch
import Foundation
import Support
import Testing

struct ConnectorDocumentTests {
    @Test func `the reference's connector is read`() {
        let connector = Connector.make()
        #expect(connector.status == .needsConfiguration)
        #expect(connector.indexName == "search-sales-dropbox")
        #expect(connector.indexName(for: .full) == "search-sales-dropbox")
        #expect(connector.indexName(for: .accessControl) == ".search-acl-filter-search-sales-dropbox")
        #expect(connector.serviceType == "dropbox")
        #expect(connector.language == "en")
        #expect(connector.lastSeen == utc("2026-03-01 08:01:30").addingTimeInterval(0.12))
        #expect(connector.features.syncRules && connector.features.documentLevelSecurity)
        #expect(!connector.features.nativeConnectorAPIKeys)
        #expect(connector.scheduling.full == .init(enabled: false, interval: "0 0 0 * * ?"))
        #expect(connector.scheduling[.full] == nil)
        #expect(connector.filtering.active?.rules.count == 1)
        #expect(connector.filtering.draft?.validation.state == .valid)
        #expect(connector.filtering.draft?.hasAdvancedRules == false)
        #expect(connector.configuration.keys.sorted() == ["app_key"])
    }

    @Test func `absent fields are null`() {
        let connector = Connector(id: "c", version: .make(), source: [:])
        #expect(connector.status == .created)
        #expect(connector.configuration.isEmpty)
        #expect(connector.pipeline == Pipeline())
        #expect(connector.filtering.active == nil)
        #expect(connector.lastSeen == nil && connector.error == nil && connector.indexName == nil)
        #expect(!connector.isDeleted && !connector.isNative)
        #expect(SyncJobType.allCases.allSatisfy { connector.scheduling[$0] == nil })
        #expect(!connector.features.syncRules && connector.features.nativeConnectorAPIKeys)
    }

    @Test(arguments: [
        ["status": 7, "configuration": "x", "filtering": "x", "pipeline": [], "scheduling": 1, "features": true],
        ["status": nil, "configuration": nil, "filtering": nil, "pipeline": nil, "scheduling": nil, "features": nil],
        ["filtering": [], "scheduling": ["full": nil], "last_seen": "yesterday", "deleted": "no"],
        ["filtering": [["domain": "OTHER", "active": [:]]], "last_seen": nil, "index_name": 12],
    ] as [JSON])
    func `nonsense is survived`(changes: JSON) {
        let connector = Connector(id: "c", version: .make(), source: changes)
        #expect(connector.filtering.active == nil)
        #expect(connector.lastSeen == nil)
        #expect(connector.status == .created)
        #expect(connector.pipeline == Pipeline())
    }

    @Test func `a partial pipeline takes the defaults for what it lacks`() {
        let pipeline = Connector.make(["pipeline": ["name": "mine", "reduce_whitespace": false]]).pipeline
        #expect(
            pipeline.json == [
                "name": "mine", "extract_binary_content": true, "reduce_whitespace": false, "run_ml_inference": true,
            ])
    }

    @Test(arguments: [
        "2026-03-04T05:06:07Z", "2026-03-04T05:06:07.000Z", "2026-03-04T05:06:07+00:00", "2026-03-04T07:06:07+02:00",
        "2026-03-04T05:06:07", "2026-03-04T05:06:07.000000000Z",
    ])
    func `every form of timestamp is read`(text: String) {
        #expect(Connector.make(["last_seen": .string(text)]).lastSeen == utc("2026-03-04 05:06:07"))
    }

    @Test func `milliseconds are a timestamp too`() {
        #expect(Connector.make(["last_seen": 1_772_600_767_000]).lastSeen == utc("2026-03-04 05:06:07"))
    }

    @Test func `features read back as they were written`() {
        let features = Features(
            basicSyncRules: true, advancedSyncRules: true, documentLevelSecurity: true, incrementalSync: true)
        #expect(features.json == Examples.connector["features"])
        #expect(Features(features.json) == features)
        #expect(Features(["filtering_rules": true]).syncRules)
    }

    @Test func `printing a connector or a job shows no configuration`() {
        let secret: JSON = ["configuration": ["app_key": ["value": "s3cret"]]]
        var dumped = ""
        dump(Connector.make(secret), to: &dumped)
        dump(SyncJob.make(["connector": secret]), to: &dumped)
        let printed = "\(Connector.make(secret)) \(SyncJob.make(["connector": secret]))" + dumped
        #expect(!printed.contains("s3cret"))
        #expect(printed.contains("dbx-sales") && printed.contains("7Kx"))
    }
}

struct SyncJobDocumentTests {
    @Test func `the reference's job is read`() {
        let job = SyncJob.make()
        #expect(job.connectorID == "dbx-sales")
        #expect(job.type == .full && job.status == .inProgress && job.triggerMethod == .scheduled)
        #expect(job.indexName == "search-sales-dropbox")
        #expect(job.stats.indexedDocumentCount == 4120 && job.stats.indexedDocumentVolume == 37)
        #expect(job.startedAt == utc("2026-03-05 00:00:21").addingTimeInterval(0.5))
        #expect(job.workerHostname == "sync-01")
        #expect(job.filter.validation.state == .valid && !job.filter.hasAdvancedRules)
        #expect(job.configuration["path"]?["value"] == "/Sales")
        #expect(job.syncCursor == nil && job.error == nil)
    }

    @Test(arguments: [
        (["connector": ["id": nil]], "connector.id"),
        (["job_type": "partial"], "job_type"),
        (["status": "sleeping"], "status"),
    ] as [(JSON, String)])
    func `a job without meaning is refused with its field`(changes: JSON, field: String) {
        let error = #expect(throws: ProtocolError.self) {
            try SyncJob(id: "j", version: .make(), source: Examples.job.overlaid(changes))
        }
        #expect(error?.code == .unreadableDocument)
        #expect(error?.description.contains(field) == true)
    }

    @Test func `a cursor is found nested and under the literal key of other services`() {
        #expect(SyncJob.make(["connector": ["sync_cursor": ["a": 1]]]).syncCursor == ["a": 1])
        #expect(SyncJob.make(["connector.sync_cursor": ["a": 2]]).syncCursor == ["a": 2])
    }

    @Test(arguments: [
        (.pending, [.inProgress, .canceled]),
        (.inProgress, [.canceling, .completed, .suspended, .error]),
        (.suspended, [.inProgress, .canceled]),
        (.canceling, [.canceled, .error]),
        (.canceled, []), (.completed, []), (.error, []),
    ] as [(SyncJobStatus, Set<SyncJobStatus>)])
    func `job transitions`(status: SyncJobStatus, successors: Set<SyncJobStatus>) {
        #expect(status.successors == successors)
        #expect(status.isTerminated == successors.isEmpty)
        for successor in successors { #expect(successor.predecessors.contains(status)) }
    }

    @Test(arguments: [
        (.created, [.needsConfiguration, .error]),
        (.needsConfiguration, [.configured, .error]),
        (.configured, [.needsConfiguration, .configured, .connected, .error]),
        (.connected, [.connected, .configured, .error]),
        (.error, [.connected, .configured, .error]),
    ] as [(ConnectorStatus, Set<ConnectorStatus>)])
    func `connector transitions`(status: ConnectorStatus, successors: Set<ConnectorStatus>) {
        #expect(status.successors == successors)
    }

    @Test func `volume is whole mebibytes`() {
        let stats = IngestionStats(indexedDocumentCount: 2, indexedBytes: 1_600_000, deletedDocumentCount: 1)
        #expect(stats.indexedDocumentVolume == 2)
    }
}
