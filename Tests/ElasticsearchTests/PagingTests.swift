import Elasticsearch
import Foundation
import Support
import Synchronization
import TestSupport
import Testing
import Transport

@Suite struct PagingTests {
    private static let opened = ScriptedTransport.Line.json(200, #"{"id":"pit1"}"#)
    private static let noPointInTime = ScriptedTransport.Line.json(400, #"{"error":{"type":"parse_exception","reason":"request body is required"}}"#)
    private static let released = ScriptedTransport.Line.json(200, #"{"succeeded":true}"#)

    private static func page(
        _ ids: [String], of total: Int, cursor: String = #""_scroll_id":"s1""#
    ) -> ScriptedTransport.Line {
        let hits = ids.map { #"{"_index":"i","_id":"\#($0)","_seq_no":1,"_primary_term":1,"_source":{},"sort":["\#($0)",null]}"# }
        return .json(
            200,
            #"{\#(cursor),"timed_out":false,"_shards":{"failed":0},"hits":{"total":{"value":\#(total),"relation":"eq"},"hits":[\#(hits.joined(separator: ","))]}}"#)
    }

    private static func pointInTimePage(_ ids: [String], of total: Int, id: String = "pit1") -> ScriptedTransport.Line {
        page(ids, of: total, cursor: #""pit_id":"\#(id)""#)
    }

    @Test func `a point in time is walked from the last hit's place and closed`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            Self.opened, Self.pointInTimePage(["a", "b"], of: 3, id: "pit2"), Self.pointInTimePage(["c"], of: 3),
            Self.released)
        let hits = try await client.everyHit(SearchRequest(index: "i", query: ["match_all": [:]], size: 2))
        #expect(hits.map(\.id) == ["a", "b", "c"])
        #expect(
            transport.lines.map { $0.prefix { $0 != "?" } } == [
                "POST /i/_pit", "POST /_search", "POST /_search", "DELETE /_pit",
            ])
        #expect(transport.bodies[1]["sort"] == [["_shard_doc": "asc"]])
        #expect(transport.bodies[1]["search_after"] == nil)
        #expect(transport.bodies[2]["search_after"] == ["b", nil])
        #expect(transport.bodies[2]["pit"] == ["id": "pit2", "keep_alive": "300s"])
        #expect(transport.requests[0].body == nil)
    }

    @Test func `the order asked for is kept`() async throws {
        let (client, transport) = ElasticsearchClient.make(Self.opened, Self.pointInTimePage([], of: 0), Self.released)
        _ = try await client.everyHit(SearchRequest(index: "i", sort: [["created_at": "asc"]]))
        #expect(transport.bodies[1]["sort"] == [["created_at": "asc"]])
    }

    @Test func `a cluster without points in time is scrolled, and asked only once`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            Self.noPointInTime, Self.page(["a"], of: 2), Self.page(["b"], of: 2), Self.released,
            Self.page(["a"], of: 1), Self.released)
        var ids: [[String]] = []
        for try await page in client.scroll("i", source: ["n"], pageSize: 1) { ids.append(page.map(\.id)) }
        #expect(ids == [["a"], ["b"]])
        for try await _ in client.scroll("i", source: []) {}
        #expect(
            transport.lines.map { $0.prefix { $0 != "?" } } == [
                "POST /i/_pit", "POST /i/_search", "POST /_search/scroll", "DELETE /_search/scroll", "POST /i/_search",
                "DELETE /_search/scroll",
            ])
        #expect(transport.bodies[1]["sort"] == ["_doc"])
        #expect(transport.bodies[1]["_source"] == ["n"])
        #expect(transport.bodies[2] == ["scroll": "300s", "scroll_id": "s1"])
        #expect(transport.bodies[3] == ["scroll_id": ["s1"]])
    }

