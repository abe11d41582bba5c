import FakeElasticsearch
import Foundation
import Support
import Testing
import Transport

@Suite struct FakeElasticsearchIngestTests {
    private static func stored(_ document: JSON, pipeline: String, _ options: FakeElasticsearchOptions = .init()) async throws -> JSON? {
        try await withFakeElasticsearch(options) { fake in
            try await FakeCaller(fake).expect(201, .put, "/i/_doc/1?pipeline=\(pipeline)", document)
            return fake.documents(in: "i")["1"]
        }
    }

    @Test(arguments: [
        ("Hello,\n\n  world \n", true, "Hello, world"), ("Hello,\n  world \n", false, "Hello,\n  world"),
        ("<!DOCTYPE html><html><head><style>b{}</style></head><body><h1>Tea &amp;</h1><p>mi<b>lk</b></p></body></html>", true, "Tea & milk"),
        ("\u{FEFF}Größe", true, "Größe"), ("%PDF-1.7 ...", true, nil), ("PK\u{3}\u{4}...", true, nil), ("", true, nil),
        (" \n ", true, nil),
    ] as [(String, Bool, String?)])
    func `the default pipeline makes a body of text`(content: String, reduces: Bool, body: String?) async throws {
        let document: JSON = [
            "id": "1", "_attachment": .string(Data(content.utf8).base64EncodedString()), "_extract_binary_content": true,
            "_reduce_whitespace": .bool(reduces), "_run_ml_inference": true, "size": 5,
        ]
        var expected: JSON = ["id": "1", "size": 5]
        expected["body"] = body.map { .string($0) }
        #expect(try await Self.stored(document, pipeline: "search-default-ingestion") == expected)
    }

    @Test func `an attachment that is no base64 is noted and the document stored`() async throws {
        let document: JSON = ["id": "1", "_attachment": "!!!", "_extract_binary_content": true]
        let stored = try await Self.stored(document, pipeline: "ent-search-generic-ingestion")
        #expect(stored?["_ingestion_errors"]?.arrayValue?.count == 1)
        #expect(stored?["_attachment"] == nil)
    }

    @Test func `an attachment may be dropped unread`() async throws {
        var options = FakeElasticsearchOptions()
        options.extractsAttachments = false
        let document: JSON = ["id": "1", "_attachment": "aGVsbG8=", "_extract_binary_content": true]
        #expect(try await Self.stored(document, pipeline: "search-default-ingestion", options) == ["id": "1"])
    }

    @Test func `a pipeline of one's own removes, sets and renames`() async throws {
        try await withFakeElasticsearch { fake in
            let caller = FakeCaller(fake)
            try await caller.expect(200, .put, "/_ingest/pipeline/own", [
                "processors": [
                    ["remove": ["field": "a", "ignore_missing": true]], ["set": ["field": "b.c", "value": "was {{d}}"]],
                    ["rename": ["field": "d", "target_field": "e"]],
                ]
            ])
            try await caller.expect(201, .put, "/i/_doc/1?pipeline=own", ["a": 1, "d": "x"])
            #expect(fake.documents(in: "i") == ["1": ["b": ["c": "was x"], "e": "x"]])
            let error = try await caller.expect(400, .put, "/i/_doc/2?pipeline=own", ["a": 1])
            #expect(error["error"]?["reason"] == "field [d] doesn't exist")
            try await caller.expect(400, .put, "/_ingest/pipeline/own", ["processors": [["set": ["field": "x"]]]])
            try await caller.expect(400, .put, "/_ingest/pipeline/own", ["processors": [["set": ["field": "x", "value": 1, "y": 2]]]])
        }
    }

    @Test func `a search ranks the phrase first and marks it`() async throws {
        try await withFakeElasticsearch { fake in
            let filler = String(repeating: "words about other things and more. ", count: 20)
            try fake.seed(
                [
                    "far": ["body": .string("The budget of the harbour. " + filler + "A project. The north.")],
                    "near": ["body": .string(filler + "We start the north harbour project in May. " + filler)],
                    "none": ["body": .string(filler)],
                ], in: "i")
            let answer = try await FakeCaller(fake).expect(200, .post, "/i/_search", [
                "query": [
                    "bool": [
                        "must": [["match": ["body": "north harbour project"]]],
                        "should": [["match_phrase": ["body": "north harbour project"]]],
                    ]
                ],
                "highlight": ["fields": ["body": [:]]], "_source": false,
            ])
            let hits = answer["hits"]?["hits"]?.arrayValue ?? []
            #expect(hits.compactMap { $0["_id"]?.stringValue } == ["near", "far"])
            let fragment = hits.first?["highlight"]?["body"]?.arrayValue?.first?.stringValue
            #expect(fragment?.contains("<em>north</em> <em>harbour</em> <em>project</em> in May") == true)
        }
    }
}
