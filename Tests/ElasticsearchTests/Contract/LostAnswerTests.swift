import Elasticsearch
import Foundation
import Support
import Synchronization
import Testing
import Transport

/// A way to the server on which one answer is lost: the request was carried out, and nobody hears of it.
private final class ForgetfulTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let method: HTTPRequest.Method
    private let part: String
    private let lost = Mutex(false)

    /// Loses the answer to the first `method` request whose URL contains `part`.
    init(_ base: any HTTPTransport, losing method: HTTPRequest.Method, _ part: String) {
        self.base = base
        self.method = method
        self.part = part
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let response = try await base.send(request)
        guard request.method == method, request.url.absoluteString.contains(part),
            lost.withLock({ lost in
                defer { lost = true }
                return !lost
            })
        else { return response }
        throw TransportError(code: .connectionLost, request: request, reason: "the answer was lost")
    }
}

@Suite struct LostAnswerTests {
    @Test(arguments: ContractServer.all)
    func `a document whose creation went unheard is created once`(server: ContractServer) async throws {
        try await withServer(server, through: { ForgetfulTransport($0, losing: .put, "/_create/") }) { client, index in
            let id = try await client.create(in: index, ["a": 1.0, "b": ["c": nil]])
            #expect(try await client.get(id, in: index)?.source == ["a": 1, "b": ["c": nil]])
            try await client.refresh(index)
            #expect(try await client.count(index) == 1)
        }
    }

    @Test(arguments: ContractServer.all)
    func `a bulk request that went unheard does the same again`(server: ContractServer) async throws {
        try await withServer(server, through: { ForgetfulTransport($0, losing: .put, "/_bulk") }) { client, index in
            let one = Data(#"{"n":1}"#.utf8)
            let results = try await client.bulk(
                [.index(id: "a", document: one), .update(id: "b", partial: one, upsert: true), .delete(id: "c")],
                index: index, refresh: .immediately)
            #expect(results == [.updated, .noop, .notFound])
            #expect(try await client.count(index) == 2)
        }
    }

    @Test(arguments: ContractServer.all)
    func `a claim that went unheard recognises itself`(server: ContractServer) async throws {
        try await withServer(server, through: { ForgetfulTransport($0, losing: .post, "/_update/") }) { client, index in
            try await client.index("job", in: index, ["status": "pending"])
            var seen: [JSON] = []
            try await client.guardedUpdate("job", in: index) { document in
                seen.append(document.source)
                return document.source["worker"] == "me" ? nil : ["status": "in_progress", "worker": "me"]
            }
            #expect(seen == [["status": "pending"], ["status": "in_progress", "worker": "me"]])
        }
    }

    @Test(arguments: ContractServer.all)
    func `an index whose creation went unheard is there`(server: ContractServer) async throws {
        try await withServer(server, through: { ForgetfulTransport($0, losing: .put, "/contract-") }) { client, index in
            try await client.createIndex(index)
            #expect(try await client.exists(index))
        }
    }

    @Test(arguments: ContractServer.all, ["/_search", "/_search/scroll"])
    func `a page that went unheard is asked for again, or ends the walk`(
        server: ContractServer, losing part: String
    ) async throws {
        try await withServer(server, through: { ForgetfulTransport($0, losing: .post, part) }) { client, index in
            for n in 0..<6 { try await client.index("d\(n)", in: index, [:]) }
            try await client.refresh(index)
            var found = 0
            let error = await elasticsearchError {
                for try await page in client.scroll(index, source: [], pageSize: 2) { found += page.count }
            }
            #expect(error == nil ? found == 6 : error?.code == .unreachable)
        }
    }
}
