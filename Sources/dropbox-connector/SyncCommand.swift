import ConnectorProtocol
import ConnectorService
import Foundation
import Support

/// `sync`: asks for a sync, as the button in Kibana does.
struct SyncCommand: Command {
    static let name = "sync"
    static let summary = "ask the running service for a sync"
    static let help = """
        Creates a sync job. The running service picks it up at its next poll.

        Usage: dropbox-connector sync [-c FILE] [--connector-id ID] [OPTIONS]

        \(CommonOptions.help)
          --connector-id ID         which connector; may be left out when config.yml has only one
          --type TYPE               full (default), incremental, or access_control: the people of the team, by whose
                                    identities searches are filtered
          --approve-deletes N       let this one sync delete up to N documents, which the deletion brake
                                    would hold back otherwise
          --dry-run                 list and compare, say what a sync of this type would create, update, delete and
                                    fetch, and write nothing, no cursor either; needs no running service
          --wait                    show the progress until the sync has ended. Ctrl-C ends the watch, and on a
                                    terminal asks whether to cancel the sync, too; without one the sync goes on
          --json                    one JSON object for machines: the job, with --wait as it ended, with --dry-run
                                    what would be done

        Exit status: 0 when the job was created, with --wait when it was completed, with --dry-run when it could be;
        1 when it was not; 2 for a mistake in the command line or the configuration; 3 when Elasticsearch cannot be
        used; 130 when Ctrl-C ended the watch and the sync goes on.

        Examples: dropbox-connector sync -c config.yml --wait
                  dropbox-connector sync -c config.yml --type incremental --dry-run
        """

    private let options: CommonOptions
    private let connectorID: String?
    private let type: SyncJobType
    private let approvedDeletions: Int?
    private let isWaiting: Bool
    private let isDryRun: Bool
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        connectorID = try arguments.value("--connector-id")
        type = try Self.type(try arguments.value("--type") ?? "full")
        approvedDeletions = try arguments.value("--approve-deletes").map(Self.count)
        isWaiting = arguments.flag("--wait")
        isDryRun = arguments.flag("--dry-run")
        isJSON = arguments.flag("--json")
        try arguments.end()
        try refuseContradictions()
    }

    private func refuseContradictions() throws {
        if isDryRun, isWaiting {
            throw Arguments.Mistake(description: "--dry-run creates no job: there is nothing to --wait for.")
        }
        if approvedDeletions != nil, type == .accessControl {
            throw Arguments.Mistake(description: "--approve-deletes is about documents; an access_control sync has none.")
        }
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let configuration = try options.configuration(environment: environment)
        if isDryRun { return try await dryRun(configuration, environment) }
        let log = options.quietLog(environment: environment)
        let request = SyncRequest(connectorID: connectorID, type: type, approvedDeletions: approvedDeletions)
        let job = try await request.send(configuration: configuration, environment: environment, log: log)
        if !isJSON { Output.line("Created the \(type.rawValue) sync job \(job).") }
        guard isJSON || isWaiting else { return .success }
        let console = try await options.console(environment: environment)
        if isWaiting { return try await wait(for: job, console) }
        try Output.json(try await console.job(job).json)
        return .success
    }

    private func dryRun(_ configuration: ServiceConfiguration, _ environment: [String: String]) async throws -> ExitStatus {
        let style = OutputStyle.standardOutput(environment: environment)
        if type == .accessControl {
            let result = try await IdentityPreview(connectorID: connectorID).run(
                configuration: configuration, environment: environment, log: options.quietLog(environment: environment))
            try show(result.json, result.lines(style))
            return .success
        }
        let preview = SyncPreview(connectorID: connectorID, type: type, approvedDeletions: approvedDeletions)
        let result = try await ListingProgress.shown { show in
            try await preview.run(
                configuration: configuration, environment: environment,
                log: options.quietLog(environment: environment), show)
        }
        try show(result.json, result.lines(style))
        return .success
    }

    private func show(_ json: @autoclosure () -> JSON, _ lines: @autoclosure () -> [String]) throws {
        if isJSON {
            try Output.json(json())
        } else {
            Output.line(lines().joined(separator: "\n"))
        }
    }

    /// Follows the job. Ctrl-C ends the watch; what becomes of the job is asked for.
    private func wait(for id: String, _ console: Operator) async throws -> ExitStatus {
        let watch = console.watch(id)
        // The sync runs in the service: nothing is lost when this program ends, however long the question stands.
        let outcome = await ShutdownSignal.cancelling(grace: .seconds(3600), onSignal: { _ in }) { () -> Result<JobDetails, any Error> in
            do {
                return .success(try await follow(watch))
            } catch {
                return .failure(error)
            }
        }
        switch outcome {
        case .success(let job):
            if isJSON { try Output.json(job.json) } else { Output.line(job.outcome) }
            return job.isCompleted ? .success : .failure
        case .failure(is CancellationError): return try await stop(id, console)
        case .failure(let error): throw error
        }
    }

    /// On a terminal the line changes; elsewhere each change is a line.
    private func follow(_ watch: JobWatch) async throws -> JobDetails {
        let isTerminal = isatty(STDOUT_FILENO) == 1 && !isJSON
        var view = JobProgressView(width: isTerminal ? Self.terminalWidth : nil)
        let job = try await watch.run { job, expected in
            guard !isJSON, let line = view.line(for: job, expecting: expected) else { return }
            if isTerminal {
                Output.text("\r\u{1B}[K" + line)
            } else {
                Output.line(line)
            }
        }
        if isTerminal { Output.text("\r\u{1B}[K") }
        return job
    }

    private func stop(_ id: String, _ console: Operator) async throws -> ExitStatus {
        // A second Ctrl-C ends the program, and the sync goes on.
        signal(SIGINT, SIG_DFL)
        // Nobody can answer in a script, and a question that nobody asked for must not cancel anything.
        let canAsk = isatty(STDIN_FILENO) == 1
        let answer = canAsk ? Prompt.ask("\nCancel the sync, too? Otherwise it goes on without being watched [y/N]") : nil
        guard answer?.lowercased().hasPrefix("y") == true else {
            Output.note(
                """
                The sync goes on without being watched.
                  to see it:    dropbox-connector status --watch -c \(options.file)
                  to cancel it: dropbox-connector job cancel \(id) -c \(options.file)
                """)
            return .interrupted
        }
        // This task is cancelled no more: the signal cancelled the watch alone.
        let job = try await console.cancel(id)
        Output.note(job.cancellation)
        return .failure
    }

    private static var terminalWidth: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static func type(_ text: String) throws -> SyncJobType {
        guard let type = SyncJobType(rawValue: text) else {
            throw Arguments.Mistake(
                description: "\"\(text)\" is no type of sync; there are full, incremental and access_control.")
        }
        return type
    }

    private static func count(_ text: String) throws -> Int {
        guard let count = Int(text), count > 0 else {
            throw Arguments.Mistake(description: "--approve-deletes takes a number of documents, such as 1200, not \"\(text)\".")
        }
        return count
    }
}
