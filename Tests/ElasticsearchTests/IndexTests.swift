import Elasticsearch
import Foundation
import TestSupport
import Testing

@Suite struct IndexTests {
    @Test(arguments: [
        (400, #"{"error":{"type":"resource_already_exists_exception","reason":"exists"}}"#),
        (400, #"{"error":{"type":"invalid_index_name_exception","reason":"already exists as alias"}}"#),
        (403, #"{"error":{"type":"security_exception","reason":"cannot be created manually"}}"#),
    ])
    func `creating an index that is there already is success`(status: Int, body: String) async throws {
        let (client, transport) = ElasticsearchClient.make(.json(status, body), .json(200, ""))
        #expect(try await client.createIndex("i") == false)
        #expect(transport.lines == ["PUT /i", "HEAD /i"])
    }

    @Test func `an index that cannot be created is an error`() async throws {
        let (client, _) = ElasticsearchClient.make(
            .json(400, #"{"error":{"type":"invalid_index_name_exception","reason":"must be lowercase"}}"#), .json(404, ""))
        let error = await elasticsearchError { try await client.createIndex("UPPER") }
        #expect(error?.type == "invalid_index_name_exception")
    }

    @Test func `an alias leads to its index`() async throws {
        let (client, _) = ElasticsearchClient.make(
            .json(200, #"{"i-v1":{"aliases":{"i":{}},"mappings":{"properties":{}},"settings":{}}}"#), .json(200, "{}"))
        let found = try await client.indices(named: "i")
        #expect(found.map(\.name) == ["i-v1"])
        #expect(found.first?.aliases == ["i"])
        #expect(try await client.indices(named: "none").isEmpty)
    }

    @Test func `a count that misses a shard is no count`() async throws {
        let (client, _) = ElasticsearchClient.make(
            .json(200, #"{"count":4,"_shards":{"total":2,"successful":1,"failed":1,"failures":[{"reason":{"type":"t","reason":"r"}}]}}"#))
        let error = await elasticsearchError { _ = try await client.count("i") }
        #expect(error?.code == .shardFailures)
        #expect(error?.rootCause == "r")
    }

    @Test(arguments: [(200, #"{"p":{"processors":[]}}"#, true), (404, "{}", false), (200, #"{"pq":{}}"#, false)])
    func `a pipeline is there or not`(status: Int, body: String, there: Bool) async throws {
        let (client, _) = ElasticsearchClient.make(.json(status, body))
        #expect(try await client.hasPipeline("p") == there)
    }
}
