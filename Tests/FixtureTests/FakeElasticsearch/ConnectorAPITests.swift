import FakeElasticsearch
import Foundation
import Support
import Testing
import Transport

@Suite struct ConnectorAPITests {
    private static let schema: JSON = ["path": ["label": "Path", "type": "str", "display": "text", "value": "", "tooltip": nil]]

    @Test func `a connector is made with its defaults, and once again made anew`() async throws {
        try await withFakeElasticsearch { fake in
            let caller = FakeCaller(fake)
            let body: JSON = ["index_name": "search-x", "service_type": "dropbox", "name": "X"]
            #expect(try await caller.expect(201, .put, "/_connector/c", body) == ["result": "created", "id": "c"])
            let connector = try await caller.expect(200, .get, "/_connector/c")
            #expect(connector["id"] == "c")
            #expect(connector["status"] == "created")
            #expect(connector["configuration"] == [:])
            #expect(connector["scheduling"]?["full"] == ["enabled": false, "interval": "0 0 0 * * ?"])
            let filter = try #require(connector["filtering"]?.arrayValue?.first)
            #expect(filter["draft"]?["validation"]?["state"] == "valid")
            #expect(filter["active"]?["rules"]?.arrayValue?.first?["id"] == "DEFAULT")
            try await caller.expect(400, .put, "/_connector/other", body)
            try await caller.expect(400, .put, "/_connector/other", ["nonsense": 1])
            try await caller.expect(400, .put, "/_connector/other", ["is_native": true, "index_name": "search-y"])
            try await caller.expect(200, .put, "/_connector/c/_name", ["name": "Y"])
            try await caller.expect(200, .put, "/_connector/c", body)
            #expect(fake.documents(in: ".elastic-connectors")["c"]?["name"] == "X")
            #expect(try await caller.expect(200, .get, "/_connector")["count"] == 1)
            try await caller.expect(404, .get, "/_connector/none")
        }
    }

    @Test func `a status follows only those it may`() async throws {
        try await withFakeElasticsearch { fake in
            let caller = FakeCaller(fake)
            try await caller.expect(201, .put, "/_connector/c", [:])
            try await caller.expect(400, .put, "/_connector/c/_status", ["status": "connected"])
            try await caller.expect(400, .put, "/_connector/c/_status", ["status": "nonsense"])
            try await caller.expect(200, .put, "/_connector/c/_status", ["status": "needs_configuration"])
            try await caller.expect(200, .put, "/_connector/c/_configuration", ["configuration": Self.schema])
            try await caller.expect(200, .put, "/_connector/c/_status", ["status": "connected"])
            try await caller.expect(200, .put, "/_connector/c/_error", ["error": "broken"])
            #expect(fake.documents(in: ".elastic-connectors")["c"]?["status"] == "error")
            try await caller.expect(200, .put, "/_connector/c/_error", ["error": nil])
            #expect(fake.documents(in: ".elastic-connectors")["c"]?["status"] == "connected")
            try await caller.expect(200, .put, "/_connector/c/_service_type", ["service_type": "dropbox"])
            #expect(fake.documents(in: ".elastic-connectors")["c"]?["status"] == "needs_configuration")
        }
    }

    @Test func `a configuration loses its nulls, and takes values of known fields`() async throws {
        try await withFakeElasticsearch { fake in
            let caller = FakeCaller(fake)
            try await caller.expect(201, .put, "/_connector/c", [:])
            try await caller.expect(400, .put, "/_connector/c/_configuration", [:])
            try await caller.expect(400, .put, "/_connector/c/_configuration", ["configuration": ["x": ["value": 1]]])
            try await caller.expect(400, .put, "/_connector/c/_configuration", ["configuration": ["x": ["label": "X", "type": "date"]]])
            try await caller.expect(200, .put, "/_connector/c/_configuration", ["configuration": Self.schema])
            try await caller.expect(200, .put, "/_connector/c/_configuration", ["values": ["path": "/Sales"]])
            try await caller.expect(400, .put, "/_connector/c/_configuration", ["values": ["nonsense": 1]])
            let stored = fake.documents(in: ".elastic-connectors")["c"]
            #expect(stored?["configuration"] == ["path": ["label": "Path", "type": "str", "display": "text", "value": "/Sales"]])
            #expect(stored?["status"] == "configured")
        }
    }

    @Test func `a draft of rules is validated before it is activated`() async throws {
        try await withFakeElasticsearch { fake in
            let caller = FakeCaller(fake)
            try await caller.expect(201, .put, "/_connector/c", [:])
            let rule: JSON = ["id": "r", "policy": "exclude", "field": "name", "rule": "equals", "value": "x", "order": 0]
            try await caller.expect(200, .put, "/_connector/c/_filtering", ["rules": [rule]])
            let draft = { fake.documents(in: ".elastic-connectors")["c"]?["filtering"]?.arrayValue?.first?["draft"] }
            #expect(draft()?["validation"]?["state"] == "edited")
            #expect(draft()?["rules"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == ["r", "DEFAULT"])
            try await caller.expect(400, .put, "/_connector/c/_filtering/_activate")
            try await caller.expect(200, .put, "/_connector/c/_filtering/_validation", ["validation": ["state": "valid", "errors": []]])
            try await caller.expect(200, .put, "/_connector/c/_filtering/_activate")
            let filter = fake.documents(in: ".elastic-connectors")["c"]?["filtering"]?.arrayValue?.first
            #expect(filter?["active"] == filter?["draft"])
        }
    }

