import ConnectorService
import Foundation
import Support

/// The options that every command which reads `config.yml` has.
struct CommonOptions {
    static let help = """
          -c, --config-file FILE    the configuration (default: config.yml)
          --log-level LEVEL         debug, info, warning, error or critical
          --debug                   the same as --log-level debug
          --log-format FORMAT       human (default) or json (ECS)
          --filebeat                the same as --log-format json
        """

    let file: String
    private let logLevel: Log.Level?
    private let logFormat: LogFormat

    init(_ arguments: inout Arguments) throws {
        file = try arguments.value("-c", "--config-file") ?? "config.yml"
        let level = try arguments.value("--log-level").map(Self.level)
        logLevel = arguments.flag("--debug") ? .debug : level
        let format = try arguments.value("--log-format").map(Self.format)
        logFormat = arguments.flag("--filebeat") ? .json : format ?? .human
    }

    func configuration(environment: [String: String]) throws -> ServiceConfiguration {
        try ServiceConfiguration.load(
            file: file, environment: environment, workingDirectory: FileManager.default.currentDirectoryPath)
    }

    /// The log, as the command line and then the configuration want it.
    func log(_ configuration: ServiceConfiguration, environment: [String: String]) -> Log {
        Log.standardError(
            format: logFormat, minimumLevel: logLevel ?? configuration.service.logLevel,
            noColour: environment["NO_COLOR"] != nil)
    }

    /// The log of a command whose output is what it was asked for: errors only, unless more was wanted.
    func quietLog(environment: [String: String]) -> Log {
        Log.standardError(
            format: logFormat, minimumLevel: logLevel ?? .error, noColour: environment["NO_COLOR"] != nil)
    }

    /// What the commands do that look at a cluster and change it.
    func console(environment: [String: String]) async throws -> Operator {
        try await Operator(
            configuration: try configuration(environment: environment), environment: environment,
            log: quietLog(environment: environment))
    }

    private static func level(_ text: String) throws -> Log.Level {
        guard let level = Log.Level(rawValue: text.lowercased()) else {
            throw Arguments.Mistake(
                description: "\"\(text)\" is no log level; there are debug, info, warning, error and critical.")
        }
        return level
    }

    private static func format(_ text: String) throws -> LogFormat {
        switch text {
        case "human": .human
        case "json": .json
        default: throw Arguments.Mistake(description: "\"\(text)\" is no log format; there are human and json.")
        }
    }
}
