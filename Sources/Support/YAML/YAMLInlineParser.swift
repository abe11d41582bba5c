/// Reads what stands on one line: scalars, flow lists and mappings, keys, comments.
struct YAMLInlineParser {
    let line: Int
    private let characters: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ text: some StringProtocol, line: Int) {
        self.line = line
        characters = Array(text.unicodeScalars)
    }

    /// The one value of the text; a comment may follow.
    mutating func parseValue() throws(YAMLError) -> YAML {
        skipBlanks()
        let value = try parseNode(inFlow: false)
        try expectEnd()
        return value
    }

    /// The key at the beginning, when the text has one.
    ///
    /// - Returns: The key and what follows its colon; nil when there is no colon that ends a key.
    mutating func parseKey() throws(YAMLError) -> (key: String, rest: String)? {
        let key: String
        switch peek {
        case "\"", "'":
            // What is wrong with it is told by whoever reads it as a value.
            guard let text = try? parseQuoted() else { return nil }
            key = text
            skipBlanks()
            guard peek == ":" else { return nil }
        case "[", "{", "#", nil: return nil
        default: key = takePlain(inFlow: false)
        }
        guard peek == ":", isBlankOrEnd(at: position + 1) else { return nil }
        position += 1
        if peek == "\t" { throw tab }
        skipBlanks()
        return (key, String(String.UnicodeScalarView(characters[position...])))
    }

    // MARK: nodes

    private mutating func parseNode(inFlow: Bool) throws(YAMLError) -> YAML {
        try refuseIndicator()
        switch peek {
        case "\"", "'":
            let text = try parseQuoted()
            return YAML(.string(text), line: line, text: text)
        case "[": return try parseFlowSequence()
        case "{": return try parseFlowMapping()
        case nil, "#": return YAML(.null, line: line, text: "")
        default: return try parsePlain(inFlow: inFlow)
        }
    }

    private mutating func parsePlain(inFlow: Bool) throws(YAMLError) -> YAML {
        let text = takePlain(inFlow: inFlow)
        if peek == ":", !inFlow {
            throw error(
                "a second `: ` on one line, inside a value",
                "Put the value in quotes, or write the inner key on a line of its own, indented")
        }
        if inFlow, peek == "[" || peek == "{" {
            throw error("a bracket inside a value that has no quotes", "Put the value in quotes")
        }
        return YAML(YAMLScalar.value(of: text), line: line, text: text)
    }

    private mutating func parseFlowSequence() throws(YAMLError) -> YAML {
        try enter()
        var items: [YAML] = []
        while true {
            skipBlanks()
            if take("]") { break }
            try expectItem(before: "]")
            items.append(try parseNode(inFlow: true))
            skipBlanks()
            if peek == ":" {
                throw error("a key inside a list in brackets", "Put the key and its value in braces: `[{key: value}]`")
            }
            if try endOfItem(closing: "]") { break }
        }
        depth -= 1
        return YAML(.sequence(items), line: line)
    }

    private mutating func parseFlowMapping() throws(YAMLError) -> YAML {
        try enter()
        var members: [YAML.Member] = []
        while true {
            skipBlanks()
            if take("}") { break }
            try expectItem(before: "}")
            let key = try parseFlowKey()
            guard !members.contains(where: { $0.key == key }) else { throw .duplicate(key, line, first: line) }
            skipBlanks()
            let value = isItemEnd ? YAML(.null, line: line, text: "") : try parseNode(inFlow: true)
            members.append(YAML.Member(key: key, line: line, value: value))
            skipBlanks()
            if try endOfItem(closing: "}") { break }
        }
        depth -= 1
        return YAML(.mapping(members), line: line)
    }

    private mutating func parseFlowKey() throws(YAMLError) -> String {
        try refuseIndicator()
        let isQuoted = peek == "\"" || peek == "'"
        let key = isQuoted ? try parseQuoted() : takePlain(inFlow: true)
        skipBlanks()
        guard peek == ":", isQuoted || isBlankOrEnd(at: position + 1) || isFlowIndicator(at: position + 1) else {
            throw error("a key in braces without a value", "Write `{key: value}`, with a space after the colon")
        }
        position += 1
        if key == "<<" { throw .merge(line) }
        return key
    }

    // MARK: scalars

    private mutating func parseQuoted() throws(YAMLError) -> String {
        let quote = characters[position]
        position += 1
        var text = String.UnicodeScalarView()
        while let character = peek {
            position += 1
            switch character {
            case quote where quote == "'" && peek == "'":
                position += 1
                text.append("'")
            case quote: return String(text)
            case "\\" where quote == "\"": text.append(try parseEscape())
            default: text.append(character)
            }
        }
        throw error(
            "a quote that is not closed on its line",
            "Close it with \(quote). A text over several lines is written with `|` or `>` after the key")
    }

    private mutating func parseEscape() throws(YAMLError) -> Unicode.Scalar {
        let character = peek
        position += 1
        switch character {
        case "x": return try parseCodePoint(digits: 2)
        case "u": return try parseSurrogatePairOrCodePoint()
        case "U": return try parseCodePoint(digits: 8)
        default:
            if let character, let meaning = Self.escapes[character] { return meaning }
            throw error("a `\\` that begins no escape", "Write `\\\\` for a backslash, or use single quotes, which have no escapes")
        }
    }

    /// JSON, which is YAML too, writes a character beyond U+FFFF as two escapes.
    private mutating func parseSurrogatePairOrCodePoint() throws(YAMLError) -> Unicode.Scalar {
        let high = try parseHexadecimal(digits: 4)
        if let scalar = Unicode.Scalar(high) { return scalar }
        if (0xD800..<0xDC00).contains(high), take("\\"), take("u") {
            let low = try parseHexadecimal(digits: 4)
            if (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
        }
        throw error("an escape that is no character", "Write both halves, `\\ud83d\\ude00`, or the character itself")
    }

    private mutating func parseCodePoint(digits: Int) throws(YAMLError) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(try parseHexadecimal(digits: digits)) else {
            throw error("an escape that is no character", "Write the character itself")
        }
        return scalar
    }

    private mutating func parseHexadecimal(digits: Int) throws(YAMLError) -> UInt32 {
        let text = String(String.UnicodeScalarView(characters[position...].prefix(digits)))
        guard text.utf8.count == digits, text.first != "+", text.first != "-", let value = UInt32(text, radix: 16) else {
            throw error("an escape with too few hexadecimal digits", "Give it \(digits)")
        }
        position += digits
        return value
    }

    /// YAML 1.1, 5.6, as far as an escape is one character.
    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "0": "\0", "a": "\u{7}", "b": "\u{8}", "t": "\t", "\t": "\t", "n": "\n", "v": "\u{B}", "f": "\u{C}", "r": "\r",
        "e": "\u{1B}", " ": " ", "\"": "\"", "/": "/", "\\": "\\", "N": "\u{85}", "_": "\u{A0}", "L": "\u{2028}",
        "P": "\u{2029}",
    ]

    /// A plain scalar: up to a comment, a colon that ends a key, and inside brackets up to what divides them.
    private mutating func takePlain(inFlow: Bool) -> String {
        let start = position
        while let character = peek {
            if character == "#", position > start, isBlankOrEnd(at: position - 1) { break }
            if character == ":", isBlankOrEnd(at: position + 1) || (inFlow && isFlowIndicator(at: position + 1)) { break }
            if inFlow, isFlowIndicator(at: position) { break }
            position += 1
        }
        var end = position
        while end > start, isBlankOrEnd(at: end - 1) { end -= 1 }
        return String(String.UnicodeScalarView(characters[start..<end]))
    }

    // MARK: characters

    private var peek: Unicode.Scalar? { position < characters.count ? characters[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == character else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while peek == " " || peek == "\t" { position += 1 }
    }

    private func isBlankOrEnd(at index: Int) -> Bool {
        index >= characters.count || characters[index] == " " || characters[index] == "\t"
    }

    private func isFlowIndicator(at index: Int) -> Bool {
        index < characters.count && [",", "[", "]", "{", "}"].contains(characters[index])
    }

    private var isItemEnd: Bool { peek == "," || peek == "]" || peek == "}" }
}

