import ConnectorService
import Foundation
import Support

/// `jobs`: the latest sync jobs.
struct JobsCommand: Command {
    static let name = "jobs"
    static let summary = "list the latest sync jobs"
    static let help = """
        Lists the latest sync jobs of the connectors of config.yml, newest first.

        Usage: dropbox-connector jobs [-c FILE] [OPTIONS]

        \(CommonOptions.help)
          --connector-id ID         of this connector only
          --limit N                 how many, 1 to 1000 (default: 20)
          --json                    one JSON object for machines

        Exit status: 0, 2 for a mistake in the command line or the configuration, 3 when Elasticsearch cannot be used.

        Example: dropbox-connector jobs -c config.yml --limit 5
        """

    private let options: CommonOptions
    private let connectorID: String?
    private let limit: Int
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        connectorID = try arguments.value("--connector-id")
        limit = try arguments.value("--limit").map(Self.limit) ?? 20
        isJSON = arguments.flag("--json")
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let jobs = try await options.console(environment: environment).jobs(of: connectorID, limit: limit)
        if isJSON {
            try Output.json(["jobs": .array(jobs.map(\.json))])
        } else {
            let style = OutputStyle.standardOutput(environment: environment)
            Output.line(jobs.isEmpty ? "There are no sync jobs yet." : JobDetails.table(jobs, style).joined(separator: "\n"))
        }
        return .success
    }

    private static func limit(_ text: String) throws -> Int {
        guard let limit = Int(text), (1...1000).contains(limit) else {
            throw Arguments.Mistake(description: "--limit takes a number from 1 to 1000, not \"\(text)\".")
        }
        return limit
    }
}
