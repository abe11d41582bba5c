import Foundation
import Support
import SyncEngine
import Testing

@testable import Extraction

@Suite struct LocalTextTests {
    private func text(_ bytes: Data, name: String = "a.txt", limit: Int = .max) throws -> String {
        String(decoding: try LocalText().text(of: bytes, name: name, limit: limit).utf8, as: UTF8.self)
    }

    private static func utf16(_ text: String, littleEndian: Bool) -> Data {
        Data(text.utf16.flatMap { littleEndian ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    }

    private static let sample = "Größe: 3 €, “naïve” – plan\n"

    @Test(arguments: [
        (Data(sample.utf8), sample), (Data([0xEF, 0xBB, 0xBF] + sample.utf8), sample),
        (Data([0xFF, 0xFE]) + utf16(sample, littleEndian: true), sample),
        (Data([0xFE, 0xFF]) + utf16(sample, littleEndian: false), sample),
        (utf16("plain words without a mark", littleEndian: true), "plain words without a mark"),
        (utf16("plain words without a mark", littleEndian: false), "plain words without a mark"),
        (Data([0x47, 0x72, 0xF6, 0xDF, 0x65, 0x20, 0x33, 0x20, 0x80]), "Größe 3 €"),
        (Data("日本語 😀".utf8), "日本語 😀"), (Data("\u{1B}[31mred\u{1B}[0m".utf8), "\u{1B}[31mred\u{1B}[0m"),
        // Cut off within a character, and one damaged byte in a text that is UTF-8 all the same.
        (Data("abc 😀".utf8.dropLast(2)), "abc "),
        (Data(String(repeating: "é", count: 50).utf8) + [0xFF] + Data("end".utf8), String(repeating: "é", count: 50) + "\u{FFFD}end"),
    ] as [(Data, String)])
    func `the encoding is told by the bytes`(bytes: Data, expected: String) throws {
        #expect(try text(bytes) == expected)
    }

    @Test(arguments: [
        Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D]), Data("%PDF-1.4\nall printable".utf8),
        Data("PK\u{3}\u{4}".utf8), Data((0..<512).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }), Data([0, 1, 2, 3]),
        Data("{\\rtf1 text}".utf8), Data([0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0]),
    ])
    func `bytes that are no text are refused, whatever the name says`(bytes: Data) {
        let error = #expect(throws: ContentUnavailable.self) { try text(bytes) }
        #expect(error?.status == .unsupportedType)
    }

    @Test(arguments: 0...40) func `a text is cut between two characters`(limit: Int) throws {
        let whole = "aé😀\u{FFFD}x日本語 äöü end of it"
        let cut = try LocalText().text(of: Data(whole.utf8), name: "a.txt", limit: limit)
        #expect(cut.utf8.count <= limit && cut.utf8.count > limit - 4 || !cut.isTruncated)
        #expect(String(validating: cut.utf8, as: UTF8.self).map { whole.hasPrefix($0) } == true)
        #expect(cut.isTruncated == (limit < whole.utf8.count))
    }

    @Test(arguments: [
        ("<p>one</p><p>two</p>", "one\ntwo\n"), ("<b>bo</b>ld", "bold"), ("a<br>b", "a\nb"),
        ("<script>var a = '<p>no</p>';</script>yes", "yes"), ("<style>p { }</style>yes", "yes"),
        ("<!-- no <p> -->yes", "yes"), ("<a title=\"x > y\">yes</a>", "yes"), ("a < b & c", "a < b & c"),
        ("&lt;tag&gt; &amp; &#228; &#xE4; &auml; &unknown; &nbsp;x", "<tag> & ä ä ä &unknown;  x"),
        ("<![CDATA[a < b]]>", "a < b"), ("<?xml version=\"1.0\"?><r>text</r>", "text\n"), ("unclosed <p", "unclosed "),
        ("<p>it's</p><p don't>fine</p>", "it's\nfine\n"), ("", ""), ("<", "<"), ("<script>never closed", ""),
        ("<svg><text>Hel<tspan>lo</tspan></text></svg>", "Hello\n"),
    ])
    func `markup is taken away, entities are resolved`(markup: String, expected: String) throws {
        #expect(try text(Data(markup.utf8), name: "page.HTML") == expected)
    }

    @Test func `in XML every tag divides words, whatever HTML means by its name`() throws {
        #expect(try text(Data("<r><a>one</a><b>two</b></r>".utf8), name: "a.xml") == "one\ntwo\n")
    }

    @Test func `HTML is told by its beginning, too`() throws {
        #expect(try text(Data("\n<!DOCTYPE html><p>hello</p>".utf8), name: "README") == "\nhello\n")
        #expect(try text(Data("use <p> for paragraphs".utf8), name: "notes.md") == "use <p> for paragraphs")
    }

    @Test func `whatever HTML is made of, its text is valid and no longer than wanted`() {
        var seed: UInt64 = 7
        let pieces = ["<", ">", "&", ";", "\"", "'", "=", "/", "!--", "-->", "script", "p", "é", "😀", " ", "#x1F600", "]]>", "![CDATA["]
        for _ in 0..<2_000 {
            var markup = ""
            for _ in 0..<20 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                markup += pieces[Int(seed >> 33) % pieces.count]
            }
            let text = Data(markup.utf8).withUnsafeBytes { bytes in
                var reader = MarkupText(limit: 15, isHTML: true)
                return reader.read(bytes)
            }
            #expect(text.utf8.count <= 15 && String(validating: text.utf8, as: UTF8.self) != nil, "\(markup)")
        }
    }
}