// MARK: what is refused

extension YAMLInlineParser {
    private func error(_ problem: String, _ remedy: String) -> YAMLError {
        YAMLError(line: line, problem: problem, remedy: remedy)
    }

    private var tab: YAMLError { .tab(line) }

    private mutating func enter() throws(YAMLError) {
        position += 1
        depth += 1
        // Each level is a call: a line of brackets only must not use up the stack.
        guard depth <= YAMLBlockParser.maximumDepth else { throw .tooDeep(line) }
    }

    private mutating func expectEnd() throws(YAMLError) {
        skipBlanks()
        let isComment = peek == "#" && (position == 0 || isBlankOrEnd(at: position - 1))
        guard peek != nil, !isComment else { return }
        throw error("text after the end of a value", "Put the whole value in one pair of quotes, or ` #` before a comment")
    }

    private func expectItem(before bracket: Unicode.Scalar) throws(YAMLError) {
        if peek == "," { throw error("nothing between two commas", "Remove one comma, or write `null`") }
        if peek == nil || peek == "#" { throw unclosed(bracket) }
    }

    /// Whether the list ends here; else the comma before the next item has been taken.
    private mutating func endOfItem(closing bracket: Unicode.Scalar) throws(YAMLError) -> Bool {
        if take(bracket) { return true }
        if take(",") { return false }
        if peek == nil || peek == "#" { throw unclosed(bracket) }
        throw error("no comma between two items in brackets", "Separate items with `, `, and close with `\(bracket)`")
    }

