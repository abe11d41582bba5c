import FakeElasticsearch
import Foundation
import Support
import Testing
import Transport

/// What searches see, and when.
@Suite struct FakeElasticsearchVisibilityTests {
    private static func withCaller(
        refreshInterval: Duration? = .seconds(1), _ body: (FakeCaller, Clockwork) async throws -> Void
    ) async throws {
        let clock = Clockwork()
        var options = FakeElasticsearchOptions()
        options.refreshInterval = refreshInterval
        options.now = { clock.now }
        try await withFakeElasticsearch(options) { try await body(FakeCaller($0), clock) }
    }

    @Test func `a search sees a write after the refresh interval, a get at once`() async throws {
        try await Self.withCaller { caller, clock in
            try await caller.expect(200, .put, "/i")
            #expect(try await caller.ids("/i/_search") == [])
            try await caller.expect(201, .put, "/i/_doc/1", ["a": 1])
            #expect(try await caller.ids("/i/_search") == [])
            #expect(try await caller.send(.get, "/i/_count").json["count"] == 0)
            try await caller.expect(200, .get, "/i/_doc/1")
            clock.advance(by: 1.5)
            #expect(try await caller.ids("/i/_search") == ["1"])
            try await caller.expect(200, .delete, "/i/_doc/1")
            #expect(try await caller.ids("/i/_search") == ["1"])
            clock.advance(by: 1.5)
            #expect(try await caller.ids("/i/_search") == [])
        }
    }

    @Test(arguments: ["true", "wait_for", ""])
    func `a write that asks for a refresh is seen`(refresh: String) async throws {
        try await Self.withCaller(refreshInterval: nil) { caller, _ in
            try await caller.expect(201, .put, "/i/_doc/1?refresh=\(refresh)", ["a": 1])
            #expect(try await caller.ids("/i/_search") == ["1"])
        }
    }

    @Test func `without an interval only a refresh makes a write seen`() async throws {
        try await Self.withCaller(refreshInterval: nil) { caller, clock in
            try await caller.expect(201, .put, "/i/_doc/1", ["a": 1])
            clock.advance(by: 60)
            #expect(try await caller.ids("/i/_search") == [])
            try await caller.expect(200, .post, "/i/_refresh")
            #expect(try await caller.ids("/i/_search") == ["1"])
        }
    }

    @Test func `a scroll and a point in time see what was there when they began`() async throws {
        try await Self.withCaller { caller, _ in
            for n in 0..<5 { try await caller.expect(201, .put, "/i/_doc/\(n)?refresh=true", ["n": .int(n)]) }
            let first = try await caller.expect(200, .post, "/i/_search?scroll=1m&size=2&sort=_doc")
            let point = try await caller.expect(200, .post, "/i/_pit?keep_alive=1m")
            try await caller.expect(200, .put, "/i/_doc/4?refresh=true", ["n": 99])
            try await caller.expect(200, .delete, "/i/_doc/3?refresh=true")
            try await caller.expect(201, .put, "/i/_doc/new?refresh=true", ["n": 5])

            var found: [JSON] = []
            var page = first
            while let hits = page["hits"]?["hits"]?.arrayValue, !hits.isEmpty {
                found += hits.compactMap { $0["_source"]?["n"] }
                page = try await caller.expect(
                    200, .post, "/_search/scroll", ["scroll_id": try #require(page["_scroll_id"]), "scroll": "1m"])
            }
            #expect(found == [0, 1, 2, 3, 4])

            var after: JSON?
            found = []
            while true {
                var body: JSON = ["pit": ["id": try #require(point["id"]), "keep_alive": "1m"], "size": 2, "sort": [["_shard_doc": "asc"]]]
                body["search_after"] = after
                let hits = try await caller.expect(200, .post, "/_search", body)["hits"]?["hits"]?.arrayValue ?? []
                if hits.isEmpty { break }
                found += hits.compactMap { $0["_source"]?["n"] }
                after = hits.last?["sort"]
            }
            #expect(found == [0, 1, 2, 3, 4])
            #expect(caller.fake.openSearchContexts == 2)
            try await caller.expect(200, .delete, "/_pit", ["id": try #require(point["id"])])
            try await caller.expect(404, .delete, "/_pit", ["id": try #require(point["id"])])
            try await caller.expect(200, .delete, "/_search/scroll", ["scroll_id": try #require(first["_scroll_id"])])
            #expect(caller.fake.openSearchContexts == 0)
        }
    }

    @Test func `a scroll and a point in time end when nobody asks for them in time`() async throws {
        try await Self.withCaller { caller, clock in
            try await caller.expect(201, .put, "/i/_doc/1?refresh=true", ["n": 1])
            let scroll = try #require(try await caller.expect(200, .post, "/i/_search?scroll=10s")["_scroll_id"])
            let point = try #require(try await caller.expect(200, .post, "/i/_pit?keep_alive=10s")["id"])
            clock.advance(by: 8)
            try await caller.expect(200, .post, "/_search/scroll", ["scroll_id": scroll, "scroll": "10s"])
            clock.advance(by: 8)
            try await caller.expect(200, .post, "/_search/scroll", ["scroll_id": scroll])
            let ended = try await caller.expect(404, .post, "/_search", ["pit": ["id": point]])
            #expect(ended["error"]?["caused_by"]?["type"] == "search_context_missing_exception")
            clock.advance(by: 8)
            let error = try await caller.expect(404, .post, "/_search/scroll", ["scroll_id": scroll])
            #expect(error["error"]?["type"] == "search_phase_execution_exception")
            #expect(error["error"]?["root_cause"]?.arrayValue?.first?["type"] == "search_context_missing_exception")
        }
    }

    @Test func `hidden indices are found by name, by alias, or when asked for`() async throws {
        try await Self.withCaller { caller, _ in
            try await caller.expect(201, .put, "/.elastic-connectors-v1/_doc/c?refresh=true", ["name": "n"])
            try await caller.expect(201, .put, "/visible/_doc/v?refresh=true", [:])
            #expect(try await caller.ids("/.elastic-connectors/_search?expand_wildcards=hidden") == ["c"])
            #expect(try await caller.ids("/_search") == ["v"])
            #expect(try await caller.ids("/_search?expand_wildcards=open,hidden").sorted() == ["c", "v"])
            let index = try await caller.expect(200, .get, "/.elastic-connectors")
            #expect(index[".elastic-connectors-v1"]?["mappings"]?["dynamic"] == "false")
            #expect(index[".elastic-connectors-v1"]?["settings"]?["index"]?["hidden"] == "true")
        }
    }
}
