/// Reads what is told apart by indentation: mappings and lists over several lines, and the document around them.
struct YAMLBlockParser {
    static let maximumDepth = 64

    /// A line that holds something: its indentation and what follows it. What stands after `- ` becomes a
    /// line of its own with a larger indentation.
    private struct Line {
        var number: Int
        var indent: Int
        var content: Substring
    }

    private let lines: [NumberedLine]
    private var index = 0
    /// What is left of the current line after a `- `.
    private var remainder: Line?
    private var depth = 0

    init(_ lines: [NumberedLine]) throws(YAMLError) {
        for line in lines where line.text.unicodeScalars.contains(where: isUnprintable) {
            throw YAMLError(
                line: line.number, problem: "a control character",
                remedy: "Remove it, or write it as an escape in double quotes: \"\\u0007\"")
        }
        self.lines = lines
    }

    mutating func parseDocument() throws(YAMLError) -> YAML {
        try skipDocumentStart()
        let document = try parseNode(atLeast: 0)
        guard let rest = try peek() else { return document }
        if isMarker(rest, "...") {
            index += 1
            guard let further = try peek() else { return document }
            throw furtherDocument(further.number)
        }
        if isMarker(rest, "---") { throw furtherDocument(rest.number) }
        throw unexpected(rest, under: nil)
    }

    private mutating func skipDocumentStart() throws(YAMLError) {
        guard let first = try peek() else { return }
        if first.indent == 0, first.content.hasPrefix("%") {
            throw YAMLError(
                line: first.number, problem: "a directive (`%`), which is not read here", remedy: "Remove the line")
        }
        guard isMarker(first, "---") else { return }
        guard isEndOrComment(first.content.dropFirst(3)) else {
            throw YAMLError(
                line: first.number, problem: "a value on the line of `---`", remedy: "Begin the document on the next line")
        }
        index += 1
    }

    private func furtherDocument(_ line: Int) -> YAMLError {
        YAMLError(line: line, problem: "a second document", remedy: "Keep one document in the file")
    }

    // MARK: nodes

