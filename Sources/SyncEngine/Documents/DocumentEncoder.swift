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

    /// Writes `content` as a base64 member, without a copy of the base64 text.
    mutating func writeBase64(_ name: String, _ content: Data) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(content.base64EncodedData())
        bytes.append(UInt8(ascii: "\""))
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
        text.withUTF8 { utf8 in
            var start = utf8.startIndex
            for index in utf8.indices where Self.needsEscape(utf8[index]) {
                bytes.append(contentsOf: utf8[start..<index])
                escape(utf8[index])
                start = index + 1
            }
            bytes.append(contentsOf: utf8[start...])
        }
        bytes.append(UInt8(ascii: "\""))
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
