import ConnectorService
import Foundation
import Support

/// `check`: says what is wrong, and what to do about it.
struct CheckCommand: Command {
    static let name = "check"
    static let summary = "say what is wrong, and what to do about it"
    static let help = """
        Looks at everything that a sync needs and changes nothing: the configuration, Elasticsearch (reachable,
        version, license, privileges, indices), and for each connector its configuration, index and pipeline, its
        Dropbox token, account, path and scopes; the text extraction service where one is configured.

        Usage: dropbox-connector check [-c FILE] [OPTIONS]

        \(CommonOptions.help)
          --connector-id ID         look at this connector only (default: all of config.yml)
          --estimate                list each connector's account, too, and say what a full sync would do: entries,
                                    files to extract, bytes, calls, and how long that takes. A few files are
                                    fetched to see how fast that is
          --json                    one JSON object for machines

        Marks: ✓ as it should be, ! works but look at it, ✗ does not work, – could not be found out.
        Exit status: 0 when nothing fails, 1 when something does, 2 for a mistake in the command line or the
        configuration, 3 when Elasticsearch cannot be used.

        Example: dropbox-connector check -c config.yml --estimate
        """

    private let options: CommonOptions
    private let connectorID: String?
    private let isEstimating: Bool
    private let isJSON: Bool

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        connectorID = try arguments.value("--connector-id")
        isEstimating = arguments.flag("--estimate")
        isJSON = arguments.flag("--json")
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let configuration = try options.configuration(environment: environment)
        return try await ListingProgress.shown { show in
            let doctor = try Doctor(
                configuration: configuration, environment: environment, log: options.quietLog(environment: environment),
                connectorID: connectorID, isEstimating: isEstimating, progress: show)
            return isJSON ? try await machineReadable(doctor) : try await readable(doctor, environment)
        }
    }

    private func readable(_ doctor: Doctor, _ environment: [String: String]) async throws -> ExitStatus {
        let style = OutputStyle.standardOutput(environment: environment)
        var subject: String?
        var failures = 0
        let status = try await doctor.run { finding in
            ListingProgress.clear()
            if finding.subject != subject {
                Output.line("\n" + style(finding.subject, .bold))
                subject = finding.subject
            }
            failures += finding.mark == .failed ? 1 : 0
            Output.line(finding.text(style))
        }
        Output.line(failures == 0 ? "\nNothing is in the way of a sync." : "\n\(failures) to mend: see the arrows above.")
        return status
    }

    private func machineReadable(_ doctor: Doctor) async throws -> ExitStatus {
        var findings: [JSON] = []
        let status = try await doctor.run { findings.append($0.json) }
        try Output.json(["status": .int(Int(status.rawValue)), "findings": .array(findings)])
        return status
    }
}
