import Foundation
import Testing

@testable import Extraction

@Suite struct AnswerReaderTests {
    private func read(_ json: String, limit: Int = .max, pieces: Int) -> AnswerReader {
        var reader = AnswerReader(limit: limit)
        let bytes = Data(json.utf8)
        var rest = bytes[...]
        while !rest.isEmpty {
            Data(rest.prefix(pieces)).withUnsafeBytes { reader.read($0) }
            rest = rest.dropFirst(pieces)
        }
        return reader
    }

    @Test(arguments: [1, 2, 3, 7, 1_000])
    func `the members are found however the answer is cut into pieces`(pieces: Int) {
        let json = #"{"_meta": {"extracted_text": "no", "x": ["error", {}]}, "extracted_text" : "a\n\"q\" \\ \u00e4 \ud83d\ude00 é😀 \ud83d", "n": 1}"#
        let reader = read(json, pieces: pieces)
        #expect(reader.text.map { String(decoding: $0, as: UTF8.self) } == "a\n\"q\" \\ ä 😀 é😀 ")
        #expect(reader.error == nil)
        #expect(reader.isWhole)
    }

    @Test func `an error and its message are read, also beside status 200`() {
        let reader = read(#"{"error": "EncryptedDocumentException", "message": "locked", "_meta": {}}"#, pieces: 5)
        #expect(reader.error == "EncryptedDocumentException")
        #expect(reader.message == "locked")
        #expect(reader.text == nil)
    }

    @Test func `half an answer is not whole`() {
        #expect(!read(#"{"extracted_text": "abc"#, pieces: 4).isWhole)
        #expect(!read(#"{"extracted_text": "abc", "_meta": {"#, pieces: 4).isWhole)
        #expect(!read("", pieces: 4).isWhole)
    }

    @Test func `no more is kept than is wanted`() {
        let reader = read("{\"extracted_text\": \"\(String(repeating: "x", count: 10_000))\"}", limit: 100, pieces: 64)
        #expect(reader.text?.count == 104)
        #expect(reader.isWhole)
    }
}
