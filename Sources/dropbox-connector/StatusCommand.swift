import ConnectorService
import Foundation
import Support

/// `status`: how the connectors are.
struct StatusCommand: Command {
    static let name = "status"
    static let summary = "show connectors, running syncs and the next ones"
    static let help = """
        Shows the connectors of config.yml: their health as Kibana shows it, the last and the next syncs, and those
        that run, with their progress.

        Usage: dropbox-connector status [-c FILE] [OPTIONS]

        \(CommonOptions.help)
          --connector-id ID         this connector only
          --watch                   show it again every 2 seconds, until Ctrl-C
          --json                    one JSON object for machines; with --watch one a line

        Exit status: 0 when every connector is well, 1 when one needs attention, 2 for a mistake in the command
        line or the configuration, 3 when Elasticsearch cannot be used.

        Example: dropbox-connector status -c config.yml --watch
        """

    private let options: CommonOptions
    private let connectorID: String?
    private let isWatching: Bool
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        connectorID = try arguments.value("--connector-id")
        isWatching = arguments.flag("--watch")
        isJSON = arguments.flag("--json")
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let console = try await options.console(environment: environment)
        var status = try await show(console, environment)
        while isWatching {
            try await Task.sleep(for: .seconds(2))
            status = try await show(console, environment)
        }
        return status
    }

    private func show(_ console: Operator, _ environment: [String: String]) async throws -> ExitStatus {
        let summaries = try await console.status(of: connectorID)
        if isJSON {
            try Output.json(["connectors": .array(summaries.map(\.json))])
        } else {
            let style = OutputStyle.standardOutput(environment: environment)
            // Begins at the top again, and only on a terminal: a file gets one view after the other.
            if isWatching, style.hasColours { Output.line("\u{1B}[H\u{1B}[2J") }
            let views = summaries.map { $0.lines(style).joined(separator: "\n") }
            Output.line(views.isEmpty ? "There is no connector of config.yml in Elasticsearch." : views.joined(separator: "\n\n"))
        }
        return summaries.contains(where: \.needsAttention) ? .failure : .success
    }
}
