import FakeElasticsearch
import Foundation
import Support
import Testing
import Transport

@Suite struct FakeElasticsearchFaultTests {
    @Test func `a status comes as often as asked, after as many requests as asked`() async throws {
        try await withFakeElasticsearch { fake in
            let caller = FakeCaller(fake)
            fake.fail(matching: "GET /_license", with: .status(503), times: 2, afterRequests: 1)
            var statuses: [Int] = []
            for _ in 0..<5 { statuses.append(try await caller.send(.get, "/_license").status) }
            #expect(statuses == [200, 503, 503, 200, 200])
            #expect(fake.requests.map(\.status) == statuses)
        }
    }

    @Test func `a refusal for overload says when to come back`() async throws {
        try await withFakeElasticsearch { fake in
            fake.fail(matching: "_bulk", with: .status(429))
            let response = try await FakeCaller(fake).response(.post, "/_bulk", text: "x\n")
            #expect(response.status == 429)
            #expect(response.headers["Retry-After"] == "1")
            let body = try JSON(parsing: response.body)
            #expect(body["error"]?["type"] == "es_rejected_execution_exception")
        }
    }

    @Test(arguments: [(FakeFault.drop, 0), (.dropAfterwards, 1)])
    func `a connection is dropped before or after the work`(fault: FakeFault, stored: Int) async throws {
        try await withFakeElasticsearch { fake in
            let caller = FakeCaller(fake)
            fake.fail(matching: "PUT /i/_doc", with: fault)
            await #expect(throws: TransportError.self) { try await caller.send(.put, "/i/_doc/1", ["a": 1]) }
            #expect(fake.count(in: "i") == stored)
            #expect(fake.requests.map(\.status) == [0])
        }
    }

    @Test func `items of a bulk request fail alone`() async throws {
        try await withFakeElasticsearch { fake in
            fake.failBulkItems(with: 429, ids: "^b", times: 1)
            fake.failBulkItems(with: 400, at: 2, times: 1)
            let lines = ["a", "b", "c", "b2"].map { "{\"index\":{\"_index\":\"i\",\"_id\":\"\($0)\"}}\n{}\n" }.joined()
            let answer = try await FakeCaller(fake).send(.put, "/_bulk", text: lines)
            let items = answer.json["items"]?.arrayValue?.compactMap { $0["index"] } ?? []
            #expect(answer.status == 200)
            #expect(items.compactMap { $0["status"]?.intValue } == [201, 429, 400, 201])
            #expect(items[1]["error"]?["type"] == "es_rejected_execution_exception")
            #expect(fake.documents(in: "i").keys.sorted() == ["a", "b2"])
        }
    }

    @Test(arguments: [
        (nil, 401), ("Basic \(Data("elastic:wrong".utf8).base64EncodedString())", 401), ("ApiKey wrong", 401),
        ("Basic \(Data("elastic:right".utf8).base64EncodedString())", 200), ("ApiKey key", 200),
    ] as [(String?, Int)])
    func `a credential is demanded`(header: String?, status: Int) async throws {
        var options = FakeElasticsearchOptions()
        options.user = ("elastic", Secret("right"))
        options.apiKey = Secret("key")
        try await withFakeElasticsearch(options) { fake in
            var caller = FakeCaller(fake)
            caller.headers["Authorization"] = header
            let response = try await caller.response(.get, "/")
            #expect(response.status == status)
            guard status == 401 else { return }
            #expect(response.headers["WWW-Authenticate"]?.hasPrefix("Basic realm=\"security\"") == true)
            let body = try JSON(parsing: response.body)
            #expect(body["error"]?["type"] == "security_exception")
        }
    }

    @Test func `a request that is too large is refused`() async throws {
        var options = FakeElasticsearchOptions()
        options.maximumContentLength = 100
        try await withFakeElasticsearch(options) { fake in
            let text = "{\"index\":{\"_index\":\"i\"}}\n{\"a\":\"\(String(repeating: "x", count: 100))\"}\n"
            let response = try await FakeCaller(fake).response(.post, "/_bulk", text: text)
            #expect(response.status == 413)
        }
    }

    @Test func `what the fake cannot do it says`() async throws {
        try await withFakeElasticsearch { fake in
            try await FakeCaller(fake).expect(501, .post, "/_search", ["query": ["regexp": ["a": "b"]]])
        }
    }
}
