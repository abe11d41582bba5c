import Elasticsearch
import Foundation
import Support
import TestSupport
import Testing
import Transport

@Suite struct DocumentTests {
    private static let conflict = ScriptedTransport.Line.json(
        409, #"{"error":{"type":"version_conflict_engine_exception","reason":"conflict"},"status":409}"#)
    private static let created = ScriptedTransport.Line.json(
        201, #"{"result":"created","_seq_no":0,"_primary_term":1}"#)

    private static func stored(_ source: String, seqNo: Int = 4) -> ScriptedTransport.Line {
        .json(200, #"{"_index":"i-v1","_id":"x","_seq_no":\#(seqNo),"_primary_term":2,"found":true,"_source":\#(source)}"#)
    }

    @Test func `a document comes with the version a guarded update needs`() async throws {
        let (client, _) = ElasticsearchClient.make(Self.stored(#"{"a":1}"#))
        #expect(
            try await client.get("x", in: "i")
                == StoredDocument(index: "i-v1", id: "x", source: ["a": 1], version: Version(seqNo: 4, primaryTerm: 2)))
    }

    @Test(arguments: [#"{"error":{"type":"index_not_found_exception","reason":"no such index"}}"#, "<html>404</html>"])
    func `a missing index is not a missing document`(body: String) async throws {
        let (client, _) = ElasticsearchClient.make(.json(404, body))
        #expect(await elasticsearchError { _ = try await client.get("x", in: "i") }?.code == .notFound)
    }

    @Test func `a create whose answer was lost is sent again with the same id`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            .failure(.connectionLost), Self.conflict, Self.stored(#"{"a":1,"b":[1.5]}"#))
        let id = try await client.create(in: "i", ["a": 1.0, "b": [1.5]])
        #expect(UUID(uuidString: id) != nil)
        #expect(transport.lines == ["PUT /i/_create/\(id)", "PUT /i/_create/\(id)", "GET /i/_doc/\(id)"])
    }

    @Test func `a repeated create that finds somebody else's document is a conflict`() async throws {
        let (client, _) = ElasticsearchClient.make(.json(503, ""), Self.conflict, Self.stored(#"{"a":2}"#))
        let error = await elasticsearchError { try await client.create(in: "i", id: "x", ["a": 1]) }
        #expect(error?.code == .versionConflict)
    }

    @Test(arguments: [nil, .failure(.connectionFailed)] as [ScriptedTransport.Line?])
    func `a create that cannot have arrived before takes a conflict for one`(
        first: ScriptedTransport.Line?
    ) async throws {
        let transport = ScriptedTransport([first, Self.conflict].compactMap { $0 })
        let client = ElasticsearchClient(
            options: ElasticsearchOptions(host: URL(string: "http://es.test")!), transport: transport,
            clock: RecordingClock())
        let error = await elasticsearchError { try await client.create(in: "i", id: "x", ["a": 1]) }
        #expect(error?.code == .versionConflict)
    }

    @Test func `an update says which version it is for`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            .json(200, #"{"result":"updated","_seq_no":42,"_primary_term":3}"#))
        let version = try await client.update(
            "id:A/+", in: "i", with: ["a": ["b": nil]], expecting: Version(seqNo: 41, primaryTerm: 3), upsert: true,
            refresh: .wait)
        #expect(version == Version(seqNo: 42, primaryTerm: 3))
        #expect(transport.lines == ["POST /i/_update/id%3AA%2F%2B?if_seq_no=41&if_primary_term=3&refresh=wait_for"])
        #expect(transport.bodies == [["doc": ["a": ["b": nil]], "doc_as_upsert": true]])
    }

    @Test func `an update that changes nothing still tells the version`() async throws {
        let (client, transport) = ElasticsearchClient.make(.json(200, #"{"result":"noop"}"#), Self.stored("{}", seqNo: 9))
        #expect(try await client.update("x", in: "i", with: [:]) == Version(seqNo: 9, primaryTerm: 2))
        #expect(transport.lines.last == "GET /i/_doc/x?_source=false")
    }

    @Test func `a guarded update begins each attempt with a fresh read`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            Self.stored(#"{"n":1}"#, seqNo: 1), Self.conflict, Self.stored(#"{"n":5}"#, seqNo: 2),
            .json(200, #"{"result":"updated","_seq_no":3,"_primary_term":2}"#))
        let version = try await client.guardedUpdate("x", in: "i") { document in
            ["n": .int((document.source["n"]?.intValue ?? 0) + 1)]
        }
        #expect(version == Version(seqNo: 3, primaryTerm: 2))
        #expect(transport.lines[3] == "POST /i/_update/x?if_seq_no=2&if_primary_term=2")
        #expect(transport.bodies[3] == ["doc": ["n": 6]])
    }

    @Test func `the third conflict of a guarded update is raised`() async throws {
        let (client, transport) = ElasticsearchClient.make(
            Self.stored("{}"), Self.conflict, Self.stored("{}"), Self.conflict, Self.stored("{}"), Self.conflict)
        var asked = 0
        let error = await elasticsearchError {
            try await client.guardedUpdate("x", in: "i") { _ in
                asked += 1
                return ["a": 1]
            }
        }
        #expect(error?.code == .versionConflict)
        #expect(asked == 3)
        #expect(transport.requests.count == 6)
    }

    @Test func `a guarded update that is declined writes nothing`() async throws {
        let (client, transport) = ElasticsearchClient.make(Self.stored("{}"))
        #expect(try await client.guardedUpdate("x", in: "i") { _ in nil } == nil)
        #expect(transport.requests.count == 1)
    }

    @Test func `a guarded update of nothing is not found`() async throws {
        let (client, _) = ElasticsearchClient.make(.json(404, #"{"found":false}"#))
        let error = await elasticsearchError { try await client.guardedUpdate("x", in: "i") { _ in [:] } }
        #expect(error?.code == .notFound)
    }

    @Test func `deleting what is not there is no error`() async throws {
        let (client, _) = ElasticsearchClient.make(
            .json(200, #"{"result":"deleted"}"#), .json(404, #"{"result":"not_found","_seq_no":1,"_primary_term":1}"#),
            .json(404, #"{"error":{"type":"index_not_found_exception"}}"#), .json(404, "<html>"))
        #expect(try await client.delete("x", in: "i"))
        #expect(try await !client.delete("x", in: "i"))
        #expect(try await !client.delete("x", in: "i"))
        #expect(await elasticsearchError { try await client.delete("x", in: "i") }?.code == .notFound)
    }
}
