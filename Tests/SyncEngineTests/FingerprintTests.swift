import Foundation
import Testing

@testable import SyncEngine

@Suite struct FingerprintTests {
    @Test(arguments: [
        Fingerprint(content: 0x1234, metadata: 0xabcd), Fingerprint(content: nil, metadata: 0),
        Fingerprint(content: .max, metadata: .max),
    ])
    func `a fingerprint survives its way through the index`(fingerprint: Fingerprint) {
        #expect(Fingerprint(text: fingerprint.text) == fingerprint)
    }

    @Test(arguments: ["", "12", "x-1", "1-", "1-x", "1-2-3"])
    func `what is no fingerprint is none`(text: String) {
        #expect(Fingerprint(text: text) == nil)
    }

    // A hash that differed from release to release would index every account again.
    @Test func `the hash stays the same over versions`() {
        #expect(Fingerprint.hash("Dropbox".utf8) == 0xf4d7_50de_51b8_3f29)
    }

    private let plan = SyncPlan(
        index: "search-test",
        pipeline: PipelineSettings(
            name: "search-default-ingestion", extractBinaryContent: true, reduceWhitespace: true, runMLInference: true))

    private func document(name: String = "a.txt", version: String? = "hash1") -> SourceDocument {
        SourceDocument(
            id: "id:1", label: "/a.txt", fields: [DocumentField("name", name)], timestamp: nil,
            content: version.map { SourceContent(version: $0, size: 1) { FetchedContent(bytes: Data()) } })
    }

    @Test func `the content's version and the pipeline change the fingerprint of the content alone`() {
        let before = PreparedDocument(document(), plan: plan).fingerprint
        var otherPipeline = plan
        otherPipeline.pipeline.reduceWhitespace = false
        for after in [
            PreparedDocument(document(version: "hash2"), plan: plan).fingerprint,
            PreparedDocument(document(version: nil), plan: plan).fingerprint,
            PreparedDocument(document(), plan: otherPipeline).fingerprint,
        ] {
            #expect(after.content != before.content)
            #expect(after.metadata == before.metadata)
        }
    }

    @Test func `a field changes the fingerprint of the metadata alone`() {
        let before = PreparedDocument(document(), plan: plan).fingerprint
        let after = PreparedDocument(document(name: "b.txt"), plan: plan).fingerprint
        #expect(after.content == before.content)
        #expect(after.metadata != before.metadata)
    }
}

@Suite struct DecisionTests {
    private static let wanted = Fingerprint(content: 1000, metadata: 2000)

    @Test(arguments: [
        (nil, .replace),
        (.some(nil), .replace),
        (Fingerprint(content: 1000, metadata: 2000), .keep),
        (Fingerprint(content: 1000, metadata: 2001), .update),
        (Fingerprint(content: 1001, metadata: 2000), .replace),
        (Fingerprint(content: nil, metadata: 2000), .replace),
    ] as [(Fingerprint??, Decision)])
    func `only what differs is written`(indexed: Fingerprint??, decision: Decision) {
        let entry = indexed.map { KnownDocuments.Entry(fingerprint: $0, timestamp: 0, isSeen: false) }
        #expect(Decision(known: entry, wanted: Self.wanted) == decision)
    }
}
