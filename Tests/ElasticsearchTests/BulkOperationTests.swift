import Elasticsearch
import Foundation
import Support
import Testing

@Suite struct BulkOperationTests {
    @Test(arguments: [
        (.index(id: "id:A+/=", document: Data(#"{"n":1}"#.utf8)), #"{"index":{"_index":"i","_id":"id:A+/="}}⏎{"n":1}⏎"#),
        (.create(id: "c", document: Data("{}".utf8)), #"{"create":{"_index":"i","_id":"c"}}⏎{}⏎"#),
        (.update(id: "ü😀", partial: Data("{}".utf8)), #"{"update":{"_index":"i","_id":"ü😀"}}⏎{"doc":{}}⏎"#),
        (
            .update(id: "u", partial: Data("{}".utf8), upsert: true),
            #"{"update":{"_index":"i","_id":"u"}}⏎{"doc":{},"doc_as_upsert":true}⏎"#
        ),
        (.delete(id: "d"), #"{"delete":{"_index":"i","_id":"d"}}⏎"#),
        (.delete(id: "a\"b\\c\n\u{1f}"), #"{"delete":{"_index":"i","_id":"a\"b\\c\u000a\u001f"}}⏎"#),
        (.index(id: "l", document: Data("{\n\"a\":\n1}".utf8)), #"{"index":{"_index":"i","_id":"l"}}⏎{ "a": 1}⏎"#),
    ] as [(BulkOperation, String)])
    func `an operation is its lines, counted exactly`(operation: BulkOperation, lines: String) throws {
        let encoder = BulkEncoder(index: "i")
        let body = encoder.body([operation])
        #expect(String(decoding: body, as: UTF8.self) == lines.replacing("⏎", with: "\n"))
        #expect(body.count == encoder.byteCount(operation))
        #expect(body.count { $0 == 0x0A } == operation.lines)
        for line in body.split(separator: 0x0A) { #expect(throws: Never.self) { try JSON(parsing: Data(line)) } }
    }
}

@Suite struct BulkAttachmentTests {
    @Test(arguments: [0, 1, 2, 3, 49_151, 49_152, 49_153, 200_000])
    func `an attachment is base64 in the document, of the announced length`(size: Int) throws {
        let content = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        let operation = BulkOperation.index(
            id: "a", document: Data(#"{"n":1}"#.utf8), attachment: .init(name: "_attachment", content: content))
        let encoder = BulkEncoder(index: "i")
        let body = encoder.body([operation])
        #expect(body.count == encoder.byteCount(operation))
        let lines = body.split(separator: 0x0A)
        #expect(lines.count == 2)
        #expect(lines[1].count == operation.documentBytes)
        let document = try JSON(parsing: Data(lines[1]))
        #expect(document["n"] == 1)
        #expect(document["_attachment"]?.stringValue.flatMap { Data(base64Encoded: $0) } == content)
    }

    @Test func `a batch is cut by the base64, not by the content`() {
        let operation = BulkOperation.index(
            id: "a", document: Data(#"{"n":1}"#.utf8), attachment: .init(name: "x", content: Data(count: 3000)))
        #expect(operation.documentBytes == 7 + #","x":"""#.utf8.count + 4000)
        var options = BulkOptions()
        options.maximumBytes = 2 * 4000
        var batch = BulkBatch(index: "i", options: options)
        #expect(batch.add(operation).isEmpty)
        #expect(batch.add(operation).map(\.count) == [1])
    }
}

@Suite struct BulkBatchTests {
    private static func options(lines: Int = 500, bytes: Int = 1 << 20) -> BulkOptions {
        var options = BulkOptions()
        (options.maximumLines, options.maximumBytes) = (lines, bytes)
        return options
    }

    /// The ids of each batch that `operations` make.
    private static func cut(_ operations: [BulkOperation], _ options: BulkOptions) -> [[String]] {
        var batch = BulkBatch(index: "i", options: options)
        var batches = operations.flatMap { batch.add($0) }
        if !batch.isEmpty { batches.append(batch.take()) }
        return batches.map { $0.map(\.id) }
    }

    private static func document(_ id: String, bytes: Int = 7) -> BulkOperation {
        .index(id: id, document: Data(repeating: UInt8(ascii: " "), count: bytes))
    }

    @Test(arguments: [
        (4, ["d1", "d2", "x3", "x4", "x5"], [["d1", "d2", "x3"], ["x4", "x5"]]),    // 1+1+2, 2+2
        (4, ["d1", "x2", "x3"], [["d1", "x2"], ["x3"]]),                             // 1+2, then 2 more would be 5
        (1, ["x1", "x2"], [["x1"], ["x2"]]),
        (500, [], []),
    ] as [(Int, [String], [[String]])])
    func `a batch is cut by lines`(lines: Int, ids: [String], batches: [[String]]) {
        let operations = ids.map { $0.hasPrefix("d") ? BulkOperation.delete(id: $0) : Self.document($0) }
        #expect(Self.cut(operations, Self.options(lines: lines)) == batches)
    }

    @Test func `a batch is cut by the bytes of its body`() {
        let size = BulkEncoder(index: "i").byteCount(Self.document("a"))
        let operations = ["a", "b", "c"].map { Self.document($0) }
        #expect(Self.cut(operations, Self.options(bytes: size * 2)) == [["a", "b"], ["c"]])
        #expect(Self.cut(operations, Self.options(bytes: size * 2 - 1)) == [["a"], ["b"], ["c"]])
        #expect(Self.cut(operations, Self.options(bytes: size * 3 + 1)) == [["a", "b", "c"]])
    }

    @Test func `a document larger than the limit travels alone`() {
        let operations = [Self.document("a"), Self.document("large", bytes: 5000), Self.document("b")]
        #expect(Self.cut(operations, Self.options(bytes: 1000)) == [["a"], ["large"], ["b"]])
    }

    @Test func `a batch that is full goes at once`() {
        var batch = BulkBatch(index: "i", options: Self.options(lines: 4))
        #expect(batch.add(Self.document("a")).isEmpty)
        #expect(batch.lines == 2)
        #expect(batch.add(Self.document("b")).map(\.count) == [2])
        #expect(batch.isEmpty && batch.bytes == 0 && batch.lines == 0)
    }
}
