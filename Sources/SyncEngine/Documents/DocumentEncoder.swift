import Foundation

/// Writes one JSON object member by member, in the order given.
///
/// `JSONEncoder` needs ten times as long for a document (its members become a dictionary first), and its
/// order changes from run to run unless it sorts; a fingerprint needs the same bytes every time.
struct DocumentEncoder {
    private(set) var bytes = Data()
    private var isEmpty = true

    init(capacity: Int = 1024) {
        bytes.reserveCapacity(capacity)
        bytes.append(UInt8(ascii: "{"))
    }

    /// Makes room for `count` further bytes at once.
    mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

    /// How long `count` bytes are in base64.
    static func base64Count(_ count: Int) -> Int { (count + 2) / 3 * 4 }

    mutating func write(_ field: DocumentField) {
        key(field.name)
        switch field.value {
        case .string(let text): string(text)
        case .int(let number): bytes.append(contentsOf: String(number).utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .null: bytes.append(contentsOf: "null".utf8)
        case .strings(let texts): array(texts)
        }
    }

    /// Writes `content` as a base64 member, piece by piece: there is no second copy of the base64 text.
    mutating func writeBase64(_ name: String, _ content: Data) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        var rest = content[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Self.base64Piece)
            bytes.append(piece.base64EncodedData())
            rest = rest.dropFirst(piece.count)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Three bytes are four characters: only the last piece has padding.
    private static let base64Piece = 3 << 14

    /// Writes text as a member, as much of it as the document has room for.
    ///
    /// - Parameters:
    ///   - utf8: Valid UTF-8.
    ///   - limit: The most bytes of the whole document.
    /// - Returns: Whether it was written whole. If not, it ends between two characters.
    mutating func writeText(_ name: String, _ utf8: Data, within limit: Int) -> Bool {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        let room = limit - bytes.count - Self.reservedForEnd
        let isWhole = utf8.withUnsafeBytes { text in
            let end = Self.prefix(of: text, within: room)
            append(UnsafeRawBufferPointer(rebasing: text[..<end]))
            return end == text.count
        }
        bytes.append(UInt8(ascii: "\""))
        return isWhole
    }

    /// The quotation mark, the truncation flag and the brace that follow a text.
    private static let reservedForEnd = 64

    /// How many bytes of `text` take at most `room` bytes in a JSON string, without cutting a character.
    private static func prefix(of text: UnsafeRawBufferPointer, within room: Int) -> Int {
        // A byte becomes six at the most.
        if text.count <= room / 6 { return text.count }
        var used = 0
        var characterStart = 0
        for index in text.indices {
            let byte = text[index]
            if byte & 0xC0 != 0x80 { characterStart = index }
            used += needsEscape(byte) ? (byte < 0x20 ? 6 : 2) : 1
            if used > room { return characterStart }
        }
        return text.count
    }

    /// Ends the object and returns its bytes.
    consuming func finish() -> Data {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private mutating func key(_ name: String) {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func array(_ texts: [String]) {
        bytes.append(UInt8(ascii: "["))
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            string(text)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes the inside of a JSON string.
    private mutating func append(_ utf8: UnsafeRawBufferPointer) {
        var start = utf8.startIndex
        for index in utf8.indices where Self.needsEscape(utf8[index]) {
            bytes.append(contentsOf: utf8[start..<index])
            escape(utf8[index])
            start = index + 1
        }
        bytes.append(contentsOf: utf8[start...])
    }

    /// RFC 8259, section 7: the quotation mark, the reverse solidus and the control characters.
    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        default:
            let digits = String(byte, radix: 16)
            bytes.append(contentsOf: "\\u".utf8)
            bytes.append(contentsOf: String(repeating: "0", count: 4 - digits.count).utf8)
            bytes.append(contentsOf: digits.utf8)
        }
    }
}