    @Test func `a missing index is an error and says nothing about points in time`() async throws {
        let missing = ScriptedTransport.Line.json(404, #"{"error":{"type":"index_not_found_exception","reason":"no such index"}}"#)
        let (client, transport) = ElasticsearchClient.make(
            missing, Self.opened, Self.pointInTimePage([], of: 0), Self.released)
        #expect(await elasticsearchError { for try await _ in client.scroll("i", source: []) {} }?.code == .notFound)
        for try await _ in client.scroll("i", source: []) {}
        #expect(transport.lines[1].hasPrefix("POST /i/_pit"))
    }

    @Test(arguments: [
        #"{"_scroll_id":"s","timed_out":true,"hits":{"hits":[]}}"#,
        #"{"_scroll_id":"s","_shards":{"failed":1,"failures":[{"reason":{"type":"t","reason":"r"}}]},"hits":{"total":{"value":9,"relation":"eq"},"hits":[]}}"#,
    ])
    func `a part of the index that does not answer ends the walk with an error`(page: String) async throws {
        let (client, transport) = ElasticsearchClient.make(Self.noPointInTime, .json(200, page), Self.released)
        let error = await elasticsearchError { for try await _ in client.scroll("i", source: []) {} }
        #expect(error?.code == .shardFailures)
        #expect(transport.lines.last == "DELETE /_search/scroll")
    }

    @Test(arguments: [(["a"], [], 3), (["a"], ["a", "b"], 2)] as [([String], [String], Int)])
    func `a walk that skips or repeats does not pass for a whole one`(
        first: [String], second: [String], total: Int
    ) async throws {
        let (client, _) = ElasticsearchClient.make(
            Self.noPointInTime, Self.page(first, of: total), Self.page(second, of: total), Self.released)
        let error = await elasticsearchError { for try await _ in client.scroll("i", source: []) {} }
        #expect(error?.code == .unreadableAnswer)
        #expect(error?.reason == "it gave \(first.count + second.count) of \(total) documents")
    }

    @Test(arguments: [.failure(.connectionLost), .failure(.timedOut), .json(503, "")] as [ScriptedTransport.Line])
    func `a scroll is not asked again when a page may be lost`(failure: ScriptedTransport.Line) async throws {
        let (client, transport) = ElasticsearchClient.make(
            Self.noPointInTime, Self.page(["a"], of: 3), failure, Self.released)
        #expect(await elasticsearchError { for try await _ in client.scroll("i", source: []) {} }?.isTransient == true)
        #expect(transport.lines.last == "DELETE /_search/scroll")
        #expect(transport.requests.count == 4)
    }

    @Test func `a scroll is asked again when the request cannot have arrived`() async throws {
        let (client, _) = ElasticsearchClient.make(
            Self.noPointInTime, Self.page(["a"], of: 2), .failure(.connectionFailed), Self.page(["b"], of: 2),
            Self.released)
        #expect(try await client.everyHit(SearchRequest(index: "i")).map(\.id) == ["a", "b"])
    }

    @Test func `a page of a point in time is asked again`() async throws {
        let (client, _) = ElasticsearchClient.make(
            Self.opened, Self.pointInTimePage(["a"], of: 2), .failure(.connectionLost),
            Self.pointInTimePage(["b"], of: 2), Self.released)
        #expect(try await client.everyHit(SearchRequest(index: "i")).map(\.id) == ["a", "b"])
    }

    @Test func `what is held is released when the reader leaves early`() async throws {
        let (released, signal) = AsyncStream.makeStream(of: String.self)
        let (client, transport) = ElasticsearchClient.make(
            Self.noPointInTime, Self.page(["a"], of: 2),
            .reply { request in
                signal.yield(request.target)
                return HTTPResponse(status: 200)
            })
        for try await _ in client.scroll("i", source: []) { break }
        for await target in released {
            #expect(target == "/_search/scroll")
            break
        }
        #expect(transport.bodies.last == ["scroll_id": ["s1"]])
    }

    @Test func `what is held is released when the task is cancelled`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            Self.noPointInTime, Self.page(["a"], of: 2), Self.released)
        let task = Task {
            for try await _ in client.scroll("i", source: []) { withUnsafeCurrentTask { $0?.cancel() } }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(transport.lines.last == "DELETE /_search/scroll")
    }

    private struct Known: Decodable, Sendable {
        var n: Int?
    }

    @Test func `fields are decoded as the caller's type`() async throws {
        let (client, _) = ElasticsearchClient.make(
            Self.noPointInTime,
            .json(200, #"{"_scroll_id":"s","hits":{"total":{"value":2,"relation":"eq"},"hits":[{"_id":"a","_source":{"n":7}},{"_id":"b","_source":{}}]}}"#),
            Self.released)
        var found: [Int?] = []
        for try await page in client.scroll("i", source: ["n"], as: Known.self) { found += page.map(\.source.n) }
        #expect(found == [7, nil])
    }
}
