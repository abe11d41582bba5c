import Elasticsearch
import Foundation
import Support
import TestSupport
import Testing
import Transport

@Suite struct BulkTests {
    private static let document = Data(#"{"n":1}"#.utf8)

    private static func operations(_ ids: String...) -> [BulkOperation] {
        ids.map { .index(id: $0, document: document) }
    }

    private static func rejected(_ status: Int) -> String {
        #"{"index":{"status":\#(status),"error":{"type":"es_rejected_execution_exception","reason":"full"}}}"#
    }

    private static func answer(_ items: String...) -> ScriptedTransport.Line {
        .json(200, #"{"errors":true,"items":[\#(items.joined(separator: ","))]}"#)
    }

    private static let created = #"{"index":{"result":"created","status":201}}"#

    @Test func `operations travel as lines of one request and each gets its result`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            Self.answer(
                Self.created, #"{"create":{"status":409,"error":{"type":"version_conflict_engine_exception","reason":"exists"}}}"#,
                #"{"update":{"result":"noop","status":200}}"#, #"{"update":{"result":"updated","status":200}}"#,
                #"{"update":{"status":404,"error":{"type":"document_missing_exception","reason":"missing"}}}"#,
                #"{"delete":{"result":"deleted","status":200}}"#, #"{"delete":{"result":"not_found","status":404}}"#,
                #"{"delete":{"status":404,"error":{"type":"index_not_found_exception","reason":"no such index"}}}"#,
                #"{"index":{"status":400,"error":{"type":"mapper_parsing_exception","reason":"failed","caused_by":{"type":"x","reason":"bad date"}}}}"#))
        let results = try await client.bulk(
            [
                .index(id: "a", document: Self.document), .create(id: "b", document: Self.document),
                .update(id: "c", partial: Self.document), .update(id: "d", partial: Self.document, upsert: true),
                .update(id: "e", partial: Self.document), .delete(id: "f"), .delete(id: "g"), .delete(id: "h"),
                .index(id: "i", document: Self.document),
            ], index: "docs", pipeline: "search default")
        #expect(
            results == [
                .created,
                .failed(
                    .init(
                        action: "create", id: "b", status: 409, type: "version_conflict_engine_exception",
                        reason: "exists")),
                .noop, .updated,
                .failed(
                    .init(
                        action: "update", id: "e", status: 404, type: "document_missing_exception", reason: "missing")),
                .deleted, .notFound, .notFound,
                .failed(
                    .init(
                        action: "index", id: "i", status: 400, type: "mapper_parsing_exception",
                        reason: "failed: bad date")),
            ])
        #expect(transport.lines[0].hasPrefix("PUT /_bulk?pipeline=search%20default&filter_path="))
        #expect(transport.requests[0].headers["Content-Type"] == "application/x-ndjson")
        #expect(transport.requests[0].body?.count { $0 == 0x0A } == 15)
    }

    @Test func `items that found no room are sent again alone`() async throws {
        let clock = RecordingClock()
        let (client, transport) = ElasticsearchClient.make(
            Self.answer(Self.created, Self.rejected(429), Self.rejected(400), Self.rejected(503)),
            Self.answer(Self.rejected(429), Self.created), Self.answer(Self.created), clock: clock)
        let results = try await client.bulk(Self.operations("a", "b", "c", "d"), index: "i")
        #expect(results.map { $0.failure?.status } == [nil, nil, 400, nil])
        let sent = transport.requests.map { request in
            request.body!.split(separator: 0x0A).compactMap { line in
                try? JSON(parsing: Data(line))["index"]?["_id"]?.stringValue
            }
        }
        #expect(sent == [["a", "b", "c", "d"], ["b", "d"], ["b"]])
        #expect(clock.sleeps == [.seconds(10), .seconds(20)])
    }

    @Test func `items that never find room fail in the end`() async throws {
        let clock = RecordingClock()
        let (client, transport) = ElasticsearchClient.make(
            Self.answer(Self.rejected(429)), Self.answer(Self.rejected(429)), clock: clock
        ) { $0.bulk.maximumAttempts = 2 }
        let results = try await client.bulk(Self.operations("a"), index: "i")
        #expect(results.map { $0.failure?.status } == [429])
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: ["", created, "\(created),\(created),\(created)", #"{"index":{"result":"created","status":201}},{"delete":{"result":"deleted","status":200}}"#])
    func `an answer that does not account for every operation is an error`(items: String) async throws {
        let (client, _) = ElasticsearchClient.make(.json(200, #"{"errors":false,"items":[\#(items)]}"#))
        let error = await elasticsearchError { _ = try await client.bulk(Self.operations("a", "b"), index: "i") }
        #expect(error?.code == .unreadableAnswer)
    }

    @Test func `a body that is too large is sent in parts`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            .json(413, ""), Self.answer(Self.created), .json(413, ""), Self.answer(Self.created),
            .json(413, "too large"))
        let results = try await client.bulk(Self.operations("a", "b", "c"), index: "i")
        #expect(results.map { $0.failure?.status } == [nil, nil, 413])
        #expect(transport.requests.count == 5)
    }

    @Test func `a request that fails as a whole is sent again as it was`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            .json(503, ""), .failure(.timedOut), Self.answer(Self.created))
        #expect(try await client.bulk(Self.operations("a"), index: "i") == [.created])
        #expect(Set(transport.requests.map(\.body)).count == 1)
    }

    @Test func `no operations are no request`() async throws {
        let (client, transport) = ElasticsearchClient.make()
        #expect(try await client.bulk([], index: "i").isEmpty)
        #expect(transport.requests.isEmpty)
    }
}
