import Elasticsearch
import Foundation
import Support
import TestSupport
import Testing
import Transport

@Suite struct RequestTests {
    @Test(arguments: [
        ("id:AbC+/=", "id%3AAbC%2B%2F%3D"), ("a b", "a%20b"), ("ü😀", "%C3%BC%F0%9F%98%80"), ("100%", "100%25"),
        ("?x=1#y", "%3Fx%3D1%23y"), ("a-b_c.d~e", "a-b_c.d~e"), ("\"\\\n", "%22%5C%0A"),
        ("...", "..."),
    ])
    func `an id is one segment of the path whatever is in it`(id: String, encoded: String) async throws {
        let (client, transport) = ElasticsearchClient.make(.json(404, #"{"found":false}"#))
        #expect(try await client.get(id, in: ".elastic-connectors") == nil)
        #expect(transport.lines == ["GET /.elastic-connectors/_doc/\(encoded)"])
    }

    @Test(arguments: [("", "i"), ("x", ""), ("..", "i"), (".", "i"), ("x", "..")])
    func `nothing is sent that would address something else`(id: String, index: String) async throws {
        let (client, transport) = ElasticsearchClient.make()
        let error = await elasticsearchError { try await client.delete(id, in: index) }
        #expect(error?.code == .badRequest)
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: [
        ("http://es.test", "http://es.test/_license"), ("http://es.test/", "http://es.test/_license"),
        ("https://es.test/prefix/", "https://es.test/prefix/_license"),
        ("http://es.test:9200", "http://es.test:9200/_license"), ("http://[::1]:9200", "http://[::1]:9200/_license"),
        ("http://u:p@es.test", "http://es.test/_license"),
    ])
    func `the base URL may have a port and a path`(host: String, url: String) async throws {
        let transport = ScriptedTransport([.json(200, #"{"license":{"type":"basic","status":"active"}}"#)])
        let client = ElasticsearchClient(
            options: ElasticsearchOptions(host: URL(string: host)!), transport: transport, clock: RecordingClock())
        _ = try await client.license()
        #expect(transport.requests.map(\.url.absoluteString) == [url])
    }

    @Test(arguments: [
        (.apiKey(Secret("a2V5")), "ApiKey a2V5"), (.apiKey(Secret("a2V5\n")), "ApiKey a2V5"),
        (.basic(user: "elastic", password: Secret("pä:ss")), "Basic ZWxhc3RpYzpww6Q6c3M="),
        (.none, nil),
        (ElasticsearchCredential(apiKey: Secret("a2V5"), user: "u", password: Secret("p")), "ApiKey a2V5"),
        (ElasticsearchCredential(apiKey: Secret(""), user: "u", password: Secret("p")), "Basic dTpw"),
        (ElasticsearchCredential(apiKey: nil, user: nil, password: nil), nil),
    ] as [(ElasticsearchCredential, String?)])
    func `the credential is one header`(credential: ElasticsearchCredential, header: String?) async throws {
        let (client, transport) = ElasticsearchClient.make(.json(200, "{}")) { $0.credential = credential }
        try await client.refresh("i")
        #expect(transport.requests[0].headers["Authorization"] == header)
    }

    @Test func `user and password of the URL are the credential and leave the URL`() {
        let options = ElasticsearchOptions(host: URL(string: "http://elastic:ch%40ngeme@es.test:9200/x")!)
        #expect(options.host.absoluteString == "http://es.test:9200/x")
        #expect(options.credential == .basic(user: "elastic", password: Secret("ch@ngeme")))
    }

    @Test func `every request says which product it comes from`() async throws {
        let (client, transport) = ElasticsearchClient.make(.json(200, "{}")) {
            $0.userAgent = "dropbox-connector/1.0"
            $0.headers = ["X-Route": Secret("blue"), "authorization": Secret("Bearer proxy")]
            $0.credential = .apiKey(Secret("key"))
            $0.requestTimeout = .seconds(7)
        }
        try await client.putMapping(["properties": [:]], in: "i")
        let request = transport.requests[0]
        #expect(request.headers["X-elastic-product-origin"] == "connectors")
        #expect(request.headers["User-Agent"] == "dropbox-connector/1.0")
        #expect(request.headers["X-Route"] == "blue")
        #expect(request.headers["Authorization"] == "Bearer proxy")
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(request.timeout == .seconds(7))
    }
}
