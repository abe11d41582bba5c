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
