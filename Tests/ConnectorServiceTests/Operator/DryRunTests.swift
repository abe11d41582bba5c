import ConnectorProtocol
import Dropbox
import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Testing

@testable import ConnectorService

extension TestService {
    func dryRun(
        _ type: SyncJobType = .full, approving approved: Int? = nil, _ extra: String = ""
    ) async throws -> SyncPreview.Result {
        try await elasticsearchIsRefreshed()
        return try await SyncPreview(connectorID: nil, type: type, approvedDeletions: approved).run(
            configuration: try operatorConfiguration(extra), environment: [:], log: .silent)
    }

    private func elasticsearchIsRefreshed() async throws {
        if elasticsearch.indexNames.contains(Self.index) { try await client.refresh(Self.index) }
    }
}

struct DryRunTests {
    private static func account() throws -> FakeAccount {
        var account = FakeAccount()
        for name in ["kept", "changed", "moved", "deleted"] { _ = try account.write("/Docs/\(name).txt", "text of \(name)") }
        _ = try account.write("/photo.jpg", "no text")
        _ = try account.copy("/Docs/kept.txt", to: "/Docs/copy.txt")
        return account
    }

    @Test func `of an empty index everything would be created, and nothing is written anywhere`() async throws {
        try await withTestService(try Self.account()) { service in
            try await service.prepareEverything()
            let before = (service.connector, service.elasticsearch.indexNames)
            service.elasticsearch.clearRequests()
            let result = try await service.dryRun()
            #expect(result.forecast.created.count == 7)
            #expect(result.forecast.created.names.contains("/Docs/kept.txt"))
            #expect(result.forecast.fetched == 4, "a copy is not fetched")
            #expect(result.forecast.fetchedBytes == "text of keptchangedmoveddeleted".count + 3 * "text of ".count)
            #expect(result.forecast.withoutText == ["unsupported_type": 1])
            #expect(service.connector == before.0)
            #expect(service.elasticsearch.indexNames == before.1, "no index was created")
            #expect(service.allJobs.isEmpty)
            #expect(service.writes.isEmpty, "\(service.writes)")
            #expect(service.dropbox.requests.allSatisfy { $0.route != "files/download" })
        }
    }

    @Test func `what it says is what the next sync does`() async throws {
        try await withTestService(try Self.account()) { service in
            try await service.prepareEverything()
            try await service.run { service in
                try await service.sync("j1")
                try service.dropbox.change { account in
                    _ = try account.write("/Docs/changed.txt", "another text")
                    try account.move("/Docs/moved.txt", to: "/Docs/moved away.txt")
                    try account.delete("/Docs/deleted.txt")
                    _ = try account.write("/Docs/new.txt", "new")
                }
                let forecast = try await service.dryRun().forecast
                let job = try await service.sync("j2")
                let report = job["metadata"]?["report"]
                #expect(report?["created"]?.intValue == forecast.created.count)
                #expect(report?["replaced"]?.intValue == forecast.replaced.count)
                #expect(report?["updated"]?.intValue == forecast.updated.count)
                #expect(report?["unchanged"]?.intValue == forecast.unchanged)
                #expect(report?["deleted"]?.intValue == forecast.deleted.count)
                #expect(report?["downloads"]?.intValue == forecast.fetched)
                #expect(forecast.created.names == ["/Docs/new.txt"])
                #expect(forecast.deleted.names == ["/Docs/deleted.txt"])
                #expect(forecast.updated.names == ["/Docs/moved away.txt"])
                let after = try await service.dryRun().forecast
                #expect(after.written == 0 && after.deleted.count == 0)
            }
        }
    }

    @Test func `it tells that the deletion brake would hold, and how to let it go`() async throws {
        let brake = "\nservice.deletion_brake.max_documents: 1\n"
        try await withTestService(try Self.account(), configuration: brake) { service in
            try await service.prepareEverything()
            try await service.run { service in
                try await service.sync("j1")
                try service.dropbox.change { try $0.delete("/Docs") }
                let held = try await service.dryRun(approving: nil, brake)
                #expect(held.forecast.areDeletionsHeldBack)
                #expect(held.lines(OutputStyle(hasColours: false)).contains { $0.contains("--approve-deletes 6") })
                #expect(try await service.dryRun(approving: 6, brake).forecast.areDeletionsHeldBack == false)
            }
        }
    }

