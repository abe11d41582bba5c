import Elasticsearch
import Foundation
import Support
import Testing

@Suite struct BulkContractTests {
    private static func data(_ document: JSON) throws -> Data { try document.data() }

    @Test(arguments: ContractServer.all)
    func `each operation of a request gets its result`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            try await client.createIndex(index, body: ["mappings": ["properties": ["n": ["type": "integer"]]]])
            let one = try Self.data(["n": 1])
            let results = try await client.bulk(
                [
                    .index(id: "a", document: one), .index(id: "a", document: one), .create(id: "b", document: one),
                    .create(id: "b", document: one), .update(id: "a", partial: one),
                    .update(id: "a", partial: try Self.data(["n": 2])), .update(id: "none", partial: one),
                    .update(id: "c", partial: one, upsert: true), .delete(id: "c"), .delete(id: "c"),
                    .index(id: "bad", document: try Self.data(["n": "not a number"])), .index(id: "", document: one),
                    .index(id: "cut", document: Data(#"{"n":"#.utf8)),
                ], index: index)
            let kinds = results.map { result in result.failure.map { "\($0.status)" } ?? "\(result)" }
            #expect(
                kinds == [
                    "created", "updated", "created", "409", "noop", "updated", "404", "created", "deleted", "notFound",
                    "400", "400", "400",
                ])
            #expect(results[3].failure?.type == "version_conflict_engine_exception")
            #expect(results[6].failure?.type == "document_missing_exception")
            // 7 and 8 say mapper_parsing_exception, later versions document_parsing_exception.
            #expect(results[10].failure?.type?.hasSuffix("_parsing_exception") == true)
            #expect(results[10].failure?.reason?.contains("not a number") == true)
            try await client.refresh(index)
            #expect(try await client.count(index) == 2)
            #expect(try await client.get("a", in: index)?.source == ["n": 2])
        }
    }

    @Test(arguments: ContractServer.all)
    func `ids and names of any kind arrive as they are`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            let operations = try ContractTests.awkwardIDs.map { id in
                BulkOperation.index(id: id, document: try Self.data(["name": .string(id)]))
            }
            let results = try await client.bulk(operations, index: index, refresh: .immediately)
            #expect(results == operations.map { _ in .created })
            for id in ContractTests.awkwardIDs {
                #expect(try await client.get(id, in: index)?.source == ["name": .string(id)])
            }
        }
    }

    @Test(arguments: ContractServer.all)
    func `a missing pipeline fails each document and no delete`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            let empty = Data("{}".utf8)
            let results = try await client.bulk(
                [.index(id: "a", document: empty), .delete(id: "b"), .index(id: "c", document: empty)],
                index: index, pipeline: "no-such-pipeline")
            #expect(results.map { $0.failure?.status } == [400, nil, 400])
            #expect(results[0].failure?.type == "illegal_argument_exception")
            #expect(results[1] == .notFound)
        }
    }

    @Test(arguments: ContractServer.all)
    func `the default pipeline turns an attachment into a body`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            let document: JSON = [
                "name": "hello.txt", "_attachment": .string(Data("Hello,  world".utf8).base64EncodedString()),
                "_extract_binary_content": true, "_reduce_whitespace": true, "_run_ml_inference": true,
            ]
            let results = try await client.bulk(
                [.index(id: "a", document: try Self.data(document))], index: index,
                pipeline: "search-default-ingestion", refresh: .immediately)
            #expect(results == [.created])
            let stored = try await client.get("a", in: index)?.source
            #expect(stored == ["name": "hello.txt", "body": "Hello, world"])
        }
    }

    @Test(arguments: ContractServer.all)
    func `a delete in an index that is not there is done`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            let results = try await client.bulk([.delete(id: "x")], index: index)
            #expect(results == [.notFound])
        }
    }

    @Test(arguments: ContractServer.all)
    func `a request is as large as its batch says`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            var options = BulkOptions()
            (options.maximumLines, options.maximumBytes) = (100, 4000)
            var batch = BulkBatch(index: index, options: options)
            var sent = 0
            for n in 0..<200 {
                let text = String(repeating: "é\"", count: n % 40)
                for full in batch.add(.index(id: "d\(n)", document: try Self.data(["text": .string(text)]))) {
                    let results = try await client.bulk(full, index: index)
                    #expect(results == full.map { _ in .created })
                    sent += results.count
                }
            }
            let last = batch.take()
            sent += try await client.bulk(last, index: index, refresh: .immediately).count
            #expect(sent == 200)
            #expect(try await client.count(index) == 200)
        }
    }
}
