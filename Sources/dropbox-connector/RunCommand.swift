import ConnectorService
import Foundation
import Support

/// `run`: the service, until a signal ends it.
struct RunCommand: Command {
    static let name = "run"
    static let summary = "run the connector service"
    static let help = """
        Runs the connector service: waits for sync jobs of the configured connectors and does them.

        Usage: dropbox-connector run [-c FILE] [OPTIONS]

        \(CommonOptions.help)
          --action NAME             run only this part: schedule, sync_content, sync_access_control or
                                    cleanup; may be given several times (default: all)

        SIGTERM and SIGINT end it within 10 seconds; running jobs are suspended and resumed by the next start.
        Exit status: 0 after a signal, 1 when the service could not go on, 2 for a mistake in the command line
        or the configuration, 3 when Elasticsearch could not be used.

        Example: dropbox-connector run -c /config/config.yml
        """

    private let options: CommonOptions
    private let actions: Set<Service.Action>

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        actions = Set(try arguments.values(["--action"]).map(Self.action))
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let configuration = try options.configuration(environment: environment)
        let log = options.log(configuration, environment: environment)
        let service = try Service(
            configuration: configuration, environment: environment, log: log,
            actions: actions.isEmpty ? Set(Service.Action.allCases) : actions)
        return await ShutdownSignal.cancelling(
            onSignal: { log.info("\($0): the service ends, and suspends its running jobs") },
            { await service.run() })
    }

    private static func action(_ text: String) throws -> Service.Action {
        guard let action = Service.Action(rawValue: text) else {
            let all = Service.Action.allCases.map(\.rawValue).joined(separator: ", ")
            throw Arguments.Mistake(description: "\"\(text)\" is no action; there are \(all).")
        }
        return action
    }
}
