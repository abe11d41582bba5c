import ConnectorService
import Foundation
import Support

/// `search CONNECTOR WORDS`: a quick look at what was indexed.
struct SearchCommand: Command {
    static let name = "search"
    static let summary = "look for words in what was indexed"
    static let help = """
        Looks for documents that have all the words in their text, name or path, and shows where.

        Usage: dropbox-connector search CONNECTOR WORDS... [-c FILE] [OPTIONS]

        \(CommonOptions.help)
          --as USER                 find only what this person may see: through the access-control query of an e-mail
                                    address or account id (dbid:…)
          --limit N                 how many, 1 to 100 (default: 10)
          --json                    one JSON object for machines

        Without --as, the search sees everything that was indexed, with the credential of config.yml. A person who is
        not known is an error, never a search without a filter.
        Exit status: 0 when something was found, 1 when nothing was, 2 for a mistake in the command line or the
        configuration, 3 when Elasticsearch cannot be used.

        Example: dropbox-connector search my-dropbox annual report -c config.yml
                 dropbox-connector search my-dropbox salaries --as bob@example.com -c config.yml
        """

    private let options: CommonOptions
    private let connectorID: String
    private let words: String
    private let user: String?
    private let limit: Int
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        user = try arguments.value("--as")
        limit = try arguments.value("--limit").map(Self.limit) ?? 10
        isJSON = arguments.flag("--json")
        guard let connectorID = arguments.command(), let first = arguments.command() else {
            throw Arguments.Mistake(description: "Say where and what: dropbox-connector search CONNECTOR WORDS.")
        }
        self.connectorID = connectorID
        var words = [first]
        while let word = arguments.command() { words.append(word) }
        self.words = words.joined(separator: " ")
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let console = try await options.console(environment: environment)
        let (documents, total) = try await console.search(words, in: connectorID, as: user, limit: limit)
        if isJSON {
            try Output.json(["total": .int(total), "documents": .array(documents.map(\.json))])
        } else {
            let style = OutputStyle.standardOutput(environment: environment)
            for (index, document) in documents.enumerated() {
                for line in document.lines(rank: index + 1, style) { Output.line(line) }
            }
            let seen = user.map { " that \($0) may see" } ?? ""
            Output.line(total == 0 ? "Nothing\(seen) has all these words." : total == 1 ? "1 document" : "\(documents.count) of \(total) documents")
        }
        return total == 0 ? .failure : .success
    }

    private static func limit(_ text: String) throws -> Int {
        guard let limit = Int(text), (1...100).contains(limit) else {
            throw Arguments.Mistake(description: "--limit takes a number from 1 to 100, not \"\(text)\".")
        }
        return limit
    }
}
