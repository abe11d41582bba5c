import ConnectorProtocol
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport

@testable import ConnectorService

extension TestService {
    /// A service whose loops look once and then not again before the test is over: what happens, somebody was called for.
    static let longPause = "service.idling: 86400\n"

    /// Runs services on the same cluster with other settings.
    func run(
        _ count: Int = 1, with configuration: String, _ body: (TestService) async throws -> Void
    ) async throws {
        let clock = clock
        let services = try (0..<count).map { _ in
            Service(
                try ServiceContext(
                    configuration: try ServiceConfiguration.parse(configurationText + configuration), environment: [:],
                    log: recordingLog, clock: clock, now: { clock.date }),
                actions: [.schedule, .syncContent])
        }
        let tasks = services.map { service in Task { await service.run() } }
        func stop() async {
            for task in tasks {
                task.cancel()
                _ = await task.value
            }
        }
        do {
            try await body(self)
        } catch {
            await stop()
            throw error
        }
        await stop()
    }

    /// Syncs everything once, so that there is a cursor.
    func fillIndex() async throws {
        try createConnector()
        try await run { service in _ = try await service.sync("first") }
    }

    /// Waits until the index is equal to the account.
    func waitUntilSynced(within limit: Duration = .seconds(20)) async throws {
        _ = try await eventually(within: limit) {
            Set(documents.keys) == Set(dropbox.account.entries.map(\.id)) ? true : nil
        }
    }

    var incrementalJobs: [JSON] { allJobs.values.filter { $0["job_type"] == "incremental" } }

    /// Jobs that wait or run.
    var unendedJobs: Int {
        allJobs.values.count { !["completed", "error", "canceled"].contains($0["status"]?.stringValue) }
    }

    func write(_ path: String, _ text: String) throws {
        try dropbox.change { _ = try $0.write(path, Data(text.utf8)) }
    }
}
