import Foundation

/// How text looks where it is printed: coloured on a terminal, and never with `NO_COLOR`.
///
/// <https://no-color.org>
public struct OutputStyle: Sendable {
    public enum Colour: String, Sendable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    public var hasColours: Bool

    public init(hasColours: Bool) {
        self.hasColours = hasColours
    }

    /// For standard output.
    public static func standardOutput(environment: [String: String]) -> OutputStyle {
        OutputStyle(hasColours: isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR"] == nil)
    }

    public func callAsFunction(_ text: String, _ colour: Colour) -> String {
        hasColours ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension String {
    /// This text with spaces behind it; longer text stays as it is.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// This text as a terminal can be trusted with it: file names and error texts may hold control characters.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}

/// Rows whose columns stand below each other.
struct TextTable {
    var rows: [[String]] = []

    /// Two spaces between columns; the last column is not padded.
    var lines: [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { $0 == row.count - 1 ? $1 : $1.padded(to: widths[$0]) }.joined(separator: "  ")
        }
    }
}
