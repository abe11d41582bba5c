/// A text over several lines: literal (`|`, lines stay) or folded (`>`, lines become one), and what happens
/// to the line feeds at its end (`-` none, `+` all, else one).
///
/// YAML 1.1, 9.2: <https://yaml.org/spec/1.1/#id926836>
struct YAMLBlockScalar {
    private var isFolded: Bool
    private var chomping: Character?
    /// Spaces of indentation beyond the parent's, when given; else those of the first line that is not empty.
    private var indentation: Int?

    /// Nil unless `header` is `|` or `>`, then at most one chomping indicator and one digit, in any order.
    init?(_ header: Substring) {
        isFolded = header.first == ">"
        for indicator in header.dropFirst() {
            switch indicator {
            case "+" where chomping == nil, "-" where chomping == nil: chomping = indicator
            case "1"..."9" where indentation == nil: indentation = indicator.wholeNumberValue
            default: return nil
            }
        }
    }

    /// - Parameter parent: The indentation of the line with the key; -1 for a document that is one text.
    func text(of lines: [String], under parent: Int) -> String {
        let first = lines.first { !$0.allSatisfy { $0 == " " } }
        let indent = indentation.map { max(parent, 0) + $0 } ?? first?.prefix { $0 == " " }.count ?? 0
        var content = lines.map { line in
            String(line.dropFirst(min(indent, line.prefix { $0 == " " }.count)))
        }
        var trailing = 0
        while content.last?.isEmpty == true {
            content.removeLast()
            trailing += 1
        }
        guard !content.isEmpty else { return chomping == "+" ? String(repeating: "\n", count: trailing) : "" }
        let body = isFolded ? folded(content) : content.joined(separator: "\n")
        switch chomping {
        case "-": return body
        case "+": return body + String(repeating: "\n", count: trailing + 1)
        default: return body + "\n"
        }
    }

    /// A line feed between two lines becomes a space; an empty line between them stands for one line feed.
    /// Lines that are indented further keep theirs.
    private func folded(_ lines: [String]) -> String {
        var text = ""
        var previous: String?
        var emptyLines = 0
        for line in lines {
            guard !line.isEmpty else {
                emptyLines += 1
                continue
            }
            if let last = previous {
                let keepsLineFeed = isIndented(last) || isIndented(line)
                let lineFeeds = emptyLines + (keepsLineFeed ? 1 : 0)
                text += lineFeeds == 0 ? " " : String(repeating: "\n", count: lineFeeds)
            } else {
                text += String(repeating: "\n", count: emptyLines)
            }
            text += line
            previous = line
            emptyLines = 0
        }
        return text
    }

    private func isIndented(_ line: String) -> Bool { line.first == " " || line.first == "\t" }
}
