import ConnectorService
import Foundation
import Support

/// `job show ID`: everything about one sync job; `job cancel ID`: ends it.
struct JobCommand: Command {
    static let name = "job"
    static let summary = "show one sync job and its report, or cancel it"
    static let help = """
        Shows a sync job: its times, its counts, and its report: what failed and why, how often Dropbox was asked,
        and how long it made the sync wait. Or cancels it: what it has indexed stays.

        Usage: dropbox-connector job show | cancel ID [-c FILE] [OPTIONS]

        \(CommonOptions.help)
          --json                    one JSON object for machines

        Exit status: 0; 1 when there is no such job, for show when it ended in an error, for cancel when it has ended
        already; 2 for a mistake in the command line or the configuration; 3 when Elasticsearch cannot be used.

        Example: dropbox-connector job show my-dropbox-full-20260305T000000Z -c config.yml
        """

    private enum Action: String { case show, cancel }

    private let options: CommonOptions
    private let action: Action
    private let id: String
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        isJSON = arguments.flag("--json")
        guard let action = arguments.command().flatMap(Action.init), let id = arguments.command() else {
            throw Arguments.Mistake(description: "Say which job: dropbox-connector job show ID, or job cancel ID.")
        }
        self.action = action
        self.id = id
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let console = try await options.console(environment: environment)
        let job = action == .show ? try await console.job(id) : try await console.cancel(id)
        if isJSON {
            try Output.json(job.json)
        } else {
            Output.line(action == .show ? job.lines.joined(separator: "\n") : job.cancellation)
        }
        return action == .show && job.hasFailed ? .failure : .success
    }
}