    @Test(arguments: [
        ("0 0 2 * * ?", 200), ("0 0/15 * ? * MON-FRI", 200), ("0 0 0 L * ?", 200), ("0 0 0 ? * 6#3 2030", 200),
        ("0 0 0 15W * ?", 200), ("0 0 * * *", 400), ("0 0 0 * * *", 400), ("60 0 0 * * ?", 400), ("0 0 0 ? * MOO", 400),
    ])
    func `a schedule is a cron expression`(interval: String, status: Int) async throws {
        try await withFakeElasticsearch { fake in
            let caller = FakeCaller(fake)
            try await caller.expect(201, .put, "/_connector/c", [:])
            let schedule: JSON = ["full": ["enabled": true, "interval": .string(interval)]]
            try await caller.expect(status, .put, "/_connector/c/_scheduling", ["scheduling": schedule])
        }
    }

    @Test func `a job goes through its states`() async throws {
        try await withFakeElasticsearch { fake in
            let caller = FakeCaller(fake)
            try await caller.expect(404, .post, "/_connector/_sync_job", ["id": "c"])
            try await caller.expect(201, .put, "/_connector/c", ["service_type": "dropbox"])
            try await caller.expect(400, .post, "/_connector/_sync_job", ["id": "c"])
            try await caller.expect(200, .put, "/_connector/c/_index_name", ["index_name": "search-x"])
            try await caller.expect(400, .post, "/_connector/_sync_job", ["id": "c", "job_type": "nonsense"])
            let job = try #require(
                try await caller.expect(201, .post, "/_connector/_sync_job", ["id": "c", "job_type": "access_control"])["id"]?.stringValue)
            let created = try await caller.expect(200, .get, "/_connector/_sync_job/\(job)")
            #expect(created["status"] == "pending")
            #expect(created["trigger_method"] == "on_demand")
            #expect(created["connector"]?["index_name"] == ".search-acl-filter-search-x")
            try await caller.expect(400, .put, "/_connector/_sync_job/\(job)/_error", ["error": "no"])
            let claim: JSON = ["worker_hostname": "h", "sync_cursor": ["a": 1]]
            #expect(try await caller.expect(200, .put, "/_connector/_sync_job/\(job)/_claim", claim) == ["result": "updated"])
            try await caller.expect(400, .put, "/_connector/_sync_job/\(job)/_stats", ["indexed_document_count": 1])
            let stats: JSON = ["indexed_document_count": 1, "indexed_document_volume": 2, "deleted_document_count": 3]
            try await caller.expect(200, .put, "/_connector/_sync_job/\(job)/_stats", stats)
            try await caller.expect(200, .put, "/_connector/_sync_job/\(job)/_cancel")
            let stored = fake.documents(in: ".elastic-connectors-sync-jobs")[job]
            #expect(stored?["status"] == "canceling")
            #expect(stored?["connector"]?["sync_cursor"] == ["a": 1])
            #expect(stored?["indexed_document_volume"] == 2)
            try await caller.expect(400, .put, "/_connector/_sync_job/\(job)/_cancel")
            #expect(try await caller.expect(200, .get, "/_connector/_sync_job?status=canceling&connector_id=c")["count"] == 1)
            try await caller.expect(200, .delete, "/_connector/c?delete_sync_jobs=true")
            #expect(fake.documents(in: ".elastic-connectors-sync-jobs").isEmpty)
            try await caller.expect(404, .get, "/_connector/c")
            try await caller.expect(200, .get, "/_connector/c?include_deleted=true")
        }
    }

    @Test func `an update of the API is visible to searches at once`() async throws {
        var options = FakeElasticsearchOptions()
        options.refreshInterval = nil
        try await withFakeElasticsearch(options) { fake in
            let caller = FakeCaller(fake)
            try await caller.expect(201, .put, "/_connector/c", ["service_type": "dropbox"])
            #expect(try await caller.ids("/.elastic-connectors/_search", ["query": ["term": ["service_type": "dropbox"]]]) == ["c"])
        }
    }

    @Test func `without the API its paths are unknown`() async throws {
        var options = FakeElasticsearchOptions()
        options.hasConnectorAPI = false
        try await withFakeElasticsearch(options) { fake in
            let caller = FakeCaller(fake)
            let error = try await caller.expect(400, .get, "/_connector")
            #expect(error["error"]?["type"] == "invalid_index_name_exception")
            try await caller.expect(400, .put, "/_connector/c/_check_in")
        }
    }
}
