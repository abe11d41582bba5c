public import Foundation

extension TextEncoding {
    /// The text of `bytes` as valid UTF-8, without a byte order mark.
    ///
    /// - Parameter limit: The most bytes of text wanted; it ends between two characters.
    /// - Returns: The text, and whether there was more.
    public func decode(_ bytes: UnsafeRawBufferPointer, limit: Int = .max) -> (utf8: Data, isTruncated: Bool) {
        var output = UTF8Output(limit: limit, expected: bytes.count)
        switch self {
        case .utf8: Self.decodeUTF8(bytes, into: &output)
        case .utf16LittleEndian: Self.decodeUTF16(bytes, highByte: 1, into: &output)
        case .utf16BigEndian: Self.decodeUTF16(bytes, highByte: 0, into: &output)
        case .windows1252: for byte in bytes { output.append(Self.windows1252Table[Int(byte)]) }
        }
        return (output.utf8, output.isFull)
    }

    /// Whole runs of good bytes at a time.
    private static func decodeUTF8(_ bytes: UnsafeRawBufferPointer, into output: inout UTF8Output) {
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var index = start
        while index < bytes.count {
            let length = UTF8Sequence.length(in: bytes, at: index)
            if length > 0 {
                index += length
                continue
            }
            output.append(run: UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
            if UTF8Sequence.isCutOff(bytes, at: index) { return }
            output.append("\u{FFFD}")
            index += 1
            start = index
        }
        output.append(run: UnsafeRawBufferPointer(rebasing: bytes[start...]))
    }

    private static func decodeUTF16(_ bytes: UnsafeRawBufferPointer, highByte: Int, into output: inout UTF8Output) {
        var decoder = UTF16()
        var units = stride(from: 0, to: bytes.count - 1, by: 2).lazy
            .map { UInt16(bytes[$0 + highByte]) << 8 | UInt16(bytes[$0 + 1 - highByte]) }.makeIterator()
        var isFirst = true
        while true {
            switch decoder.decode(&units) {
            case .scalarValue(let scalar):
                if !isFirst || scalar != "\u{FEFF}" { output.append(scalar) }
            case .error: output.append("\u{FFFD}")
            case .emptyInput: return
            }
            isFirst = false
        }
    }

    /// WHATWG's index, whose five undefined bytes are control characters: <https://encoding.spec.whatwg.org/#windows-1252>
    private static let windows1252Table: [Unicode.Scalar] = {
        let upper = Array("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
        return (0...255).map { (byte: UInt8) in (0x80...0x9F).contains(byte) ? upper[Int(byte) - 0x80] : Unicode.Scalar(byte) }
    }()
}

/// UTF-8 up to a limit.
private struct UTF8Output {
    private(set) var utf8: Data
    /// Something did not fit.
    private(set) var isFull = false
    private let limit: Int

    init(limit: Int, expected: Int) {
        self.limit = limit
        utf8 = Data(capacity: min(limit, expected))
    }

    mutating func append(_ scalar: Unicode.Scalar) {
        guard !isFull else { return }
        guard utf8.count + UTF8.width(scalar) <= limit else {
            isFull = true
            return
        }
        if scalar.isASCII { utf8.append(UInt8(scalar.value)) } else { utf8.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
    }

    /// Appends bytes that are valid.
    mutating func append(run: UnsafeRawBufferPointer) {
        guard !isFull else { return }
        var end = run.count
        if end > limit - utf8.count {
            isFull = true
            end = limit - utf8.count
            while end > 0, run[end] & 0xC0 == 0x80 { end -= 1 }
        }
        utf8.append(contentsOf: run[..<end])
    }
}