    @Test func `an incremental one says what changes since the last sync come to, and stores no cursor`() async throws {
        var account = try Self.account()
        for name in ["a", "b"] { _ = try account.write("/Old/\(name).txt", "old \(name)") }
        try await withTestService(account) { service in
            try await service.prepareEverything()
            try await service.run { service in
                try await service.sync("j1")
                try service.dropbox.change { account in
                    _ = try account.write("/Docs/changed.txt", "another text")
                    try account.move("/Docs/moved.txt", to: "/Docs/moved away.txt")
                    try account.delete("/Docs/deleted.txt")
                    _ = try account.write("/Docs/new.txt", "new")
                    try account.delete("/Old")
                    _ = try account.write("/Old/c.txt", "not what was there")
                }
            }
            let cursor = service.connector["sync_cursor"]
            #expect(cursor != nil && cursor != .null)
            service.elasticsearch.clearRequests()
            service.dropbox.clearRequests()
            let forecast = try await service.dryRun(.incremental).forecast
            #expect(service.writes.isEmpty, "\(service.writes)")
            #expect(service.connector["sync_cursor"] == cursor)
            #expect(service.dropbox.requests.allSatisfy { $0.route != "files/list_folder" && $0.route != "files/download" })
            #expect(forecast.isOfChanges && forecast.fullListingReason == nil)
            #expect(Set(forecast.created.names) == ["/Docs/new.txt", "/Old", "/Old/c.txt"])
            #expect(forecast.replaced.names == ["/Docs/changed.txt"])
            #expect(forecast.updated.names == ["/Docs/moved away.txt"])
            #expect(Set(forecast.deleted.names) == ["/Docs/deleted.txt", "/Old", "/Old/a.txt", "/Old/b.txt"])
            #expect(forecast.fetched == 3)

            let before = Set(service.documents.keys)
            try await service.run { service in
                let report = try await service.sync("j2", type: "incremental")["metadata"]?["report"]
                #expect(report?["created"]?.intValue == forecast.created.count)
                #expect(report?["replaced"]?.intValue == forecast.replaced.count)
                #expect(report?["updated"]?.intValue == forecast.updated.count)
                #expect(report?["deleted"]?.intValue == forecast.deleted.count)
                #expect(report?["downloads"]?.intValue == forecast.fetched)
            }
            #expect(before.subtracting(service.documents.keys).count == forecast.deleted.count)
            let after = try await service.dryRun(.incremental).forecast
            #expect(after.written == 0 && after.deleted.count == 0)
        }
    }

    @Test func `an incremental one without a cursor says why everything is listed`() async throws {
        try await withTestService(try Self.account()) { service in
            try await service.prepareEverything()
            let result = try await service.dryRun(.incremental)
            #expect(result.forecast.created.count == 7)
            #expect(result.lines(OutputStyle(hasColours: false)).contains { $0.hasPrefix("  list everything: there is no cursor") })
            try await service.run { service in try await service.sync("j1") }
            service.dropbox.resetCursors()
            let reset = try await service.dryRun(.incremental).forecast
            #expect(reset.written == 0 && reset.deleted.count == 0 && reset.unchanged == 7)
            #expect(reset.fullListingReason?.contains("reset") == true)
        }
    }

    @Test(arguments: [SyncJobType.full, .incremental])
    func `a file shared one by one that is mounted as well counts once`(type: SyncJobType) async throws {
        var account = try Self.account()
        let link = "https://www.dropbox.com/scl/fi/both.txt"
        let id = try account.write("/Docs/both.txt", "both")
        account.receivedFiles = [FakeReceivedFile(id: id, name: "both.txt", previewURL: link)]
        account.sharedLinks = [FakeSharedLink(url: link, id: id, name: "both.txt", content: .text("both"))]
        try await withTestService(account) { service in
            try await service.prepareEverything()
            #expect(try await service.dryRun(type).forecast.created.count == 8)
            try await service.run { service in
                let report = try await service.sync("j1")["metadata"]?["report"]
                #expect(report?["listed"]?.intValue == 8)
            }
            let after = try await service.dryRun(type).forecast
            #expect(after.written == 0 && after.deleted.count == 0, "\(after)")
            #expect(after.listed == (type == .full ? 8 : 0), "\(after)")
        }
    }

    @Test func `of the people of a team it says who gains and who loses, and writes nothing`() async throws {
        try await withTeamService { service in
            try service.createSecureConnector()
            try await StateIndices().ensure(service.client)
            func preview() async throws -> IdentityPreview.Result {
                try await IdentityPreview(connectorID: nil).run(
                    configuration: try service.operatorConfiguration(), environment: [:], log: .silent)
            }
            let first = try await preview()
            #expect(first.changes.new.map(\.id) == ["ada@example.com", "bob@example.com", "cleo@example.com"])
            #expect(service.elasticsearch.indexNames.allSatisfy { $0 != AccessControlTeam.index })
            try await service.run { service in try await service.syncIdentities("j1") }
            try service.dropbox.change { account in
                try account.setStatus(ofMember: "dbmid:Cleo", .removed)
                account.addMember("Dora")
            }
            service.elasticsearch.clearRequests()
            let second = try await preview()
            #expect(service.writes.isEmpty, "\(service.writes)")
            #expect(second.changes.gone == ["cleo@example.com"])
            let lines = second.lines(OutputStyle(hasColours: false))
            #expect(lines.contains("  take the identity from 1") && lines.contains("  unchanged 2"))
            #expect(second.json["create"]?["first"] == ["dora@example.com"])
        }
    }

