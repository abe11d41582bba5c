import Foundation
import SyncEngine

/// Takes the text out of HTML and XML: without tags, comments, scripts and styles, with entities resolved.
///
/// A tokenizer, not a parser: it never fails, and broken markup loses no text but what stands in a tag that is
/// not closed. Works on bytes of UTF-8, where every character that matters is one byte.
struct MarkupText {
    private var output = Data()
    private let limit: Int
    private let inline: Set<String>
    private var isTruncated = false

    /// - Parameter isHTML: Then some tags stand within words; of XML in general that is not known.
    init(limit: Int, isHTML: Bool) {
        self.limit = limit
        inline = isHTML ? Self.inlineHTML : ["tspan"]
    }

    mutating func read(_ markup: UnsafeRawBufferPointer) -> ExtractedText {
        var index = 0
        while index < markup.count, !isTruncated {
            switch markup[index] {
            case UInt8(ascii: "<"): index = tag(markup, at: index)
            case UInt8(ascii: "&"): index = entity(markup, at: index)
            default: index = run(markup, from: index)
            }
        }
        return ExtractedText(utf8: output, isTruncated: isTruncated)
    }

    private mutating func run(_ markup: UnsafeRawBufferPointer, from start: Int) -> Int {
        var end = start + 1
        while end < markup.count, markup[end] != UInt8(ascii: "<"), markup[end] != UInt8(ascii: "&") { end += 1 }
        append(UnsafeRawBufferPointer(rebasing: markup[start..<end]))
        return end
    }

    private mutating func append(_ utf8: UnsafeRawBufferPointer) {
        var end = utf8.count
        if end > limit - output.count {
            isTruncated = true
            end = limit - output.count
            while end > 0, utf8[end] & 0xC0 == 0x80 { end -= 1 }
        }
        output.append(contentsOf: utf8[..<end])
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }
}

// MARK: Tags

extension MarkupText {
    /// Passes over what begins at `start`. Returns where the text goes on.
    private mutating func tag(_ markup: UnsafeRawBufferPointer, at start: Int) -> Int {
        if Self.has("<!--", in: markup, at: start) { return Self.end(of: "-->", in: markup, from: start + 4) }
        if Self.has("<![CDATA[", in: markup, at: start) { return characterData(markup, from: start + 9) }
        let name = Self.name(in: markup, at: start + 1)
        // "a < b" is no tag: HTML wants a letter, "/", "!" or "?" behind it.
        guard let first = name.first ?? Self.mark(in: markup, at: start + 1) else {
            append("<")
            return start + 1
        }
        let end = Self.closing(in: markup, from: start + 1)
        if !inline.contains(name.hasPrefix("/") ? String(name.dropFirst()) : name), first != "?" { separate() }
        // Their content is no text, and need not even be markup.
        guard name == "script" || name == "style", markup[end - 1] == UInt8(ascii: ">"), markup[end - 2] != UInt8(ascii: "/")
        else { return end }
        return Self.end(of: "</\(name)", in: markup, from: end, thenTo: UInt8(ascii: ">"))
    }

    private mutating func characterData(_ markup: UnsafeRawBufferPointer, from start: Int) -> Int {
        let end = Self.end(of: "]]>", in: markup, from: start)
        let isClosed = Self.has("]]>", in: markup, at: end - 3)
        append(UnsafeRawBufferPointer(rebasing: markup[start..<(isClosed ? max(start, end - 3) : end)]))
        return end
    }

    /// Divides words that only a tag divided.
    private mutating func separate() {
        if let last = output.last, last > 0x20 { append("\n") }
    }

    /// Tags within words.
    private static let inlineHTML: Set<String> = [
        "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
        "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
        "tspan",
    ]

    /// The tag's name, lower case, with the slash of a closing one; empty when there is none.
    private static func name(in markup: UnsafeRawBufferPointer, at start: Int) -> String {
        var end = start
        if end < markup.count, markup[end] == UInt8(ascii: "/") { end += 1 }
        guard end < markup.count, isName(markup[end]), !(0x30...0x39).contains(markup[end]) else { return "" }
        while end < markup.count, isName(markup[end]) { end += 1 }
        return String(decoding: markup[start..<end], as: UTF8.self).lowercased()
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39, 0x80...0xFF,
            UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// The first character of a declaration or processing instruction.
    private static func mark(in markup: UnsafeRawBufferPointer, at index: Int) -> Character? {
        guard index < markup.count else { return nil }
        let character = Character(Unicode.Scalar(markup[index]))
        return ["!", "?", "/"].contains(character) ? character : nil
    }

    /// Behind the `>` that ends a tag; one in quotes does not. A tag that never ends takes the rest.
    private static func closing(in markup: UnsafeRawBufferPointer, from start: Int) -> Int {
        var quote: UInt8?
        var index = start
        while index < markup.count {
            let byte = markup[index]
            index += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: ">") {
                return index
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), markup[index - 2] == UInt8(ascii: "=") {
                // Only the value of an attribute is quoted: an apostrophe elsewhere would swallow the text.
                quote = byte
            }
        }
        return markup.count
    }

    private static func has(_ text: StaticString, in markup: UnsafeRawBufferPointer, at index: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index >= 0, index + count <= markup.count else { return false }
        return (0..<count).allSatisfy { markup[index + $0] == text.utf8Start[$0] }
    }

    /// Behind the next `text`, whose letters may be of either case; the end when there is none.
    private static func end(
        of text: String, in markup: UnsafeRawBufferPointer, from start: Int, thenTo closing: UInt8? = nil
    ) -> Int {
        let wanted = Array(text.utf8)
        var index = start
        while index + wanted.count <= markup.count {
            if markup[index] == wanted[0],
                wanted.indices.allSatisfy({ (markup[index + $0] | 0x20) == (wanted[$0] | 0x20) }) {
                let end = index + wanted.count
                guard let closing else { return end }
                return (markup[end...].firstIndex(of: closing) ?? markup.count - 1) + 1
            }
            index += 1
        }
        return markup.count
    }
}

// MARK: Entities

extension MarkupText {
    private mutating func entity(_ markup: UnsafeRawBufferPointer, at start: Int) -> Int {
        let window = markup[(start + 1)..<min(start + 12, markup.count)]
        guard let end = window.firstIndex(of: UInt8(ascii: ";")),
            let text = Self.resolve(String(decoding: markup[(start + 1)..<end], as: UTF8.self))
        else {
            append("&")
            return start + 1
        }
        append(text)
        return end + 1
    }

    private static func resolve(_ name: String) -> String? {
        guard name.hasPrefix("#") else { return HTMLEntities.characters[name] }
        let digits = name.dropFirst()
        let number = digits.first == "x" || digits.first == "X"
            ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
