import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Testing
import Transport

/// Faults as they arrive over a socket.
@Suite struct FaultTests {
    private static func withClient(
        _ options: FakeElasticsearchOptions = FakeElasticsearchOptions(),
        _ configure: (inout ElasticsearchOptions) -> Void = { _ in },
        _ body: (ElasticsearchClient, FakeElasticsearch, RecordingClock) async throws -> Void
    ) async throws {
        try await withFakeElasticsearch(options) { fake in
            var options = ElasticsearchOptions(host: fake.url)
            configure(&options)
            let clock = RecordingClock()
            let client = ElasticsearchClient(options: options, transport: URLSessionTransport(), clock: clock)
            try await body(client, fake, clock)
        }
    }

    @Test(arguments: [.drop, .dropAfterwards, .truncate(after: 10), .status(503), .status(429)] as [FakeFault])
    func `a request that fails on its way is sent again`(fault: FakeFault) async throws {
        try await Self.withClient { client, fake, clock in
            fake.fail(matching: "_bulk", with: fault, times: 2)
            let results = try await client.bulk([.index(id: "a", document: Data("{}".utf8))], index: "i")
            #expect(results.allSatisfy { $0.failure == nil })
            #expect(fake.documents(in: "i") == ["a": [:]])
            #expect(clock.sleeps == [.seconds(10), .seconds(20)])
        }
    }

    @Test func `items without room are sent again until they are in`() async throws {
        try await Self.withClient { client, fake, _ in
            fake.failBulkItems(with: 429, ids: "d[37]", times: 3)
            fake.failBulkItems(with: 400, ids: "d5", times: nil)
            let operations = (0..<10).map { BulkOperation.index(id: "d\($0)", document: Data("{}".utf8)) }
            let results = try await client.bulk(operations, index: "i")
            #expect(results.enumerated().filter { $0.element.failure != nil }.map(\.offset) == [5])
            #expect(fake.count(in: "i") == 9)
        }
    }

    @Test func `a body that the server finds too large arrives in parts`() async throws {
        var server = FakeElasticsearchOptions()
        server.maximumContentLength = 1000
        try await Self.withClient(server) { client, fake, _ in
            let document = Data(#"{"text":"\#(String(repeating: "x", count: 300))"}"#.utf8)
            let large = Data(#"{"text":"\#(String(repeating: "x", count: 2000))"}"#.utf8)
            let operations = (0..<7).map { BulkOperation.index(id: "d\($0)", document: $0 == 4 ? large : document) }
            let results = try await client.bulk(operations, index: "i")
            #expect(results.map { $0.failure?.status } == [nil, nil, nil, nil, 413, nil, nil])
            #expect(fake.count(in: "i") == 6)
        }
    }

    @Test(arguments: [
        (ElasticsearchCredential.none, false), (.apiKey(Secret("a2V5")), true), (.apiKey(Secret("b3RoZXI=")), false),
        (.basic(user: "elastic", password: Secret("changeme")), true),
        (.basic(user: "elastic", password: Secret("wrong")), false),
    ])
    func `a credential is right or wrong at the first request`(
        credential: ElasticsearchCredential, right: Bool
    ) async throws {
        var server = FakeElasticsearchOptions()
        (server.apiKey, server.user) = (Secret("a2V5"), ("elastic", Secret("changeme")))
        try await Self.withClient(server, { $0.credential = credential }) { client, _, clock in
            let error = await elasticsearchError { _ = try await client.info() }
            #expect(error?.code == (right ? nil : .unauthorized))
            #expect(clock.sleeps.isEmpty)
        }
    }

    @Test func `nobody there is unreachable after all attempts`() async throws {
        // A port that nothing is given: one that was just closed may be another test's by now.
        let url = URL(string: "http://127.0.0.1:1")!
        let clock = RecordingClock()
        let client = ElasticsearchClient(
            options: ElasticsearchOptions(host: url), transport: URLSessionTransport(), clock: clock)
        let error = await elasticsearchError { _ = try await client.info() }
        #expect(error?.code == .unreachable)
        #expect(error?.remedy?.contains("elasticsearch.host") == true)
        #expect(clock.sleeps.count == 4)
    }

    @Test(arguments: [true, false])
    func `nothing is held after a walk, whole or left early or failed`(hasPointInTime: Bool) async throws {
        try await Self.withClient { client, fake, _ in
            if !hasPointInTime { fake.fail(matching: "POST /[^/]+/_pit", with: .status(404), times: nil) }
            try fake.seed(["a": [:], "b": [:], "c": [:]], in: "i")
            for try await _ in client.scroll("i", source: [], pageSize: 1) {}
            #expect(fake.openSearchContexts == 0)
            fake.fail(matching: "POST /_search", with: .status(400), times: 1, afterRequests: hasPointInTime ? 1 : 0)
            let error = await elasticsearchError { for try await _ in client.scroll("i", source: [], pageSize: 1) {} }
            #expect(error?.code == .badRequest)
            #expect(fake.openSearchContexts == 0)
            for try await _ in client.scroll("i", source: [], pageSize: 1) { break }
            while fake.openSearchContexts > 0 { await Task.yield() }
        }
    }
}
