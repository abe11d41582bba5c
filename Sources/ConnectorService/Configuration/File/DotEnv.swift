import Foundation
import Support

/// The `.env` file beside the configuration: `NAME=value` lines.
///
/// A line that does not begin with a letter or has no `=` is not for us, as for everyone who reads such files:
/// comments, empty lines. Quotes around a value are taken off.
enum DotEnv {
    static let file = ".env"

    /// Nothing when there is no such file.
    static func variables(in folder: URL) throws(ConfigurationError) -> [String: String] {
        let url = folder.appending(path: file)
        guard FileManager.default.fileExists(atPath: url.path) else { return [:] }
        return try variables(of: try ConfigurationFile.text(named: file, in: folder))
    }

    static func variables(of text: String) throws(ConfigurationError) -> [String: String] {
        var variables: [String: String] = [:]
        for line in NumberedLine.lines(of: text) {
            guard let (name, value) = variable(line.text) else { continue }
            guard variables.updateValue(value, forKey: name) == nil else {
                throw ConfigurationError(
                    file: file, line: line.number, problem: "the variable \(name) a second time", remedy: "Keep one of them")
            }
        }
        return variables
    }

    private static func variable(_ line: String) -> (name: String, value: String)? {
        guard line.first?.isLetter == true, let equals = line.firstIndex(of: "=") else { return nil }
        let name = line[..<equals].trimmingCharacters(in: .whitespaces)
        let value = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
        return (name, unquoted(value))
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let first = text.first, first == "\"" || first == "'", text.last == first else { return text }
        return String(text.dropFirst().dropLast())
    }
}
