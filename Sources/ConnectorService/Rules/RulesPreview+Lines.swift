import Foundation

extension RulesPreview.Item {
    /// `+` or `-`, the path, and in parentheses the rule that decided.
    public var line: String { "\(isIncluded ? "+" : "-") \(path.printable)  (\(reason.printable))" }
}

extension RulesPreview.Totals {
    /// How many items each rule decided about, the most first, and what that comes to.
    public var lines: [String] {
        let width = byReason.values.map { String($0).count }.max() ?? 0
        let counts = byReason.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { reason, count in
            let number = String(count)
            return "  \(String(repeating: " ", count: width - number.count))\(number)  \(reason.printable)"
        }
        let items = included == 1 ? "1 file or folder" : "\(included) files and folders"
        return counts + ["\(items) would be indexed (\(includedBytes.readableBytes)), \(leftOut) would not."]
            + warnings.map { "Warning: \($0.printable)" }
    }
}
