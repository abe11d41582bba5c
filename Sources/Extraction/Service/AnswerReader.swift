import Foundation

/// Reads `{"extracted_text": "...", "error": "...", "message": "..."}` piece by piece.
///
/// A document's text may be larger than memory should be: of each of the three members only its beginning is
/// kept, and of the rest of the answer nothing. It does not check JSON; it never takes half an answer for a whole one.
struct AnswerReader {
    private enum Member {
        case text, error, message, other
    }

    private enum Escape {
        case none, started
        /// Hexadecimal digits of a `\u` so far.
        case unicode(digits: Int, value: UInt32)
    }

    private var depth = 0
    private var isInString = false
    /// Whether the next string of the outer object is a name.
    private var expectsName = false
    private var escape = Escape.none
    private var highSurrogate: UInt32?
    private var name = Data()
    private var member = Member.other
    private var values: [Member: Data] = [:]
    private let limit: Int

    /// Whether the object has been closed.
    private(set) var isWhole = false

    /// - Parameter limit: The most bytes of text wanted; some more are kept, to tell that there are more.
    init(limit: Int) {
        self.limit = limit
    }

    /// `extracted_text`; may end within a character.
    var text: Data? { values[.text] }
    var error: String? { values[.error].map { String(decoding: $0, as: UTF8.self) } }
    var message: String? { values[.message].map { String(decoding: $0, as: UTF8.self) } }

    mutating func read(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count {
            if isInString, case .none = escape {
                let end = bytes[index...].firstIndex { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") } ?? bytes.count
                if end > index { keep(UnsafeRawBufferPointer(rebasing: bytes[index..<end])) }
                guard end < bytes.count else { return }
                if bytes[end] == UInt8(ascii: "\\") { escape = .started } else { endString() }
                index = end + 1
            } else if isInString {
                readEscape(bytes[index])
                index += 1
            } else {
                readStructure(bytes[index])
                index += 1
            }
        }
    }

    private mutating func readStructure(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
            expectsName = depth == 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            isWhole = depth == 0
        case UInt8(ascii: ","): if depth == 1 { expectsName = true }
        case UInt8(ascii: ":"): if depth == 1 { expectsName = false }
        case UInt8(ascii: "\""): beginString()
        default: break
        }
    }

    private mutating func beginString() {
        isInString = true
        guard depth == 1 else { return member = .other }
        if expectsName {
            name = Data()
            return
        }
        member =
            switch String(decoding: name, as: UTF8.self) {
            case "extracted_text": .text
            case "error": .error
            case "message": .message
            default: .other
            }
        if member != .other { values[member] = Data() }
    }

    private mutating func endString() {
        isInString = false
        highSurrogate = nil
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
        if depth == 1, expectsName {
            name.append(contentsOf: bytes.prefix(max(0, 32 - name.count)))
        } else if member != .other {
            let most = member == .text ? (limit == .max ? limit : limit + 4) : 1000
            let count = values[member]?.count ?? 0
            values[member]?.append(contentsOf: bytes.prefix(max(0, most - count)))
        }
    }

    private mutating func keep(_ scalar: Unicode.Scalar) {
        var text = String(Character(scalar))
        text.withUTF8 { keep(UnsafeRawBufferPointer($0)) }
    }

    private mutating func readEscape(_ byte: UInt8) {
        switch escape {
        case .none: return
        case .started:
            escape = .none
            switch byte {
            case UInt8(ascii: "u"): escape = .unicode(digits: 0, value: 0)
            case UInt8(ascii: "n"): keep("\n")
            case UInt8(ascii: "t"): keep("\t")
            case UInt8(ascii: "r"): keep("\r")
            case UInt8(ascii: "b"): keep("\u{8}")
            case UInt8(ascii: "f"): keep("\u{C}")
            default: keep(Unicode.Scalar(byte))
            }
        case .unicode(let digits, let value):
            let value = value << 4 | UInt32(Character(Unicode.Scalar(byte)).hexDigitValue ?? 0)
            escape = digits == 3 ? .none : .unicode(digits: digits + 1, value: value)
            if digits == 3 { keep(codeUnit: value) }
        }
    }

    /// RFC 8259, section 7: beyond the first plane a character is two escapes.
    private mutating func keep(codeUnit: UInt32) {
        switch codeUnit {
        case 0xD800...0xDBFF: highSurrogate = codeUnit
        case 0xDC00...0xDFFF:
            let high = highSurrogate
            highSurrogate = nil
            guard let high, let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (codeUnit - 0xDC00)) else {
                return keep("\u{FFFD}")
            }
            keep(scalar)
        default: keep(Unicode.Scalar(codeUnit) ?? "\u{FFFD}")
        }
    }
}
