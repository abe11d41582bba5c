import ConnectorService
import Foundation
import Testing

@testable import dropbox_connector

@Suite struct HelpTests {
    @Test(arguments: Program.commands.map { $0.name })
    func `the help of every command says how it is used, every option that it takes, how it ends, and an example`(name: String) throws {
        let command = try #require(Program.commands.first { $0.name == name })
        let help = command.help
        #expect(help.contains("Usage: dropbox-connector \(name)"))
        #expect(help.firstMatch(of: /Examples?: dropbox-connector \S+/) != nil, "no example")
        #expect(help.contains("Exit status: 0"), "no exit status")
        #expect(!command.summary.isEmpty && command.summary.first?.isLowercase == true && !command.summary.hasSuffix("."))
        for line in help.split(separator: "\n") { #expect(line.count <= 120, "\(line)") }
        for option in try Self.options(of: name) { #expect(help.contains(option), "\(option) is not in the help") }
    }

    @Test(arguments: Program.commands.map { $0.name })
    func `the example of every help is a command line that the program takes`(name: String) throws {
        let command = try #require(Program.commands.first { $0.name == name })
        let examples = try #require(command.help.components(separatedBy: "\nExample").last)
        for match in examples.matches(of: /dropbox-connector (.*)/) {
            guard let line = match.1.split(separator: " > ").first else { continue }
            var arguments = Arguments(line.split(separator: " ").map(String.init))
            #expect(arguments.command() == name)
            #expect(throws: Never.self) { _ = try command.init(&arguments) }
        }
    }

    @Test func `every command is in the program's help and in the completion`() async throws {
        let terminal = try Terminal()
        defer { terminal.close() }
        let help = try await terminal.run(["--help"]).output
        let completion = try await terminal.run(["completion", "bash"]).output
        for command in Program.commands {
            #expect(help.contains("  \(command.name) "))
            #expect(completion.contains("        \(command.name)) words="))
            let own = try await terminal.run([command.name, "--help"])
            #expect(own.status == 0)
            #expect(own.output == command.help + "\n")
        }
    }

    @Test(arguments: Program.commands.map { $0.name })
    func `every command is shown in a recorded session, with each of its parts`(name: String) throws {
        let command = try #require(Program.commands.first { $0.name == name })
        let folder = URL(filePath: #filePath).appending(path: "../../../docs/sessions").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let typed = try files.flatMap { try String(contentsOf: $0, encoding: .utf8).split(separator: "\n") }
            .filter { $0.hasPrefix("$ dropbox-connector \(name)") }
        #expect(!typed.isEmpty)
        for part in Self.parts(of: command) {
            #expect(typed.contains { $0.hasPrefix("$ dropbox-connector \(name) \(part)") }, "\(name) \(part)")
        }
        let wanted = [
            "auth": ["--connector-id"], "check": ["--estimate"], "sync": ["--wait", "--dry-run", "--type incremental", "--type access_control"],
            "search": ["--as"], "health": ["--ready"],
        ]
        for option in wanted[name] ?? [] { #expect(typed.contains { $0.contains(option) }, "\(name) \(option)") }
    }

    /// What may follow a command's name: `create`, `list`, `show` and `delete` of `connector`.
    private static func parts(of command: any Command.Type) -> Set<String> {
        var parts: Set<String> = []
        for line in command.help.split(separator: "\n") {
            guard let usage = line.firstMatch(of: /(?:Usage:| {6}) dropbox-connector (\w+) (.*)/), usage.1 == command.name else { continue }
            for choice in usage.2.split(separator: "|") {
                guard let word = choice.split(separator: " ").first, word.allSatisfy({ $0.isLowercase }) else { continue }
                parts.insert(String(word))
            }
        }
        return parts
    }

    @Test func `the parts of commands are found in their help`() {
        let parts = Program.commands.map { ($0.name, Self.parts(of: $0)) }.filter { !$0.1.isEmpty }
        #expect(
            Dictionary(uniqueKeysWithValues: parts) == [
                "connector": ["create", "list", "show", "delete"], "job": ["show", "cancel"], "rules": ["check", "preview"],
                "completion": ["bash", "zsh"],
            ])
    }

    /// `run` has a log, which `--log-format json` makes one for machines; `completion` prints a script.
    @Test(arguments: Program.commands.map { $0.name }.filter { !["run", "completion"].contains($0) })
    func `every command that prints data prints JSON, too`(name: String) throws {
        let command = try #require(Program.commands.first { $0.name == name })
        #expect(command.help.firstMatch(of: /\n +--json +\S/) != nil)
        #expect(try Self.options(of: name).contains("--json"))
    }

    @Test func `every exit status is documented, and those of a command's help are`() throws {
        let url = URL(filePath: #filePath).appending(path: "../../../docs/troubleshooting.md").standardized
        let text = try String(contentsOf: url, encoding: .utf8)
        let table = text.components(separatedBy: "## Exit statuses").last?.components(separatedBy: "\n## ").first ?? ""
        let documented = Set(table.matches(of: /\n\| ([0-9]+) \|/).compactMap { Int32($0.1) })
        #expect(documented == Set(ConnectorService.ExitStatus.allCases.map(\.rawValue)))
        for command in Program.commands {
            let told = command.help.components(separatedBy: "Exit status:").last?.components(separatedBy: "\n\n").first ?? ""
            let statuses = told.matches(of: /(?:^|[ ;,]\s*)([0-9]{1,3})(?=[,;.]| when| for| after)/).compactMap { Int32($0.1) }
            #expect(statuses.contains(0) && Set(statuses).isSubset(of: documented), "\(command.name): \(statuses)")
        }
    }

    @Test func `the version is one line`() async throws {
        let terminal = try Terminal()
        defer { terminal.close() }
        let outcome = try await terminal.run(["--version"])
        #expect(outcome.status == 0)
        #expect(outcome.output.wholeMatch(of: /dropbox-connector [0-9]+\.[0-9]+\.[0-9]+(?: \([0-9a-f]{7,40}(?:, with changes)?\))?\n/) != nil, "\(outcome.output)")
    }

    /// The options that the source of a command takes.
    private static func options(of name: String) throws -> Set<String> {
        let folder = URL(filePath: #filePath).appending(path: "../../../Sources/dropbox-connector").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        for file in files where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            guard source.contains("static let name = \"\(name)\"") else { continue }
            let taken = source.matches(of: /(?:value|flag|values)\((?:\[)?((?:"-[-a-z]+"(?:, )?)+)/)
            return Set(taken.flatMap { $0.1.matches(of: /--?[a-z][-a-z]*/).map { String($0.0) } })
        }
        return []
    }
}
