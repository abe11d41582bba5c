import ConnectorService
import Support

/// `health`: asks the running service how it is.
struct HealthCommand: Command {
    static let name = "health"
    static let summary = "ask the running service whether it is well"
    static let help = """
        Asks the service that runs with the same configuration on this machine, at its service.http.listen, whether
        it is well. Made for health checks of containers.

        Usage: dropbox-connector health [-c FILE] [OPTIONS]

        \(CommonOptions.help)
          --ready                   also whether it can work: Elasticsearch answers, and everything is prepared
          --json                    one JSON object for machines

        Exit status: 0 when it is well, 1 when it is not or does not answer, 2 for a mistake in the command line or
        the configuration.

        Example: dropbox-connector health -c /config/config.yml
        """

    private let options: CommonOptions
    private let isReadinessWanted: Bool
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        isReadinessWanted = arguments.flag("--ready")
        isJSON = arguments.flag("--json")
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let answer = try await HealthProbe(try options.configuration(environment: environment)).ask(ready: isReadinessWanted)
        if isJSON {
            try Output.json(answer.forMachines)
        } else {
            Output.line(answer.sentence)
        }
        return answer.isWell ? .success : .failure
    }
}
