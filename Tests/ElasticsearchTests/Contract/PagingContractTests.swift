import Elasticsearch
import Foundation
import Support
import Testing
import Transport

@Suite struct PagingContractTests {
    private struct Known: Decodable, Sendable {
        var n: Int
    }

    /// Writes documents `0..<count`, each in the field `n`.
    private static func fill(
        _ index: String, _ count: Int, _ client: ElasticsearchClient, generation: Int = 0
    ) async throws {
        var batch = BulkBatch(index: index)
        for n in 0..<count {
            let document = Data(#"{"n":\#(n),"generation":\#(generation)}"#.utf8)
            for full in batch.add(.index(id: "d\(n)", document: document)) {
                _ = try await client.bulk(full, index: index)
            }
        }
        _ = try await client.bulk(batch.take(), index: index)
        try await client.refresh(index)
    }

    @Test(arguments: ContractServer.all)
    func `every document is given once while documents are being updated`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            let count = 10_050
            try await Self.fill(index, count, client)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Self.fill(index, 3000, client, generation: 1) }
                var found: [Int] = []
                for try await page in client.pages(of: SearchRequest(index: index, size: 1000)) {
                    found += page.compactMap { $0.source["n"]?.intValue }
                }
                #expect(found.count == count)
                #expect(Set(found) == Set(0..<count))
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: ContractServer.all)
    func `the order asked for holds across pages`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            try await Self.fill(index, 250, client)
            let hits = try await client.everyHit(SearchRequest(index: index, sort: [["n": "desc"]], size: 100))
            #expect(hits.map { $0.source["n"]?.intValue } == (0..<250).reversed().map { $0 })
        }
    }

    @Test(arguments: ContractServer.all)
    func `only the fields asked for travel, for the documents asked for`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            try await Self.fill(index, 40, client)
            var found: [Int] = []
            for try await page in client.scroll(
                index, query: ["range": ["n": ["lt": 30]]], source: ["n"], as: Known.self, pageSize: 10)
            {
                #expect(page.count == 10)
                found += page.map(\.source.n)
            }
            #expect(found.sorted() == Array(0..<30))
            for try await page in client.scroll(index, source: ["nothing"]) {
                #expect(page.allSatisfy { $0.source == [:] })
            }
        }
    }

    @Test(arguments: ContractServer.real)
    func `nothing is held after a walk, whole or left early`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            try await Self.fill(index, 30, client)
            for try await _ in client.scroll(index, source: [], pageSize: 10) {}
            for try await _ in client.scroll(index, source: [], pageSize: 10) { break }
            for _ in 0..<1000 where try await Self.openContexts(index, client) > 0 {}   // the release is on its way
            let open = try await Self.openContexts(index, client)
            #expect(open == 0)
        }
    }

    /// Cursors that Elasticsearch holds.
    private static func openContexts(_ index: String, _ client: ElasticsearchClient) async throws -> Int {
        let stats = try await client.request("statistics", .get, path: [index, "_stats", "search"])
        return try #require(stats["_all"]?["total"]?["search"]?["open_contexts"]?.intValue)
    }
}
