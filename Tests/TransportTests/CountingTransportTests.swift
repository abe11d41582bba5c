import Foundation
import Testing
import Transport

struct CountingTransportTests {
    @Test func `requests, failures and bytes are counted by key`() async throws {
        let base = ScriptedTransport(
            .status(200, body: "four"), .status(500, body: "fi5e!"), .failure(.timedOut), .status(200))
        let counting = CountingTransport(base) { $0.url.path }
        let list = HTTPRequest(.post, URL(string: "http://a/list")!, body: Data("{}".utf8))
        _ = try await counting.send(list)
        _ = try await counting.send(list)
        await #expect(throws: TransportError.self) { try await counting.send(list) }
        _ = try await counting.send(HTTPRequest(.get, URL(string: "http://a/get")!))

        var expected = CountingTransport<String>.Counts()
        expected.requests = 3
        expected.failures = 1
        expected.bytesSent = 6
        expected.bytesReceived = 9
        #expect(counting.snapshot["/list"] == expected)
        #expect(counting.snapshot["/get"]?.requests == 1)
        counting.reset()
        #expect(counting.snapshot.isEmpty)
    }
}

struct HTTPHeadersTests {
    @Test func `names are found whatever their case, and keep their order`() {
        var headers: HTTPHeaders = ["Content-Type": "a", "X-B": "b"]
        headers["content-TYPE"] = "c"
        headers["x-d"] = "d"
        #expect(headers["CONTENT-type"] == "c")
        #expect(headers.fields.map(\.name) == ["Content-Type", "X-B", "x-d"])
        headers["X-b"] = nil
        #expect(headers == ["Content-Type": "c", "x-d": "d"])
        #expect(headers["Content_Type"] == nil)
        #expect(headers["X-D\u{0}"] == nil)
    }
}
