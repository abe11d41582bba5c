import ConnectorService
import Foundation

/// `completion`: what a shell needs to complete this program's commands and options.
struct CompletionCommand: Command {
    static let name = "completion"
    static let summary = "print a script for completion in bash or zsh"
    static let help = """
        Prints a script by which a shell completes commands and options.

        Usage: dropbox-connector completion bash | zsh

        bash: source <(dropbox-connector completion bash)
        zsh:  source <(dropbox-connector completion zsh)

        Exit status: 0, 2 for a mistake in the command line.

        Example: dropbox-connector completion bash > /etc/bash_completion.d/dropbox-connector
        """

    private let shell: String

    init(_ arguments: inout Arguments) throws {
        guard let shell = arguments.command(), ["bash", "zsh"].contains(shell) else {
            throw Arguments.Mistake(description: "Say for which shell: completion bash, or completion zsh.")
        }
        self.shell = shell
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        // zsh understands bash's completion once it is told to.
        if shell == "zsh" { Output.line("autoload -U +X bashcompinit && bashcompinit") }
        Output.line(Self.script)
        return .success
    }

    private static var script: String {
        let cases = Program.commands.map { command in
            "        \(command.name)) words=\"\(words(of: command).joined(separator: " "))\" ;;"
        }
        return """
            _dropbox_connector() {
                local words current="${COMP_WORDS[COMP_CWORD]}"
                if [ "$COMP_CWORD" -eq 1 ]; then
                    words="\(Program.commands.map { $0.name }.joined(separator: " ")) --help --version"
                else
                    case "${COMP_WORDS[1]}" in
            \(cases.joined(separator: "\n"))
                    esac
                fi
                COMPREPLY=($(compgen -W "$words" -- "$current"))
            }
            complete -o default -F _dropbox_connector dropbox-connector
            """
    }

    /// The options that a command's help names, so that the two cannot differ.
    private static func words(of command: any Command.Type) -> [String] {
        let options = command.help.matches(of: /--[a-z][a-z-]+/).map { String($0.0) } + ["--help"]
        return Set(options).sorted()
    }
}
