import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import Synchronization
import TestSupport
import Testing

@testable import ConnectorService

@Suite struct OperationsLoggingTests {
    @Test(arguments: [true, false])
    func `every document's id and result are logged at debug level where that is wanted`(isWanted: Bool) async throws {
        try await withTestService(.generated(files: 3, size: 10, seed: 5)) { service in
            try service.createConnector()
            let lines = Mutex<[String]>([])
            let log = Log(minimumLevel: .debug) { event in lines.withLock { $0.append(event.message) } }
            let text = service.configurationText + "\nelasticsearch.bulk.enable_operations_logging: \(isWanted)\n"
            let context = try ServiceContext(
                configuration: try ServiceConfiguration.parse(text), environment: [:], log: log, clock: service.clock,
                now: { service.clock.date })
            let task = Task { await Service(context, actions: [.syncContent]).run() }
            let job = try await service.sync("j1")
            task.cancel()
            _ = await task.value
            #expect(job["status"] == "completed")
            let told = service.documents.keys.filter { id in
                lines.withLock { $0.contains { $0.hasPrefix("Elasticsearch: ") && $0.contains(id) && $0.hasSuffix("created") } }
            }
            #expect(told.count == (isWanted ? service.documents.count : 0))
            #expect(!service.documents.isEmpty)
        }
    }
}
