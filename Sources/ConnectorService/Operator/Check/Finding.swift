import Dropbox
import Elasticsearch
public import Support

/// What `check` has found out about one thing.
public struct Finding: Sendable, Hashable {
    public enum Mark: String, Sendable {
        case passed
        /// It works, and somebody may want to know.
        case warning
        case failed
        /// Nothing could be found out.
        case skipped
    }

    public var mark: Mark
    /// What it is about: `Elasticsearch`, or a connector's id.
    public var subject: String
    /// The check's name, for machines: `cluster.version`, `dropbox.scope.sharing.read`.
    public var name: String
    public var text: String
    /// What to do, for what is not as it should be.
    public var remedy: String?
}

extension Finding {
    /// ```
    /// ✗ Dropbox: the authorization lacks the scope sharing.read
    ///   → Grant the scope in the Dropbox app console, then authorize again.
    /// ```
    public func text(_ style: OutputStyle) -> String {
        let line = "  \(mark.sign(style)) \(text.printable)"
        guard let remedy else { return line }
        return line + "\n    → " + remedy.printable
    }

    public var json: JSON {
        [
            "subject": .string(subject), "check": .string(name), "result": .string(mark.rawValue), "text": .string(text),
            "remedy": remedy.map { .string($0) } ?? .null,
        ]
    }
}

extension Finding.Mark {
    fileprivate func sign(_ style: OutputStyle) -> String {
        switch self {
        case .passed: style("✓", .green)
        case .warning: style("!", .yellow)
        case .failed: style("✗", .red)
        case .skipped: style("–", .dim)
        }
    }
}

/// Makes the findings about one subject.
struct FindingMaker {
    var subject: String

    func passed(_ name: String, _ text: String) -> Finding {
        Finding(mark: .passed, subject: subject, name: name, text: text)
    }

    func warning(_ name: String, _ text: String, _ remedy: String?) -> Finding {
        Finding(mark: .warning, subject: subject, name: name, text: text, remedy: remedy)
    }

    func failed(_ name: String, _ text: String, _ remedy: String?) -> Finding {
        Finding(mark: .failed, subject: subject, name: name, text: text, remedy: remedy)
    }

    func skipped(_ name: String, _ text: String) -> Finding {
        Finding(mark: .skipped, subject: subject, name: name, text: text)
    }

    /// What an error says, its remedy apart.
    ///
    /// - Parameter fallback: The remedy for an error that has none.
    func failed(_ name: String, _ error: any Error, or fallback: String) -> Finding {
        let remedy = (error as? ElasticsearchError)?.remedy ?? (error as? DropboxError)?.remedy
        let text = remedy.map { "\(error)".replacing(" " + $0, with: "") } ?? "\(error)"
        return failed(name, text, remedy ?? fallback)
    }
}
