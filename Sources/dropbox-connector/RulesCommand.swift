import ConnectorService
import Elasticsearch
import Foundation
import Support

/// `rules`: what a set of sync rules means, before it is in force.
struct RulesCommand: Command {
    static let name = "rules"
    static let summary = "check sync rules, and preview what they would index"
    static let help = """
        Looks at sync rules before they are in force. Nothing is written, neither to Elasticsearch nor to Dropbox.

        Usage: dropbox-connector rules check FILE
               dropbox-connector rules preview FILE [-c FILE] [--connector-id ID] [OPTIONS]

        check tells everything that is wrong with the rules. preview lists the connector's account, + before what
        would be indexed and - before what would not, with the rule that decided, and then the totals.

        FILE holds an advanced snippet as Kibana takes it, or both kinds of rules:
        {"rules": [...], "advanced_snippet": {"value": [...]}}

        \(CommonOptions.help)
          --connector-id ID         which connector; may be left out when config.yml has only one
          --json                    for machines: check one JSON object, preview one for each item and the totals last

        Exit status: 0 when the rules are valid, 1 when they are not or the preview failed, 2 for a mistake in the
        command line or the configuration, 3 when Elasticsearch cannot be used.

        Example: dropbox-connector rules preview rules.json -c config.yml
        """

    private enum Action: String { case check, preview }

    private let action: Action
    private let file: String
    private let options: CommonOptions
    private let connectorID: String?
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        guard let word = arguments.command(), let action = Action(rawValue: word) else {
            throw Arguments.Mistake(description: "rules wants check or preview, and a file.")
        }
        self.action = action
        guard let file = arguments.command() else {
            throw Arguments.Mistake(description: "rules \(word) wants a file, such as rules.json.")
        }
        self.file = file
        options = try CommonOptions(&arguments)
        connectorID = try arguments.value("--connector-id")
        isJSON = arguments.flag("--json")
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let rules: RulesFile
        do {
            rules = try RulesFile(try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            return Self.complain("\(file): \((error as? RulesFile.Unreadable)?.description ?? error.localizedDescription)")
        }
        if isJSON, action == .check {
            try Output.json([
                "is_valid": .bool(rules.problems.isEmpty), "problems": .array(rules.problems.map { .string($0) }),
                "warnings": .array(rules.warnings.map { .string($0) }),
            ])
            return rules.problems.isEmpty ? .success : .failure
        }
        guard Self.check(rules) else { return .failure }
        switch action {
        case .check:
            Output.line("Valid: \(rules.summary).")
            return .success
        case .preview:
            return try await preview(rules, environment: environment)
        }
    }

    private static func check(_ rules: RulesFile) -> Bool {
        for problem in rules.problems { _ = complain(problem) }
        for warning in rules.warnings { _ = complain("Warning: \(warning)") }
        return rules.problems.isEmpty
    }

    private func preview(_ rules: RulesFile, environment: [String: String]) async throws -> ExitStatus {
        let configuration = try options.configuration(environment: environment)
        let log = options.quietLog(environment: environment)
        do {
            let totals = try await RulesPreview(connectorID: connectorID).run(
                rules, configuration: configuration, environment: environment, log: log
            ) { item in
                if isJSON { return try Output.json(item.json) }
                Output.line(item.line)
            }
            if isJSON { try Output.json(totals.json) } else { Output.line("\n" + totals.lines.joined(separator: "\n")) }
            return .success
        } catch let error as ElasticsearchError {
            throw error
        } catch {
            return Self.complain("The preview failed: \(error)")
        }
    }

    private static func complain(_ problem: String) -> ExitStatus {
        FileHandle.standardError.write(Data("\(problem)\n".utf8))
        return .failure
    }
}
