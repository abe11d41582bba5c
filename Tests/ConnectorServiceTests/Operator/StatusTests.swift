import ConnectorProtocol
import FakeDropbox
import Foundation
import Support
import Testing

@testable import ConnectorService

extension TestService {
    func console() async throws -> Operator {
        try await Operator(configuration: try operatorConfiguration(), environment: [:], log: .silent)
    }
}

struct StatusTests {
    private let plain = OutputStyle(hasColours: false)

    @Test func `after a sync, status tells its result, and the job its report`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try await service.run { service in
                try await service.sync("j1")
            }
            let console = try await service.console()
            let summary = try #require(try await console.status(of: nil).first)
            let text = summary.lines(plain).joined(separator: "\n")
            #expect(text.contains("c1  Test"))
            #expect(text.contains("index      search-test"))
            #expect(text.contains("full completed"))
            #expect(text.contains("0 failed"))
            #expect(!summary.needsAttention)
            #expect(summary.json["last_job"]?["id"] == "j1")

            let details = try await console.job("j1")
            let report = details.lines.joined(separator: "\n")
            #expect(report.contains("created"))
            #expect(report.contains("files/list_folder"))
            #expect(!details.hasFailed)
            let jobs = try await console.jobs(of: "c1", limit: 5)
            let table = JobDetails.table(jobs, plain)
            #expect(table.count == 2)
            #expect(table[1].hasPrefix("j1 "))
        }
    }

    @Test(arguments: [
        (["last_sync_status": "error", "last_sync_error": "out of luck", "status": "error"], "sync failure: out of luck", true),
        (["status": "error", "error": "no entry"], "connector failure: no entry", true),
        (["last_seen": "2020-01-01T00:00:00Z", "status": "connected"], "connector failure: The connector has not checked in", true),
        (["status": "needs_configuration"], "needs configuration", false),
        (["status": "connected"], "connected", false),
    ] as [(JSON, String, Bool)])
    func `health is what Kibana shows`(change: JSON, says: String, needsAttention: Bool) async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try service.changeConnector(change)
            let summary = try #require(try await service.console().status(of: nil).first)
            #expect(summary.lines(plain)[1].contains(says), "\(summary.lines(plain))")
            #expect(summary.needsAttention == needsAttention)
        }
    }

    @Test func `the next sync is the schedule's next time`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try service.changeConnector([
                "scheduling": [
                    "full": ["enabled": true, "interval": "0 0 0 1 1 ? 2099"],
                    "incremental": ["enabled": false, "interval": "0 0 0 * * ?"],
                ]
            ])
            let summary = try #require(try await service.console().status(of: nil).first)
            #expect(summary.lines(plain).contains { $0.contains("next full") && $0.contains("2099-01-01T00:00:00Z") })
            #expect(summary.json["next"]?.objectValue?.keys.sorted() == ["full"])
        }
    }

    @Test func `a job's secrets are in no output`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try service.requestSync("j1")
            let details = try await service.console().job("j1")
            let text = details.lines.joined() + String(decoding: try details.json.data(), as: UTF8.self)
            #expect(!text.contains(service.dropbox.credentials.refreshToken))
            #expect(!text.contains(service.dropbox.credentials.appSecret))
        }
    }

    @Test func `a job or connector that is not there is named, with the way to those that are`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            let console = try await service.console()
            let missing = await #expect(throws: OperatorFailure.self) { _ = try await console.job("nope") }
            #expect(missing?.description.contains("dropbox-connector jobs") == true)
            let unknown = await #expect(throws: UnknownConnector.self) { _ = try await console.status(of: "nope") }
            #expect(unknown?.description.contains("connector list") == true)
        }
    }

    @Test func `a watch follows a job to its end, and a search finds what it indexed`() async throws {
        var account = FakeAccount()
        try account.write("/Letters/keeper.txt", "The lighthouse keeper counts every seventh wave")
        try await withTestService(account) { service in
            try await service.prepareEverything()
            let console = try await service.console()
            let failure = await #expect(throws: OperatorFailure.self) {
                _ = try await console.search("lighthouse", in: "c1", limit: 5)
            }
            #expect(failure?.description.contains("dropbox-connector sync") == true)
            try service.requestSync("j1")
            try await service.run { _ in
                var looks = 0
                let job = try await console.watch("j1").run { _, _ in looks += 1 }
                #expect(looks >= 1)
                #expect(job.isCompleted)
                #expect(job.outcome.contains("full completed"))
            }
            let (documents, total) = try await console.search("seventh lighthouse", in: "c1", limit: 5)
            #expect(total == 1)
            let lines = try #require(documents.first).lines(rank: 1, plain)
            #expect(lines[0] == "1. /Letters/keeper.txt")
            #expect(lines.contains { $0.contains("lighthouse keeper") && !$0.contains("<em>") })
            #expect(try await console.search("nowhere-to-be-found", in: "c1", limit: 5).total == 0)
        }
    }

    @Test func `a watched job can be cancelled`() async throws {
        try await withTestService { service in
            try await service.prepareEverything()
            try service.requestSync("j1")
            let watch = try await service.console().watch("j1")
            try await watch.cancel()
            let job = try await watch.run { _, _ in }
            #expect(!job.isCompleted)
            #expect(service.job("j1")["status"] == "canceled")
        }
    }

    @Test func `before anything was created, there is nothing to show and nothing breaks`() async throws {
        try await withTestService { service in
            let console = try await service.console()
            #expect(try await console.status(of: nil).isEmpty)
            #expect(try await console.jobs(of: nil, limit: 5).isEmpty)
            await #expect(throws: OperatorFailure.self) { _ = try await console.job("nope") }
            let findings = try await service.check().findings
            #expect(findings.last?.name == "connector")
            #expect(findings.last?.remedy?.contains("connector create") == true)
        }
    }

    @Test(arguments: [
        (3.0, "3 s ago"), (89, "89 s ago"), (90, "2 min ago"), (7200, "2 h ago"), (400_000, "5 days ago"), (-60, "in 60 s"),
    ])
    func `an age has one unit`(seconds: Double, text: String) {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        #expect(Age(since: now.addingTimeInterval(-seconds), at: now).description == text)
    }

    @Test(arguments: [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (12_300_000, "12.3 MB"), (5_000_000_000_000, "5.0 TB")])
    func `bytes have one unit`(bytes: Int, text: String) {
        #expect(bytes.readableBytes == text)
    }
}
