/// What was typed behind the program's name: a command, and its options.
struct Arguments {
    /// A mistake in what was typed. The text says what would be right.
    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    private var words: [String]

    init(_ words: [String]) {
        self.words = words
    }

    /// Takes the command: the first word, if it is no option.
    mutating func command() -> String? {
        guard let first = words.first, !first.hasPrefix("-") else { return nil }
        return words.removeFirst()
    }

    /// Takes an option with a value, `--name value` or `--name=value`; the last one given counts.
    ///
    /// - Throws: ``Mistake`` when the value is missing.
    mutating func value(_ names: String...) throws -> String? {
        try values(names).last
    }

    /// Takes an option that may be given several times.
    ///
    /// - Throws: ``Mistake`` when a value is missing.
    mutating func values(_ names: [String]) throws -> [String] {
        var found: [String] = []
        var rest: [String] = []
        var remaining = words[...]
        while let word = remaining.popFirst() {
            if let name = names.first(where: { word.hasPrefix($0 + "=") }) {
                found.append(String(word.dropFirst(name.count + 1)))
            } else if names.contains(word) {
                guard let value = remaining.popFirst() else { throw Mistake(description: "\(word) needs a value.") }
                found.append(value)
            } else {
                rest.append(word)
            }
        }
        words = rest
        return found
    }

    /// Takes an option that has no value.
    mutating func flag(_ names: String...) -> Bool {
        let before = words.count
        words.removeAll { names.contains($0) }
        return words.count < before
    }

    /// - Throws: ``Mistake`` when something is left that nothing has taken.
    func end() throws {
        guard let word = words.first else { return }
        throw Mistake(
            description: word.hasPrefix("-")
                ? "There is no option \(word) here." : "\"\(word)\" is one word too many.")
    }
}
