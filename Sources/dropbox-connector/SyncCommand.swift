import ConnectorProtocol
import ConnectorService
import Foundation

/// `sync`: asks for a sync, as the button in Kibana does.
struct SyncCommand: Command {
    static let name = "sync"
    static let summary = "ask the running service for a sync"
    static let help = """
        Creates a sync job. The running service picks it up at its next poll.

        Usage: dropbox-connector sync [-c FILE] [--connector-id ID] [OPTIONS]

        \(CommonOptions.help)
          --connector-id ID         which connector; may be left out when config.yml has only one
          --type TYPE               full (default) or incremental
          --approve-deletes N       let this one sync delete up to N documents, which the deletion brake
                                    would hold back otherwise

        Example: dropbox-connector sync -c config.yml --approve-deletes 1200
        """

    private let options: CommonOptions
    private let connectorID: String?
    private let type: SyncJobType
    private let approvedDeletions: Int?

    init(_ arguments: inout Arguments) throws {
        options = try CommonOptions(&arguments)
        connectorID = try arguments.value("--connector-id")
        type = try Self.type(try arguments.value("--type") ?? "full")
        approvedDeletions = try arguments.value("--approve-deletes").map(Self.count)
        try arguments.end()
    }

    func run(environment: [String: String]) async throws -> ExitStatus {
        let configuration = try options.configuration(environment: environment)
        let log = options.log(configuration, environment: environment)
        let request = SyncRequest(connectorID: connectorID, type: type, approvedDeletions: approvedDeletions)
        let job = try await request.send(configuration: configuration, environment: environment, log: log)
        print("Created the \(type.rawValue) sync job \(job).")
        return .success
    }

    private static func type(_ text: String) throws -> SyncJobType {
        guard let type = SyncJobType(rawValue: text), type.isContent else {
            throw Arguments.Mistake(description: "\"\(text)\" is no type of content sync; there are full and incremental.")
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
