import ConnectorService
import Foundation
import Support

/// `job show ID`: everything about one sync job.
struct JobCommand: Command {
    static let name = "job"
    static let summary = "show one sync job and its report"
    static let help = """
        Shows a sync job: its times, its counts, and its report: what failed and why, how often Dropbox was asked,
        and how long it made the sync wait.

        Usage: dropbox-connector job show ID [-c FILE] [OPTIONS]

        \(CommonOptions.help)
          --json                    one JSON object for machines

        Exit status: 0, 1 when there is no such job or the job ended in an error, 2 for a mistake in the command line
        or the configuration, 3 when Elasticsearch cannot be used.

        Example: dropbox-connector job show my-dropbox-full-20260305T000000Z -c config.yml
        """

    private let options: CommonOptions
    private let id: String
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        isJSON = arguments.flag("--json")
        guard arguments.command() == "show", let id = arguments.command() else {
            throw Arguments.Mistake(description: "Say which job: dropbox-connector job show ID.")
        }
        self.id = id
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let job = try await options.console(environment: environment).job(id)
        if isJSON {
            try Output.json(job.json)
        } else {
            Output.line(job.lines.joined(separator: "\n"))
        }
        return job.hasFailed ? .failure : .success
    }
}