    @Test func `what would end the sync is said, with status 1`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try service.changeConnector(["configuration": ["path": ["value": "/nowhere"]]])
            let failure = await #expect(throws: OperatorFailure.self) { _ = try await service.dryRun() }
            #expect(failure?.status == .failure)
            #expect(failure?.description.contains("/nowhere") == true, "\(String(describing: failure))")
        }
    }

    @Test func `its lines name the first documents and count the rest`() async throws {
        try await withTestService(.generated(files: 30, size: 100, seed: 1)) { service in
            try await service.prepareEverything()
            let result = try await service.dryRun()
            let lines = result.lines(OutputStyle(hasColours: false))
            let created = result.forecast.created.count
            #expect(lines.contains("  create \(created)"))
            #expect(lines.contains("    and \(created - 10) more"))
            #expect(result.json["create"]?["first"]?.arrayValue?.count == 10)
        }
    }
}

struct EstimateTests {
    @Test func `an estimate counts, measures with a few files, and writes nothing`() async throws {
        try await withTestService(.generated(files: 30, size: 1000, seed: 1)) { service in
            try await service.prepareEverything()
            service.elasticsearch.clearRequests()
            let doctor = try Doctor(
                configuration: try service.operatorConfiguration(), environment: [:], log: .silent, connectorID: nil,
                isEstimating: true)
            var findings: [Finding] = []
            let status = try await doctor.run { findings.append($0) }
            #expect(status == .success)
            func text(_ name: String) -> String { findings.first { $0.name == name }?.text ?? "" }
            #expect(text("estimate.entries").contains(" to create"))
            #expect(text("estimate.content").contains("extracts text from"))
            #expect(text("estimate.duration").contains("4 files were fetched ("), "\(text("estimate.duration"))")
            #expect(service.writes.isEmpty)
            #expect(service.dropbox.requests.count { $0.route == "files/download" && $0.status == 200 } <= 4)
        }
    }

    @Test func `with a failure there is no estimate, and no listing`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try service.changeConnector(["configuration": ["path": ["value": "/nowhere"]]])
            let doctor = try Doctor(
                configuration: try service.operatorConfiguration(), environment: [:], log: .silent, connectorID: nil,
                isEstimating: true)
            var findings: [Finding] = []
            _ = try await doctor.run { findings.append($0) }
            #expect(findings.first { $0.name == "estimate" }?.mark == .skipped)
        }
    }

    @Test(arguments: [
        (files: 100, bytes: 0, elapsed: 1.0, shortest: 1.0, best: 1.0, worst: 25.0),
        (files: 100, bytes: 1000, elapsed: 4.0, shortest: 1.0, best: 1.0, worst: 25.0),
        (files: 0, bytes: 0, elapsed: 0.0, shortest: 0.0, best: 0.0, worst: 0.0),
    ])
    func `the range goes from everything at once to four downloads at a time`(
        files: Int, bytes: Int, elapsed: Double, shortest: Double, best: Double, worst: Double
    ) {
        var forecast = SyncForecast()
        forecast.fetched = files
        forecast.fetchedBytes = bytes
        let preview = SyncPreview.Result(
            connectorID: "c", type: .full, forecast: forecast, calls: DropboxCounters().snapshot, elapsed: .zero, concurrentDownloads: 100,
            clock: ContinuousClock())
        let pace = SyncEstimate.Pace(
            files: elapsed > shortest ? 4 : 1, bytes: 1000, elapsed: .seconds(elapsed), shortest: .seconds(shortest))
        let range = SyncEstimate(preview: preview, pace: files > 0 ? pace : nil).duration
        #expect(abs(range.lowerBound.seconds - best) < 0.01)
        #expect(abs(range.upperBound.seconds - worst) < 0.01)
    }
}

extension TestService {
    /// Requests to Elasticsearch that change something.
    var writes: [String] {
        elasticsearch.requests.filter { request in
            let reads = ["_search", "_has_privileges", "_pit", "_count", "_refresh", "/scroll"]
            return request.method != "GET" && request.method != "HEAD" && !reads.contains { request.path.hasSuffix($0) }
        }.map { "\($0.method) \($0.path)" }
    }
}
