import ConnectorService
import Foundation
import Support

/// `connector create | list | show | delete`.
struct ConnectorCommand: Command {
    static let name = "connector"
    static let summary = "create, list, show or delete connectors"
    static let help = """
        Creates, lists, shows and deletes Dropbox connectors, without Kibana.

        Usage: dropbox-connector connector create --connector-id ID --index NAME [OPTIONS]
               dropbox-connector connector list | show ID | delete ID [OPTIONS]

        \(CommonOptions.help)
          --connector-id ID         create: the new connector's id
          --index NAME              create: the index to write; by custom its name begins with search-
          --name TEXT               create: the name in Kibana (default: the id)
          --path FOLDER             create: index this folder only; /folder and dropbox://folder are the same
          --secrets-from-environment
                                    create: take app key, secret and refresh token from DROPBOX_APP_KEY,
                                    DROPBOX_APP_SECRET and DROPBOX_REFRESH_TOKEN where the service runs
          --no-api-key              create: make no API key of the connector's own
          --add                     create: add the lines to config.yml, too
          --yes                     delete: do not ask
          --json                    one JSON object for machines

        create prints the lines for config.yml, with the new API key: it is shown once. delete keeps the index.
        What is missing is asked for on a terminal.
        Exit status: 0, 1 when it cannot be done, 2 for a mistake in the command line or the configuration, 3 when
        Elasticsearch cannot be used.

        Example: dropbox-connector connector create --connector-id my-dropbox --index search-dropbox -c config.yml
        """

    private enum Action {
        case create(NewConnector, wantsKey: Bool, isAdding: Bool)
        case list
        case show(String)
        case delete(String, isConfirmed: Bool)
    }

    private let options: CommonOptions
    private let action: Action
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        isJSON = arguments.flag("--json")
        action = try Self.action(&arguments)
        try arguments.end()
    }

    private static func action(_ arguments: inout Arguments) throws -> Action {
        let id = try arguments.value("--connector-id")
        switch arguments.command() {
        case "create": return try create(id, &arguments)
        case "list": return .list
        case "show": return .show(try required(id ?? arguments.command(), "connector show ID"))
        case "delete":
            let isConfirmed = arguments.flag("--yes")
            return .delete(try required(id ?? arguments.command(), "connector delete ID"), isConfirmed: isConfirmed)
        default: throw Arguments.Mistake(description: "Say what to do: connector create, list, show or delete.")
        }
    }

    private static func create(_ id: String?, _ arguments: inout Arguments) throws -> Action {
        let isTerminal = isatty(STDIN_FILENO) == 1
        let id = try required(id ?? (isTerminal ? Prompt.ask("Connector id") : nil), "--connector-id ID")
        let index = try arguments.value("--index") ?? (isTerminal ? Prompt.ask("Index") : nil)
        var new = NewConnector(
            id: id, name: try arguments.value("--name") ?? id, indexName: try required(index, "--index NAME"))
        new.path = try arguments.value("--path") ?? ""
        new.takesSecretsFromEnvironment = arguments.flag("--secrets-from-environment")
        return .create(new, wantsKey: !arguments.flag("--no-api-key"), isAdding: arguments.flag("--add"))
    }

    private static func required(_ value: String?, _ what: String) throws -> String {
        guard let value, !value.isEmpty else { throw Arguments.Mistake(description: "\(what) is missing.") }
        return value
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let console = try await options.console(environment: environment)
        switch action {
        case .create(let new, let wantsKey, let isAdding):
            let created = try await console.create(new, wantsKey: wantsKey)
            try show(created, of: new, wantsKey, isAdding)
            guard isAdding else { break }
            try ConfigurationEdit(path: options.file, environment: environment)
                .add(created.configurationLines, connectorID: new.id)
        case .list: try await list(console, environment)
        case .show(let id): try await show(id, console)
        case .delete(let id, let isConfirmed): return try await delete(id, isConfirmed, console)
        }
        return .success
    }

    private func show(_ created: Operator.Created, of new: NewConnector, _ wantsKey: Bool, _ isAdding: Bool) throws {
        if isJSON {
            let lines = created.configurationLines.joined(separator: "\n") + "\n"
            return try Output.json([
                "connector_id": .string(new.id), "index": .string(new.indexName), "has_api_key": .bool(created.hasKey),
                "config_yml": .string(lines),
            ])
        }
        Output.line("Created connector \(new.id), which writes the index \(new.indexName).")
        if wantsKey, !created.hasKey {
            Output.line("The cluster made no API key for it, so that it uses the credential of config.yml.")
        }
        Output.line("\n\(isAdding ? "Added to \(options.file)" : "In config.yml"):\n\n" + created.configurationLines.joined(separator: "\n"))
        if new.takesSecretsFromEnvironment {
            Output.line(
                """

                Next: start the service with DROPBOX_APP_KEY, DROPBOX_APP_SECRET and DROPBOX_REFRESH_TOKEN in its environment;
                dropbox-connector auth --env-file dropbox.env obtains them.
                """)
        } else {
            Output.line("\nNext: dropbox-connector auth -c \(options.file) --connector-id \(new.id)")
        }
    }

    private func list(_ console: Operator, _ environment: [String: String]) async throws {
        let connectors = try await console.allConnectors()
        if isJSON { return try Output.json(["connectors": .array(connectors.map(\.json))]) }
        let style = OutputStyle.standardOutput(environment: environment)
        Output.line(
            connectors.isEmpty
                ? "There are no connectors yet: dropbox-connector connector create makes one."
                : ConnectorSummary.table(connectors, style).joined(separator: "\n"))
    }

    private func show(_ id: String, _ console: Operator) async throws {
        let settings = try await console.settings(of: id)
        if isJSON {
            return try Output.json(
                .object(Dictionary(settings.map { ($0.name, JSON.string($0.value)) }, uniquingKeysWith: { first, _ in first })))
        }
        for (name, value) in settings {
            Output.line(name.padding(toLength: 36, withPad: " ", startingAt: 0) + value)
        }
    }

    private func delete(_ id: String, _ isConfirmed: Bool, _ console: Operator) async throws -> ExitStatus {
        if !isConfirmed {
            guard Prompt.ask("Delete connector \(id)? Type its id") == id else {
                Output.note("Nothing was deleted.")
                return .failure
            }
        }
        let index = try await console.delete(id)
        if isJSON {
            try Output.json(["connector_id": .string(id), "index_left": index.map { .string($0) } ?? .null])
            return .success
        }
        Output.line("Deleted connector \(id).")
        if let index { Output.line("Its index \(index) and its job history are still there. Remove it from config.yml.") }
        return .success
    }
}
