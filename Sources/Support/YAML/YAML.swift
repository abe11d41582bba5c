/// One node of a YAML text: a scalar, a list or a mapping, and the line it stands on.
///
/// Reads the part of YAML that configuration files use, strictly: block mappings and lists, flow ones on one
/// line, plain and quoted scalars on one line, literal (`|`) and folded (`>`) scalars, comments, one document.
/// Anchors, aliases, tags, merge keys, complex keys, tabs as indentation, duplicate keys, scalars over several
/// lines and further documents are errors.
///
/// Plain scalars mean what PyYAML makes of them, because that is what read these files before; see
/// ``Value``. <https://yaml.org/type/>
public struct YAML: Sendable, Equatable {
    public var value: Value
    /// Counted from 1.
    public var line: Int
    /// A scalar as it is written, quotes and escapes resolved: `"0123"` for the number 83. Nil for a list or mapping.
    public var text: String?

    public enum Value: Sendable, Equatable {
        /// Nothing, `~`, `null`, `Null`, `NULL`.
        case null
        /// `true`, `yes`, `on`, `false`, `no`, `off`; in small, capital or all capital letters.
        case bool(Bool)
        /// Decimal, `0x1F`, `0b101`, or octal with a leading zero; `_` between digits. One that does not fit in
        /// 64 bits is a ``double(_:)``. Unlike in PyYAML `1:30` is a text, not a number of base 60.
        case int(Int)
        /// With a point: `1.5`, `.5`, `1.5e+3`, `.inf`, `.nan`. As in PyYAML `1e3` is a text.
        case double(Double)
        /// Everything quoted, and every other plain scalar. Unlike in PyYAML a date is a text.
        case string(String)
        case sequence([YAML])
        /// In the order of the text; no key twice.
        case mapping([Member])
    }

    /// A key of a mapping with its value. Every key is a text, however it looks.
    public struct Member: Sendable, Equatable {
        public var key: String
        /// Of the key, from 1.
        public var line: Int
        public var value: YAML
    }

    public init(_ value: Value, line: Int, text: String? = nil) {
        self.value = value
        self.line = line
        self.text = text
    }
}

extension YAML {
    /// Reads one document. An empty text is ``Value/null``.
    public static func parse(_ text: String) throws(YAMLError) -> YAML {
        try parse(NumberedLine.lines(of: text))
    }

    /// Reads one document from lines that know where they came from, for a text that was changed first.
    public static func parse(_ lines: [NumberedLine]) throws(YAMLError) -> YAML {
        var parser = try YAMLBlockParser(lines)
        return try parser.parseDocument()
    }

    /// What a text means as a plain scalar: ``Value/int(_:)`` for `"30"`. Never a list or mapping.
    public static func scalar(_ text: String) -> Value { YAMLScalar.value(of: text) }

    /// The value of `key` in a mapping; nil for a missing key and for anything that is not a mapping.
    public subscript(_ key: String) -> YAML? {
        guard case .mapping(let members) = value else { return nil }
        return members.first { $0.key == key }?.value
    }
}

/// A line of a text and its number there, from 1.
public struct NumberedLine: Sendable, Equatable {
    public var number: Int
    /// Without its line feed.
    public var text: String

    public init(number: Int, text: String) {
        self.number = number
        self.text = text
    }

    /// The lines of `text`, separated by LF or CR LF, without a byte order mark.
    public static func lines(of text: String) -> [NumberedLine] {
        var scalars = text.unicodeScalars[...]
        if scalars.first == "\u{FEFF}" { scalars = scalars.dropFirst() }
        return scalars.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
            NumberedLine(number: index + 1, text: String(line.last == "\r" ? line.dropLast() : line))
        }
    }
}
