import Elasticsearch
import Foundation
import Support
import Testing

/// What the client relies on. The fake must not be kinder than what it stands for, so both run through this.
@Suite struct ContractTests {
    static let awkwardIDs = [
        "id:AbC+/=", "a b", "ü😀", "100%", "?x=1#y&z", "a\"b\\c", "a/b//c", "../x", "...", "%2F",
        "line\nend", "<x>&'", String(repeating: "x", count: 512),
    ]

    @Test(arguments: ContractServer.all)
    func `a cluster tells its version and license`(server: ContractServer) async throws {
        try await withServer(server) { client, _ in
            let cluster = try await client.info()
            #expect(ElasticsearchVersion(cluster.versionNumber) != nil)
            #expect(VersionCheck(cluster) == .compatible)
            #expect(try await client.license().kind != nil)
        }
    }

    @Test(arguments: ContractServer.all)
    func `a wrong credential is told as that, where one is wanted`(server: ContractServer) async throws {
        try await withServer(server) { client, _ in
            let stranger = client.with { $0.credential = .basic(user: "nobody", password: Secret("wrong")) }
            let error = await elasticsearchError { _ = try await stranger.info() }
            #expect(error.map(\.code) ?? .unauthorized == .unauthorized)
        }
    }

    @Test(arguments: ContractServer.all)
    func `an index exists once it is created, under its aliases too`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            #expect(try await client.exists(index) == false)
            #expect(try await client.indices(named: index).isEmpty)
            let body: JSON = [
                "aliases": .object([index + "-alias": [:]]), "mappings": ["properties": ["n": ["type": "integer"]]],
            ]
            #expect(try await client.createIndex(index, body: body))
            #expect(try await client.createIndex(index) == false)
            #expect(try await client.createIndex(index + "-alias") == false)
            #expect(try await client.exists(index + "-alias"))
            #expect(try await client.indices(named: index + "-alias").map(\.name) == [index])
            try await client.putMapping(["properties": ["k": ["type": "keyword"]]], in: index)
            let description = try #require(try await client.indices(named: index).first)
            #expect(description.aliases == [index + "-alias"])
            #expect(description.mappings["properties"]?["k"]?["type"] == "keyword")
            #expect(description.mappings["properties"]?["n"]?["type"] == "integer")
        }
    }

    @Test(arguments: ContractServer.all)
    func `an index name that is not one is refused`(server: ContractServer) async throws {
        try await withServer(server) { client, _ in
            let error = await elasticsearchError { try await client.createIndex("UPPER-case") }
            #expect(error?.code == .badRequest)
            #expect(error?.type == "invalid_index_name_exception")
        }
    }

    @Test(arguments: ContractServer.all)
    func `a mapping cannot change a field's type`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            try await client.createIndex(index, body: ["mappings": ["properties": ["n": ["type": "integer"]]]])
            let error = await elasticsearchError {
                try await client.putMapping(["properties": ["n": ["type": "keyword"]]], in: index)
            }
            #expect(error?.code == .badRequest)
        }
    }

    @Test(arguments: ContractServer.all)
    func `updates of one document at the same time all arrive`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            try await client.index("x", in: index, [:])
            let names = (1...40).map { "field\($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in names { group.addTask { try await client.update("x", in: index, with: .object([name: true])) } }
                try await group.waitForAll()
            }
            let stored = try #require(try await client.get("x", in: index))
            #expect(stored.source == .object(Dictionary(uniqueKeysWithValues: names.map { ($0, true) })))
        }
    }

    @Test(arguments: ContractServer.all)
    func `a document of any id is written, read and deleted`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            for id in Self.awkwardIDs {
                let version = try await client.index(id, in: index, ["name": .string(id)])
                let stored = try #require(try await client.get(id, in: index))
                #expect(stored == StoredDocument(index: index, id: id, source: ["name": .string(id)], version: version))
            }
            try await client.refresh(index)
            #expect(try await client.count(index) == Self.awkwardIDs.count)
            for id in Self.awkwardIDs {
                #expect(try await client.delete(id, in: index))
                #expect(try await client.delete(id, in: index) == false)
                #expect(try await client.get(id, in: index) == nil)
            }
        }
    }

    @Test(arguments: ContractServer.all)
    func `what is not there is told apart`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            let missing = await elasticsearchError { _ = try await client.get("x", in: index) }
            #expect(missing?.code == .notFound)
            #expect(missing?.type == "index_not_found_exception")
            try await client.createIndex(index)
            #expect(try await client.get("x", in: index) == nil)
            let update = await elasticsearchError { try await client.update("x", in: index, with: ["a": 1]) }
            #expect(update?.code == .notFound)
            #expect(update?.type == "document_missing_exception")
            let tooLong = await elasticsearchError {
                try await client.index(String(repeating: "x", count: 513), in: index, [:])
            }
            #expect(tooLong?.code == .badRequest)
        }
    }

    @Test(arguments: ContractServer.all)
    func `a document is created once`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            let id = try await client.create(in: index, ["a": 1], refresh: .immediately)
            #expect(try await client.count(index) == 1)
            let again = await elasticsearchError { try await client.create(in: index, id: id, ["a": 1]) }
            #expect(again?.code == .versionConflict)
            #expect(again?.type == "version_conflict_engine_exception")
        }
    }

    @Test(arguments: ContractServer.all)
    func `a partial update merges objects and replaces the rest`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            try await client.index("x", in: index, ["o": ["a": 1, "b": 2], "l": [1, 2], "s": "old", "n": 1])
            try await client.update("x", in: index, with: ["o": ["b": 3, "c": nil], "l": [], "s": nil])
            #expect(
                try await client.get("x", in: index)?.source
                    == ["o": ["a": 1, "b": 3, "c": nil], "l": [], "s": nil, "n": 1])
            try await client.update("y", in: index, with: ["a": 1], upsert: true)
            #expect(try await client.get("y", in: index)?.source == ["a": 1])
        }
    }

    @Test(arguments: ContractServer.all)
    func `an update that changes nothing writes nothing`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            let written = try await client.index("x", in: index, ["a": ["b": 1]])
            #expect(try await client.update("x", in: index, with: ["a": ["b": 1]]) == written)
            #expect(try await client.update("x", in: index, with: ["a": ["b": 1]], expecting: written) == written)
        }
    }

    @Test(arguments: ContractServer.all)
    func `a write for another version is a conflict`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            let first = try await client.index("x", in: index, ["n": 1])
            let second = try await client.update("x", in: index, with: ["n": 2], expecting: first)
            #expect(second.seqNo > first.seqNo)
            for write in [
                { try await client.update("x", in: index, with: ["n": 3], expecting: first) },
                { try await client.index("x", in: index, ["n": 3], expecting: first) },
            ] as [() async throws -> Version] {
                let error = await elasticsearchError { _ = try await write() }
                #expect(error?.code == .versionConflict)
                #expect(error?.type == "version_conflict_engine_exception")
            }
            #expect(try await client.get("x", in: index)?.source == ["n": 2])
        }
    }

    @Test(arguments: ContractServer.all)
    func `guarded updates of many writers lose nothing`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            try await client.index("x", in: index, ["n": 0])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await client.guardedUpdate("x", in: index, attempts: 100) { document in
                            ["n": .int((document.source["n"]?.intValue ?? 0) + 1)]
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.get("x", in: index)?.source == ["n": 8])
        }
    }

    @Test(arguments: ContractServer.all)
    func `a search finds, sorts and counts`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            try await client.createIndex(index, body: ["mappings": ["properties": ["status": ["type": "keyword"]]]])
            for n in 1...5 {
                let status: JSON = n == 3 ? "canceled" : "pending"
                try await client.index("d\(n)", in: index, ["status": status, "n": .int(n)])
            }
            try await client.refresh(index)
            var request = SearchRequest(
                index: index, query: ["bool": ["filter": [["terms": ["status": ["pending", "suspended"]]]]]],
                sort: [["n": "desc"]], source: ["n"], size: 2)
            let page = try await client.search(request)
            #expect(page.total == 4)
            #expect(page.hits.map(\.source) == [["n": 5], ["n": 4]])
            #expect(try await client.get("d5", in: index)?.version == page.hits.first?.version)
            request.from = 2
            #expect(try await client.search(request).hits.map(\.id) == ["d2", "d1"])
            #expect(try await client.everyHit(request).map(\.id) == ["d5", "d4", "d2", "d1"])
            #expect(try await client.count(index, matching: ["term": ["status": "canceled"]]) == 1)
        }
    }

    @Test(arguments: ContractServer.all)
    func `what is wrong with a search is said`(server: ContractServer) async throws {
        try await withServer(server) { client, index in
            let missing = await elasticsearchError { _ = try await client.search(SearchRequest(index: index)) }
            #expect(missing?.type == "index_not_found_exception")
            let walk = await elasticsearchError { for try await _ in client.scroll(index, source: []) {} }
            #expect(walk?.type == "index_not_found_exception")
            try await client.createIndex(index)
            let wrong = await elasticsearchError {
                _ = try await client.search(SearchRequest(index: index, query: ["no_such_query": [:]]))
            }
            #expect(wrong?.code == .badRequest)
            #expect(try await client.everyHit(SearchRequest(index: index)).isEmpty)
            try await client.refresh(index + "-missing")
            #expect(try await client.count(index + "-missing") == 0)
        }
    }

    @Test(arguments: ContractServer.all)
    func `a pipeline that is not there is not there`(server: ContractServer) async throws {
        try await withServer(server) { client, _ in
            let usual = try await client.hasPipeline("search-default-ingestion")
            let other = try await client.hasPipeline("no-such-pipeline")
            #expect(usual && !other)
        }
    }
}
