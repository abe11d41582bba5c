/// How a text is encoded, told by its bytes.
public enum TextEncoding: Sendable, Equatable {
    /// With or without a byte order mark; a few broken sequences are allowed for.
    case utf8
    case utf16LittleEndian
    case utf16BigEndian
    /// What Western European files from before Unicode are in; Latin-1 is a part of it.
    case windows1252

    /// The encoding of `bytes`; nil when they are no text.
    ///
    /// - Parameter bytes: A whole file or its beginning: a character that is cut off at the end does not count.
    public static func detect(_ bytes: UnsafeRawBufferPointer) -> TextEncoding? {
        if bytes.starts(with: [0xFF, 0xFE, 0x00, 0x00]) { return nil }  // UTF-32
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        if bytes.starts(with: [0xFE, 0xFF]) { return .utf16BigEndian }
        if needsParser(bytes) { return nil }
        let census = ByteCensus(bytes)
        if census.zeros > 0 { return utf16(census, bytes.count) }
        guard census.controls == 0 else { return nil }
        if census.isUTF8 { return .utf8 }
        return census.looksLikeWindows1252(bytes.count) ? .windows1252 : nil
    }

    /// Formats whose bytes may all be printable and that are no text to read.
    private static func needsParser(_ bytes: UnsafeRawBufferPointer) -> Bool {
        ["%PDF-", "%!PS", "{\\rtf"].contains { bytes.starts(with: $0.utf8) }
    }

    /// Without a byte order mark UTF-16 is told from binary data by its zeros: nearly every second byte of a
    /// Western text is one, all on the same side.
    private static func utf16(_ census: ByteCensus, _ count: Int) -> TextEncoding? {
        guard census.controls == 0, census.zeros * 10 >= count * 3 else { return nil }
        if census.zerosAtEven == 0 { return .utf16LittleEndian }
        return census.zerosAtEven == census.zeros ? .utf16BigEndian : nil
    }
}

/// What kinds of bytes there are, counted in one pass.
private struct ByteCensus {
    var zeros = 0
    var zerosAtEven = 0
    /// Control characters that no text has.
    var controls = 0
    /// Bytes from 0x80 on.
    var high = 0
    /// Of these, the five that Windows-1252 leaves undefined.
    var undefined = 0
    var sequences = 0
    var brokenSequences = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x80 else {
                if byte < 0x20 { count(control: byte, at: index) }
                index += 1
                continue
            }
            let length = UTF8Sequence.length(in: bytes, at: index)
            if length == 0, index + 4 > bytes.count, UTF8Sequence.isCutOff(bytes, at: index) { break }
            length == 0 ? (brokenSequences += 1) : (sequences += 1)
            for byte in bytes[index..<(index + max(1, length))] { count(high: byte) }
            index += max(1, length)
        }
    }

    private mutating func count(control byte: UInt8, at index: Int) {
        switch byte {
        case 0:
            zeros += 1
            if index.isMultiple(of: 2) { zerosAtEven += 1 }
        // Backspace to carriage return, end of file of old systems, and the escape of terminal colours.
        case 0x08...0x0D, 0x1A, 0x1B: break
        default: controls += 1
        }
    }

    private mutating func count(high byte: UInt8) {
        high += 1
        if [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte) { undefined += 1 }
    }

    /// A log with one damaged line is still UTF-8.
    var isUTF8: Bool { brokenSequences == 0 || brokenSequences * 20 <= sequences }

    func looksLikeWindows1252(_ count: Int) -> Bool { undefined == 0 && high * 10 <= count * 4 }
}

/// The rules of UTF-8: RFC 3629, section 4.
public enum UTF8Sequence {
    /// How many bytes the character at `index` has; 0 when there is none.
    public static func length(in bytes: UnsafeRawBufferPointer, at index: Int) -> Int {
        let first = bytes[index]
        if first < 0x80 { return 1 }
        guard let (length, second) = shape(first), index + length <= bytes.count else { return 0 }
        guard second.contains(bytes[index + 1]) else { return 0 }
        for next in bytes[(index + 2)..<(index + length)] where next & 0xC0 != 0x80 { return 0 }
        return length
    }

    /// Whether the bytes from `index` to the end are the beginning of a character.
    public static func isCutOff(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Bool {
        guard let (length, second) = shape(bytes[index]), index + length > bytes.count else { return false }
        guard index + 1 < bytes.count else { return true }
        return second.contains(bytes[index + 1]) && bytes[(index + 2)...].allSatisfy { $0 & 0xC0 == 0x80 }
    }

    /// Of a character that begins with `first`, its length and what its second byte may be.
    private static func shape(_ first: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
        switch first {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: nil
        }
    }
}