    /// The node that begins on the next line, if that is indented by `indent` or more; else nothing.
    private mutating func parseNode(atLeast indent: Int) throws(YAMLError) -> YAML {
        guard let line = try peek(), line.indent >= indent, !isAnyMarker(line) else {
            return YAML(.null, line: currentNumber, text: "")
        }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw .tooDeep(line.number) }
        if isItem(line) { return try parseSequence(line) }
        if try key(of: line) != nil { return try parseMapping(line) }
        return try parseScalar(line)
    }

    private mutating func parseScalar(_ line: Line) throws(YAMLError) -> YAML {
        if let header = try blockScalarHeader(line.content, line.number) {
            advance()
            return parseBlockScalar(header, under: line.indent == 0 ? -1 : line.indent - 1, line: line.number)
        }
        var inline = YAMLInlineParser(line.content, line: line.number)
        let value = try inline.parseValue()
        advance()
        return value
    }

    private mutating func parseMapping(_ first: Line) throws(YAMLError) -> YAML {
        var members: [YAML.Member] = []
        while let line = try peek(), line.indent >= first.indent, !isAnyMarker(line) {
            guard line.indent == first.indent, !isItem(line), let (key, rest) = try key(of: line) else {
                throw unexpected(line, under: first)
            }
            if key == "<<" { throw .merge(line.number) }
            if let earlier = members.first(where: { $0.key == key }) {
                throw .duplicate(key, line.number, first: earlier.line)
            }
            let value = try parseValue(rest, of: line, itemsMayStandBelow: true)
            members.append(YAML.Member(key: key, line: line.number, value: value))
        }
        return YAML(.mapping(members), line: first.number)
    }

    private mutating func parseSequence(_ first: Line) throws(YAMLError) -> YAML {
        var items: [YAML] = []
        while let line = try peek(), line.indent >= first.indent, !isAnyMarker(line) {
            guard line.indent == first.indent else { throw unexpected(line, under: first) }
            // A list may stand at the indentation of its key; the next key ends it.
            guard isItem(line) else { break }
            items.append(try parseItem(line))
        }
        return YAML(.sequence(items), line: first.number)
    }

    private mutating func parseItem(_ line: Line) throws(YAMLError) -> YAML {
        let afterDash = line.content.dropFirst()
        if afterDash.first == "\t" { throw .tab(line.number) }
        let content = afterDash.drop { $0 == " " }
        let inner = Line(
            number: line.number, indent: line.indent + 1 + afterDash.count - content.count, content: content)
        let hasKey = try key(of: inner) != nil
        guard hasKey || isItem(inner) else {
            return try parseValue(String(content), of: line, itemsMayStandBelow: false)
        }
        remainder = inner
        return try parseNode(atLeast: inner.indent)
    }

    /// What follows `key:` or `- `: on the line, or below it.
    private mutating func parseValue(
        _ rest: String, of line: Line, itemsMayStandBelow: Bool
    ) throws(YAMLError) -> YAML {
        if let header = try blockScalarHeader(rest[...], line.number) {
            advance()
            return parseBlockScalar(header, under: line.indent, line: line.number)
        }
        guard isEndOrComment(rest[...]) else {
            var inline = YAMLInlineParser(rest, line: line.number)
            let value = try inline.parseValue()
            advance()
            return value
        }
        advance()
        guard let next = try peek() else { return YAML(.null, line: line.number, text: "") }
        if next.indent > line.indent || (itemsMayStandBelow && next.indent == line.indent && isItem(next)) {
            return try parseNode(atLeast: next.indent)
        }
        return YAML(.null, line: line.number, text: "")
    }

    private func unexpected(_ line: Line, under first: Line?) -> YAMLError {
        guard let first else {
            return YAMLError(
                line: line.number, problem: "a line that belongs to nothing above it",
                remedy: "Begin it in the column of the first key, and write `key: value`")
        }
        if line.indent > first.indent {
            return YAMLError(
                line: line.number,
                problem: "\(spaces(line.indent)) of indentation where the lines of this level, from line \(first.number) on, have \(first.indent)",
                remedy: "Indent it by \(spaces(first.indent)). A value over several lines needs `|` or `>` after its key")
        }
        if isItem(line) {
            return YAMLError(
                line: line.number, problem: "a list item among the keys of a mapping",
                remedy: "Put the list under a key: `key:`, then `- item` lines below it")
        }
        return YAMLError(
            line: line.number, problem: "a line that is neither `key: value` nor `- item`",
            remedy: "Write `key: value`, with a space after the colon. A value over several lines needs `|` or `>` after its key")
    }

    private func spaces(_ count: Int) -> String { count == 1 ? "1 space" : "\(count) spaces" }

    // MARK: lines

    private var currentNumber: Int { index < lines.count ? lines[index].number : lines.last?.number ?? 1 }

    /// The next line that holds something. Moves past empty lines and comments.
    private mutating func peek() throws(YAMLError) -> Line? {
        if let remainder { return remainder }
        while index < lines.count {
            let text = lines[index].text
            let content = text.drop { $0 == " " }
            if !content.allSatisfy({ $0 == " " || $0 == "\t" }), content.first != "#" {
                if content.first == "\t" { throw .tab(lines[index].number) }
                return Line(number: lines[index].number, indent: text.count - content.count, content: content)
            }
            index += 1
        }
        return nil
    }

    private mutating func advance() {
        remainder = nil
        index += 1
    }

    private func key(of line: Line) throws(YAMLError) -> (key: String, rest: String)? {
        if line.content.hasPrefix("? ") || line.content == "?" {
            throw YAMLError(
                line: line.number, problem: "a complex key (`?`), which is not read here", remedy: "Write `key: value`")
        }
        var inline = YAMLInlineParser(line.content, line: line.number)
        guard let (key, rest) = try inline.parseKey() else { return nil }
        if let first = key.first, "&*!%@`|>".contains(first), !"\"'".contains(line.content.first ?? " ") {
            throw YAMLError(
                line: line.number, problem: "a key that begins with an anchor, alias, tag or reserved character",
                remedy: "Leave that out, or put the key in quotes")
        }
        return (key, rest)
    }

    private func isItem(_ line: Line) -> Bool {
        line.content.first == "-" && (line.content.count == 1 || line.content.dropFirst().first == " " || line.content.dropFirst().first == "\t")
            && !isAnyMarker(line)
    }

    private func isMarker(_ line: Line, _ marker: String) -> Bool {
        guard line.indent == 0, line.content.hasPrefix(marker) else { return false }
        let next = line.content.dropFirst(3).first
        return next == nil || next == " " || next == "\t"
    }

    private func isAnyMarker(_ line: Line) -> Bool { isMarker(line, "---") || isMarker(line, "...") }

    private func isEndOrComment(_ text: Substring) -> Bool {
        let rest = text.drop { $0 == " " || $0 == "\t" }
        return rest.isEmpty || rest.first == "#"
    }

    // MARK: literal and folded scalars

    private func blockScalarHeader(_ text: Substring, _ line: Int) throws(YAMLError) -> YAMLBlockScalar? {
        guard text.first == "|" || text.first == ">" else { return nil }
        let indicators = text.prefix { $0 != " " && $0 != "\t" }
        guard let header = YAMLBlockScalar(indicators), isEndOrComment(text.dropFirst(indicators.count)) else {
            throw YAMLError(
                line: line, problem: "`\(text.prefix(1))` and then something else",
                remedy: "Begin the text on the next line, or put a value that begins so in quotes")
        }
        return header
    }

    private mutating func parseBlockScalar(_ header: YAMLBlockScalar, under indent: Int, line: Int) -> YAML {
        let content = lines[min(index, lines.count)...].prefix { candidate in
            let leading = candidate.text.prefix { $0 == " " }.count
            return leading > indent || candidate.text.allSatisfy { $0 == " " }
        }
        index += content.count
        let text = header.text(of: content.map(\.text), under: indent)
        return YAML(.string(text), line: line, text: text)
    }
}

/// What YAML does not allow in a text: everything below a space but the tab, DEL, and C1 but NEL.
private func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9, 0x85: false
    case 0..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: true
    default: false
    }
}
