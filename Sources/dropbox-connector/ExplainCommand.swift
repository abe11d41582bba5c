import ConnectorService
import Foundation
import Support

/// `explain DOCUMENT USER`: why somebody may or may not see a document.
struct ExplainCommand: Command {
    static let name = "explain"
    static let summary = "tell why somebody may or may not see a document"
    static let help = """
        Tells why a person may or may not see a document: what the index allows, what the person's access-control query
        looks for, and every membership, group and shared folder in Dropbox that decides it now. Nothing is changed.

        Usage: dropbox-connector explain DOCUMENT USER [-c FILE] [OPTIONS]

        DOCUMENT is a document's id (id:...) or its path in Dropbox. USER is an e-mail address, an account id (dbid:...) or
        a team member's id (dbmid:...).

        \(CommonOptions.help)
          --connector-id ID         which connector; may be left out when config.yml has only one
          --json                    one JSON object for machines

        Exit status: 0 when the index and Dropbox agree, 1 when they differ, when Dropbox could not be asked or has no such
        document; 2 for a person whom nobody knows, and for a mistake in the command line or the configuration; 3 when
        Elasticsearch cannot be used.

        Example: dropbox-connector explain /Reports/2026.pdf bob@example.com -c config.yml
        """

    private let options: CommonOptions
    private let connectorID: String?
    private let document: String
    private let user: String
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        connectorID = try arguments.value("--connector-id")
        isJSON = arguments.flag("--json")
        guard let document = arguments.command(), let user = arguments.command(), !document.isEmpty, !user.isEmpty else {
            throw Arguments.Mistake(description: "Say which document and who: dropbox-connector explain DOCUMENT USER.")
        }
        self.document = document
        self.user = user
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let console = try await options.console(environment: environment)
        let explanation = try await console.explain(document, to: user, connectorID: connectorID)
        if isJSON {
            try Output.json(explanation.json)
        } else {
            let style = OutputStyle.standardOutput(environment: environment)
            for line in explanation.lines(style) { Output.line(line) }
        }
        return explanation.agrees ? .success : .failure
    }
}
