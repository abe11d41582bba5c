import Support

/// Puts environment variables into the raw text of a configuration, before it is read as YAML.
///
/// - `${NAME}`, `${NAME|default}`: name of letters, digits, `_`, `-` and `.`; the default goes up to the brace.
/// - `$NAME`, `$NAME|default`: the default goes up to a blank, a quote, a comma or a bracket.
/// - `$$` is a dollar. A dollar before a digit, or before nothing of the above, is left alone.
///
/// What comes of it is YAML: `${PORT}` with `PORT=9200` is a number, and a value with `: ` needs quotes around it.
/// Connector protocol: section 5.1 (2).
struct EnvironmentSubstitution {
    let file: String
    let environment: [String: String]

    /// Whether a variable that is not there is an error; else its text stays. As Elastic's service has it.
    private var isStrict: Bool { environment["ENVYAML_STRICT_DISABLE"] == nil }

    /// The lines with values in place of references. A value of several lines gives several with one number.
    func apply(to lines: [NumberedLine]) throws(ConfigurationError) -> [NumberedLine] {
        var result: [NumberedLine] = []
        for line in lines {
            let text = try substitute(line)
            guard text.contains("\n") else {
                result.append(NumberedLine(number: line.number, text: text))
                continue
            }
            result += text.split(separator: "\n", omittingEmptySubsequences: false).map { part in
                NumberedLine(number: line.number, text: String(part))
            }
        }
        return result
    }

    private func substitute(_ line: NumberedLine) throws(ConfigurationError) -> String {
        var result = ""
        var rest = line.text[...]
        while let dollar = rest.firstIndex(of: "$") {
            let before = rest[..<dollar].last ?? result.last
            result += rest[..<dollar]
            rest = rest[dollar...].dropFirst()
            if rest.first == "$" {
                result += "$"
                rest = rest.dropFirst()
            } else if rest.first == "{" {
                result += try braced(&rest, line.number)
            } else if let next = rest.first, isNameCharacter(next), !next.isNumber {
                result += try bare(&rest, line.number, isAfterWord: before?.isLetter == true || before?.isNumber == true)
            } else {
                result += "$"
            }
        }
        return result + rest
    }

    private func braced(_ rest: inout Substring, _ line: Int) throws(ConfigurationError) -> String {
        guard let end = rest.firstIndex(of: "}") else {
            throw error(line, "a `${` without a closing brace", "Write ${NAME}, or $$ for a dollar")
        }
        let parts = rest[..<end].dropFirst().split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let written = "$" + rest[...end]
        rest = rest[rest.index(after: end)...]
        guard let name = parts.first, !name.isEmpty, name.allSatisfy(isNameCharacter) else {
            throw error(
                line, "a `${...}` that names no variable",
                "A name has letters, digits, `_`, `-` and `.`; a default follows after `|`: ${NAME|default}. Write $$ for a dollar")
        }
        if let value = environment[String(name)] { return value }
        if parts.count == 2 { return String(parts[1]) }
        guard isStrict else { return written }
        throw missing(name, line)
    }

    private func bare(_ rest: inout Substring, _ line: Int, isAfterWord: Bool) throws(ConfigurationError) -> String {
        let name = rest.prefix(while: isNameCharacter)
        rest = rest.dropFirst(name.count)
        var fallback: Substring?
        if rest.first == "|" {
            fallback = rest.dropFirst().prefix { !$0.isWhitespace && !"\"',]}".contains($0) }
            rest = rest.dropFirst(1 + (fallback?.count ?? 0))
        }
        if let value = environment[String(name)] { return value }
        if let fallback { return String(fallback) }
        guard isStrict else { return "$" + name }
        // In the middle of a word it is the dollar of a password, and its "name" is a part of it.
        let looksLikeName = !isAfterWord && name.allSatisfy { $0.isUppercase || $0.isNumber || $0 == "_" }
        guard !looksLikeName else { throw missing(name, line) }
        throw error(
            line, "a `$` that begins the name of an environment variable which is not set",
            "Write $$ for a dollar, set the variable, or write ${NAME} so that the name ends where you mean it")
    }

    private func missing(_ name: Substring, _ line: Int) -> ConfigurationError {
        error(
            line, "the environment variable \(name) is not set",
            "Set it, in the environment or in .env, or give a default: ${\(name)|default}. In an indented comment or one behind a value it counts too")
    }

    private func error(_ line: Int, _ problem: String, _ remedy: String) -> ConfigurationError {
        ConfigurationError(file: file, line: line, problem: problem, remedy: remedy)
    }

    private func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber) || character == "_" || character == "-" || character == "."
    }
}
