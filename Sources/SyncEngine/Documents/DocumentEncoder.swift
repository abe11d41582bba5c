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

    /// Ends the object and returns its bytes; the encoder is used up.
    ///
    /// Not `consuming`: the compiler then keeps the caller's encoder until it returns, and the last append copies
    /// the whole document.
    mutating func finish() -> Data {
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
        guard utf8.contains(where: Self.needsEscape) else { return bytes.append(contentsOf: utf8) }
        var start = 0
        while start < utf8.count {
            let piece = UnsafeRawBufferPointer(rebasing: utf8[start..<min(start + Self.escapedPiece, utf8.count)])
            bytes.append(contentsOf: Self.escaped(piece))
            start += piece.count
        }
    }

    /// Appending to `Data` byte by byte is a hundred times slower than to an array.
    private static let escapedPiece = 16 << 10

    private static func escaped(_ utf8: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 6 * utf8.count) { output, count in
            for byte in utf8 {
                guard needsEscape(byte) else {
                    output[count] = byte
                    count += 1
                    continue
                }
                count += escape(byte, into: UnsafeMutableBufferPointer(rebasing: output[count...]))
            }
        }
    }

    /// RFC 8259, section 7: the quotation mark, the reverse solidus and the control characters.
    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// - Returns: How many bytes it became.
    private static func escape(_ byte: UInt8, into output: UnsafeMutableBufferPointer<UInt8>) -> Int {
        output[0] = UInt8(ascii: "\\")
        guard byte < 0x20 else {
            output[1] = byte
            return 2
        }
        output[1] = UInt8(ascii: "u")
        output[2] = UInt8(ascii: "0")
        output[3] = UInt8(ascii: "0")
        output[4] = UInt8(ascii: "0") + byte >> 4
        output[5] = digits[Int(byte & 15)]
        return 6
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