    private func unclosed(_ bracket: Unicode.Scalar) -> YAMLError {
        error(
            "a bracket that is not closed on its line",
            "Close it with `\(bracket)`, or write each item on a line of its own, after `- ` or as `key: value`")
    }

    /// Characters that begin something else than a plain scalar.
    private func refuseIndicator() throws(YAMLError) {
        switch peek {
        case "&", "*":
            throw error("an anchor or alias (`&`, `*`), which is not read here", "Write the value out, or in quotes if it begins so")
        case "!": throw error("a tag (`!`), which is not read here", "Leave it out, or put the value in quotes if it begins so")
        case "@", "`", "%":
            throw error("a value that begins with a reserved character", "Put the value in quotes")
        case "|", ">":
            throw error("a text block in a place for a value of one line", "Write the key, then `|` or `>` at the end of its line")
        case "]", "}", ",": throw error("a bracket or comma that closes nothing", "Put the value in quotes, or open it")
        case "-" where isBlankOrEnd(at: position + 1):
            throw error("a list item on the line of its key", "Begin the list on the next line, or write `[a, b]`")
        case "?" where isBlankOrEnd(at: position + 1):
            throw error("a complex key (`?`), which is not read here", "Write `key: value`")
        default: return
        }
    }
}

extension YAMLError {
    static func tab(_ line: Int) -> YAMLError {
        YAMLError(line: line, problem: "a tab where YAML allows only spaces", remedy: "Replace it with spaces")
    }

    static func tooDeep(_ line: Int) -> YAMLError {
        YAMLError(
            line: line, problem: "more than \(YAMLBlockParser.maximumDepth) levels inside each other",
            remedy: "No setting is that deep; look for a bracket or an indentation too many")
    }

    static func merge(_ line: Int) -> YAMLError {
        YAMLError(line: line, problem: "a merge key (`<<`), which is not read here", remedy: "Write the keys out")
    }

    static func duplicate(_ key: String, _ line: Int, first: Int) -> YAMLError {
        YAMLError(
            line: line, problem: "the key `\(key)` a second time; the first is on line \(first)",
            remedy: "Keep one of them")
    }
}
