import Foundation
import Support
import Testing

@testable import SyncEngine

@Suite struct DocumentEncoderTests {
    private func encoded(_ fields: [DocumentField]) throws -> JSON {
        var encoder = DocumentEncoder()
        for field in fields { encoder.write(field) }
        return try JSON(parsing: encoder.finish())
    }

    @Test(arguments: ["", "plain", "a\"b\\c/d", "tab\tline\n\u{0}\u{1f}\u{7f}", "Größe 😀 \u{2028}", "e\u{301}"])
    func `any text is read back as it was`(text: String) throws {
        #expect(try encoded([DocumentField("k\"", .string(text))]) == ["k\"": .string(text)])
    }

    @Test func `every kind of value is written`() throws {
        let fields = [
            DocumentField("s", .string("x")), DocumentField("i", .int(-3)), DocumentField("b", .bool(true)),
            DocumentField("n", nil), DocumentField("a", .strings(["/", "/x"])), DocumentField("e", .strings([])),
        ]
        #expect(try encoded(fields) == ["s": "x", "i": -3, "b": true, "n": nil, "a": ["/", "/x"], "e": []])
    }
}
