import Foundation

/// A pattern for paths: `*` stands for any characters of one name, `?` for one character, `**` between
/// slashes for any number of folders, none too, and at the end for everything in the folder.
///
/// A pattern that begins without a slash may begin in any folder. One without a wildcard means the file or
/// folder of that name with everything below it, and so does one that ends with a slash. Case does not
/// count, as it does not in Dropbox. A backslash takes the meaning from the character behind it.
struct PathGlob: Sendable, Hashable {
    /// What stands between two slashes.
    enum Segment: Sendable, Hashable {
        case literal([UInt8])
        case wildcard([Token])
        /// `**`
        case anyDepth
    }

    enum Token: Sendable, Hashable {
        case byte(UInt8)
        /// `?`
        case anyCharacter
        /// `*`
        case anyText
    }

    /// As it was written.
    let text: String
    let segments: [Segment]
    /// The folders at the beginning, as they were written, before the first wildcard.
    let literalPrefix: [String]

    /// - Throws: ``Mistake``.
    init(_ text: String) throws(Mistake) {
        self.text = text
        var names = text.split(separator: "/").map(String.init)
        guard !names.isEmpty else { throw Mistake(description: "must name a file or folder, such as \"/Sales/**\"; \"/**\" is everything") }
        if !text.hasPrefix("/") { names.insert("**", at: 0) }
        var segments: [Segment] = []
        for name in names { segments.append(try Self.segment(name)) }
        let literals = segments.prefix { if case .literal = $0 { true } else { false } }.count
        literalPrefix = zip(names, 0..<literals).map { name, _ in Self.unescaped(name) }
        let hasWildcard = segments.dropFirst(text.hasPrefix("/") ? 0 : 1).contains {
            if case .literal = $0 { false } else { true }
        }
        isLiteral = !hasWildcard && text.hasPrefix("/") && !text.hasSuffix("/")
        if text.hasSuffix("/"), segments.last != .anyDepth { segments.append(.anyDepth) }
        if segments.last == .anyDepth {
            // Everything in the folder, and not the folder.
            segments.append(.wildcard([.anyText]))
        } else if !hasWildcard {
            segments.append(.anyDepth)
        }
        self.segments = segments
    }

    /// Whether it names one file or folder, and so the folder itself besides what is in it.
    let isLiteral: Bool

    /// Why a text is no pattern, as the end of a sentence that begins with its place.
    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    /// Whether something deeper than directly in the folder of ``literalPrefix`` can match.
    var isDeep: Bool {
        let rest = segments.dropFirst(literalPrefix.count)
        return rest.count > 1 || rest.contains(.anyDepth)
    }

    private static func segment(_ name: String) throws(Mistake) -> Segment {
        if name == "**" { return .anyDepth }
        guard name != ".", name != ".." else {
            throw Mistake(description: "must not contain \"\(name)\": write the path from the account's root, such as \"/Sales/**\"")
        }
        var tokens: [Token] = []
        var isEscaped = false
        for scalar in normalized(name).unicodeScalars {
            if isEscaped {
                tokens += String(scalar).utf8.map(Token.byte)
                isEscaped = false
                continue
            }
            switch scalar {
            case "\\": isEscaped = true
            case "?": tokens.append(.anyCharacter)
            case "*":
                guard tokens.last != .anyText else {
                    throw Mistake(description: "must have ** alone between slashes, such as \"/Sales/**/*.pdf\"; * is for a part of a name")
                }
                tokens.append(.anyText)
            default: tokens += String(scalar).utf8.map(Token.byte)
            }
        }
        let bytes = tokens.compactMap { if case .byte(let byte) = $0 { byte } else { nil } }
        return bytes.count == tokens.count ? .literal(bytes) : .wildcard(tokens)
    }

    private static func unescaped(_ name: String) -> String {
        var text = ""
        var isEscaped = false
        for character in name {
            if character == "\\", !isEscaped { isEscaped = true } else { text.append(character); isEscaped = false }
        }
        return text
    }

    /// One form for what Dropbox takes for equal: lower case, composed.
    static func normalized(_ text: String) -> String {
        let lowered = text.lowercased()
        return lowered.utf8.allSatisfy { $0 < 0x80 } ? lowered : lowered.precomposedStringWithCanonicalMapping
    }
}

extension PathGlob {
    /// A path, prepared to be held against many patterns.
    struct Path: Sendable {
        fileprivate let names: [ArraySlice<UInt8>]

        /// - Parameter path: With a leading slash.
        init(_ path: String) {
            names = Array(normalized(path).utf8).split(separator: UInt8(ascii: "/"))
        }
    }

    func matches(_ path: Path) -> Bool {
        // reached[n]: the segments so far can stand for the first n names.
        var reached = Array(repeating: false, count: path.names.count + 1)
        reached[0] = true
        for segment in segments {
            if segment == .anyDepth {
                guard let first = reached.firstIndex(of: true) else { return false }
                for index in first..<reached.count { reached[index] = true }
                continue
            }
            for index in stride(from: path.names.count, to: 0, by: -1) {
                reached[index] = reached[index - 1] && Self.matches(segment, path.names[index - 1])
            }
            reached[0] = false
        }
        return reached[path.names.count]
    }

    private static func matches(_ segment: Segment, _ name: ArraySlice<UInt8>) -> Bool {
        switch segment {
        case .literal(let bytes): name.elementsEqual(bytes)
        case .wildcard(let tokens): matches(tokens, Array(name))
        case .anyDepth: true
        }
    }

    /// Goes back to the last `*` only, so that no pattern takes more than pattern times name.
    private static func matches(_ tokens: [Token], _ name: [UInt8]) -> Bool {
        var (token, byte) = (0, 0)
        var star: (token: Int, byte: Int)?
        while byte < name.count {
            if token < tokens.count {
                switch tokens[token] {
                case .byte(let expected) where expected == name[byte]:
                    token += 1
                    byte += 1
                    continue
                case .anyCharacter:
                    token += 1
                    byte = characterEnd(after: byte, in: name)
                    continue
                case .anyText:
                    star = (token, byte)
                    token += 1
                    continue
                case .byte: break
                }
            }
            guard let last = star else { return false }
            star = (last.token, last.byte + 1)
            (token, byte) = (last.token + 1, last.byte + 1)
        }
        return tokens[token...].allSatisfy { $0 == .anyText }
    }

    /// Where the UTF-8 sequence that begins at `index` ends.
    private static func characterEnd(after index: Int, in name: [UInt8]) -> Int {
        var end = index + 1
        while end < name.count, name[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
