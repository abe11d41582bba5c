import Elasticsearch
import Foundation
import Support
import TestSupport
import Testing
import Transport

@Suite struct ErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var status: Int
        var body: String
        var code: ElasticsearchError.Code
        var type: String?
        var reason: String?
        var rootCause: String?
        var testDescription: String { "\(status) \(body.prefix(60))" }
    }

    @Test(arguments: [
        Case(
            status: 404,
            body: #"{"error":{"root_cause":[{"type":"index_not_found_exception","reason":"no such index [x]"}],"type":"index_not_found_exception","reason":"no such index [x]"},"status":404}"#,
            code: .notFound, type: "index_not_found_exception", reason: "no such index [x]"),
        Case(
            status: 400,
            body: #"{"error":{"type":"mapper_parsing_exception","reason":"failed to parse","caused_by":{"type":"a","reason":"outer","caused_by":{"type":"b","reason":"inner"}}},"status":400}"#,
            code: .badRequest, type: "mapper_parsing_exception", reason: "failed to parse", rootCause: "inner"),
        Case(
            status: 503,
            body: #"{"error":{"root_cause":[{"type":"no_shard_available_action_exception","reason":"No shard available for [x]"}],"type":"search_phase_execution_exception","reason":"all shards failed"},"status":503}"#,
            code: .unavailable, type: "search_phase_execution_exception", reason: "all shards failed",
            rootCause: "No shard available for [x]"),
        Case(
            status: 404, body: #"{"error":"alias [foo] missing","status":404}"#, code: .notFound,
            reason: "alias [foo] missing"),
        Case(
            status: 404, body: #"{"ok":false,"message":"Unknown resource."}"#, code: .notFound,
            reason: "Unknown resource."),
        Case(
            status: 502,
            body: "<html><head><style>p {color: red}</style><title>502</title></head>\n<body>\n<p>Bad   Gateway</p></body></html>",
            code: .unavailable, reason: "502 Bad Gateway"),
        Case(status: 504, body: "upstream timed out", code: .unavailable, reason: "upstream timed out"),
        Case(status: 413, body: "", code: .entityTooLarge),
        Case(status: 401, body: "{}", code: .unauthorized),
        Case(status: 403, body: "null", code: .forbidden, reason: "null"),
        Case(status: 429, body: "[1]", code: .tooManyRequests, reason: "[1]"),
        Case(status: 500, body: #"{"error":null}"#, code: .serverError),
        Case(status: 405, body: #"{"error":"Incorrect HTTP method"}"#, code: .badRequest, reason: "Incorrect HTTP method"),
        Case(status: 409, body: "", code: .versionConflict),
        Case(status: 418, body: "", code: .badRequest),
    ])
    func `an answer of any shape becomes an error that keeps its words`(_ example: Case) async throws {
        let (client, _) = ElasticsearchClient.make(.json(example.status, example.body)) { $0.maximumAttempts = 1 }
        let error = try #require(await elasticsearchError { try await client.putMapping([:], in: "x") })
        #expect(error.code == example.code)
        #expect(error.status == example.status)
        #expect(error.type == example.type)
        #expect(error.reason == example.reason)
        #expect(error.rootCause == example.rootCause)
        #expect(error.operation == #"adding to the mapping of "x""#)
    }

    @Test(arguments: [
        (.hostNotFound, .unreachable, true), (.connectionFailed, .unreachable, true),
        (.connectionLost, .unreachable, true), (.timedOut, .timedOut, true), (.other, .unreachable, true),
        (.secureConnectionFailed, .secureConnectionFailed, false), (.responseTooLarge, .unreadableAnswer, false),
    ] as [(TransportError.Code, ElasticsearchError.Code, Bool)])
    func `a failure on the way is told apart from a refusal`(
        transport: TransportError.Code, code: ElasticsearchError.Code, transient: Bool
    ) async throws {
        let (client, _) = ElasticsearchClient.make(.failure(transport)) { $0.maximumAttempts = 1 }
        let error = try #require(await elasticsearchError { _ = try await client.info() })
        #expect(error.code == code)
        #expect(error.status == nil)
        #expect(error.isTransient == transient)
        #expect(error.reason?.contains("GET http://es.test/") == true)
    }

    @Test func `an answer that is not Elasticsearch's is named as that`() async throws {
        let (client, _) = ElasticsearchClient.make(.json(200, "<html><h1>Welcome to the hotel</h1></html>"))
        let error = try #require(await elasticsearchError { _ = try await client.info() })
        #expect(error.code == .unreadableAnswer)
        #expect(error.description.contains("Welcome to the hotel"))
        #expect(error.description.contains("elasticsearch.host"))
    }

    @Test func `a redirect says where to`() async throws {
        let (client, transport) = ElasticsearchClient.make(.raw(301, ["Location": "https://es.test/"], "<html>moved</html>"))
        let error = try #require(await elasticsearchError { _ = try await client.info() })
        #expect(error.code == .redirected)
        #expect(error.reason == "the server sends us to https://es.test/")
        #expect(transport.requests.count == 1)
    }

    @Test func `a credential that a proxy echoes is not shown`() async throws {
        let (client, _) = ElasticsearchClient.make(
            .raw(401, [:], "bad header Authorization: ApiKey c2VjcmV0OmtleQ==")
        ) { $0.credential = .apiKey(Secret("c2VjcmV0OmtleQ==")) }
        let error = try #require(await elasticsearchError { _ = try await client.info() })
        #expect(!error.description.contains("c2VjcmV0"))
        #expect(error.description.contains("elasticsearch.api_key"))
    }

    @Test func `a reason that quotes a whole document is cut`() async throws {
        let (client, _) = ElasticsearchClient.make(
            .json(400, #"{"error":{"type":"t","reason":"\#(String(repeating: "x", count: 100_000))"}}"#))
        let error = try #require(await elasticsearchError { _ = try await client.info() })
        #expect(error.reason?.count == 1001)
    }

    @Test func `the description reads as a sentence`() async throws {
        let (client, _) = ElasticsearchClient.make(
            .json(409, #"{"error":{"type":"version_conflict_engine_exception","reason":"[d1]: version conflict"}}"#))
        let error = try #require(
            await elasticsearchError {
                try await client.update("d1", in: "i", with: [:], expecting: Version(seqNo: 1, primaryTerm: 1))
            })
        #expect(
            error.description
                == #"update of document "d1" in "i" failed: 409 version_conflict_engine_exception: [d1]: version conflict"#)
    }
}
