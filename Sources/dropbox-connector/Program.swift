import BuildInformation
import ConnectorService
import Elasticsearch
import Foundation

/// The program: `dropbox-connector COMMAND [OPTIONS]`.
@main
struct Program {
    static func main() async {
        LargeAllocations.returnToSystem()
        let status = await run(Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
        exit(status.rawValue)
    }

    /// Every command that there is, in the order of the help.
    static let commands: [any Command.Type] = [
        RunCommand.self, ConnectorCommand.self, AuthCommand.self, CheckCommand.self, SyncCommand.self, StatusCommand.self,
        JobsCommand.self, JobCommand.self, SearchCommand.self, ExplainCommand.self, RulesCommand.self,
        HealthCommand.self, CompletionCommand.self,
    ]

    private static func run(_ words: [String], environment: [String: String]) async -> ExitStatus {
        var arguments = Arguments(words)
        if arguments.flag("--version", "-v") {
            let commit = String(cString: dropbox_connector_commit())
            print("dropbox-connector \(ProductVersion.text)" + (commit.isEmpty ? "" : " (\(commit))"))
            return .success
        }
        // Deployments of Elastic's connectors give options and no command: `elastic-ingest -c FILE`.
        let name = arguments.command() ?? (words.isEmpty || words == ["--help"] || words == ["-h"] ? "help" : "run")
        if name == "help" {
            print(help)
            return .success
        }
        guard let command = commands.first(where: { $0.name == name }) else {
            return complain("There is no command \"\(name)\".", usage: "dropbox-connector --help lists them.")
        }
        if arguments.flag("--help", "-h") {
            print(command.help)
            return .success
        }
        do {
            return try await command.init(&arguments).run(environment: environment)
        } catch let mistake as Arguments.Mistake {
            return complain(mistake.description, usage: "dropbox-connector \(name) --help tells what there is.")
        } catch let failure as OperatorFailure {
            _ = complain(failure.description, usage: nil)
            return failure.status
        } catch let error as ElasticsearchError {
            _ = complain("\(error)", usage: nil)
            return .unavailable
        } catch {
            return complain("\(error)", usage: nil)
        }
    }

    private static func complain(_ problem: String, usage: String?) -> ExitStatus {
        let text = [problem, usage].compactMap { $0 }.joined(separator: "\n") + "\n"
        FileHandle.standardError.write(Data(text.utf8))
        return .usage
    }

    private static var help: String {
        """
        dropbox-connector keeps an Elasticsearch index equal to a Dropbox account.

        Usage: dropbox-connector COMMAND [OPTIONS]

        \(commands.map { "  \($0.name.padding(toLength: 10, withPad: " ", startingAt: 0)) \($0.summary)" }.joined(separator: "\n"))

          dropbox-connector COMMAND --help    tells everything about one
          dropbox-connector --version

        Without a command, options are those of run: dropbox-connector -c config.yml
        """
    }
}

/// One of the program's commands.
protocol Command: Sendable {
    static var name: String { get }
    /// One line, for the list of commands.
    static var summary: String { get }
    static var help: String { get }

    /// Takes the command's options.
    ///
    /// - Throws: ``Arguments/Mistake``.
    init(_ arguments: inout Arguments) throws

    func run(environment: [String: String]) async throws -> ExitStatus
}
