import ConnectorProtocol
import Dropbox
import DropboxSource
import FakeDropbox
import Foundation
import Support
import SyncEngine
import TestSupport
import Testing
import Transport

@testable import ConnectorService

@Suite(.serialized) struct RealtimeTests {
    private static let on = "service.realtime: true\n" + TestService.longPause

    @Test func `a change is searchable within seconds, without a schedule and without a look at the jobs`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            try await service.run(with: Self.on) { service in
                _ = try await eventually { service.log.contains("Near real time: watching Dropbox for changes") ? true : nil }
                try service.write("/new.txt", "news")
                try await service.waitUntilSynced()
                // And again: the watch goes on from the new cursor.
                try service.write("/second.txt", "more news")
                try await service.waitUntilSynced()
                _ = try await eventually { service.unendedJobs == 0 ? true : nil }
            }
            #expect(service.incrementalJobs.count == 2)
            #expect(service.incrementalJobs.allSatisfy { $0["status"] == "completed" && $0["trigger_method"] == "scheduled" })
            #expect(service.connector["last_incremental_sync_scheduled_at"] == nil, "schedules go by their own times")
        }
    }

    @Test func `a longpoll carries no token`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            try await service.run(with: Self.on) { service in
                try service.write("/new.txt", "news")
                try await service.waitUntilSynced()
            }
            // The fake refuses a longpoll with one, as Dropbox does.
            let polls = service.dropbox.requests.filter { $0.route == "files/list_folder/longpoll" }
            #expect(!polls.isEmpty && polls.allSatisfy { $0.status == 200 })
        }
    }

    @Test func `a burst of changes is one sync, or two`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            try await service.run(with: Self.on) { service in
                for number in 0..<200 { try service.write("/burst/\(number).txt", "x") }
                try await service.waitUntilSynced()
            }
            #expect((1...2).contains(service.incrementalJobs.count))
        }
    }

    @Test func `no job is made while one waits or runs, and what came meanwhile is not lost`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            service.dropbox.fail("files/list_folder/continue", with: .delay(.milliseconds(700)), times: 1, afterRequests: 0)
            try await service.run(with: Self.on) { service in
                try service.write("/a.txt", "a")
                _ = try await eventually { service.connector["last_sync_status"] == "in_progress" ? true : nil }
                for number in 0..<20 {
                    try service.write("/b\(number).txt", "b")
                    #expect(service.unendedJobs <= 1)
                }
                try await service.waitUntilSynced()
            }
            #expect((1...3).contains(service.incrementalJobs.count))
        }
    }

    @Test func `of two services on one cluster, one makes the job`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            try await service.run(2, with: Self.on) { service in
                for number in 1...5 {
                    try service.write("/\(number).txt", "x")
                    try await service.waitUntilSynced()
                    _ = try await eventually { service.unendedJobs == 0 ? true : nil }
                }
            }
            let ids = service.allJobs.keys.filter { $0.contains("-incremental-changes-") }
            #expect(ids.count == 5, "\(ids)")
        }
    }

    @Test func `while longpolls fail, schedules go on; that is said once, and so is the recovery`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            service.dropbox.fail("files/list_folder/longpoll", with: .answer(status: 500, headers: [], body: Data()), times: nil, afterRequests: 0)
            try service.changeConnector([
                "scheduling": ["incremental": ["enabled": true, "interval": "0 * * * * ?"]],
                "last_incremental_sync_scheduled_at": .string(Timestamp.format(service.clock.date)),
            ])
            try await service.run(with: "service.realtime: true\nservice.idling: 10\n") { service in
                try service.write("/by-schedule.txt", "x")
                try await service.waitUntilSynced()
                func polls() -> Int { service.dropbox.requests.count { $0.route == "files/list_folder/longpoll" } }
                _ = try await eventually { polls() >= 4 ? true : nil }
                #expect(service.log.count { $0.contains("cannot be watched") } == 1)
                service.dropbox.clearFaults()
                _ = try await eventually { service.log.count { $0.contains("watching Dropbox") } == 1 ? true : nil }
                try service.changeConnector(["scheduling": ["incremental": ["enabled": false]]])
                try service.write("/by-longpoll.txt", "x")
                try await service.waitUntilSynced()
            }
        }
    }

    @Test func `a cursor that was reset is a sync that lists everything`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            try await service.run(with: Self.on) { service in
                _ = try await eventually { service.log.contains("Near real time: watching Dropbox for changes") ? true : nil }
                service.dropbox.fail("files/list_folder/longpoll", with: .resetCursors, times: 1, afterRequests: 0)
                try service.write("/new.txt", "x")
                try await service.waitUntilSynced()
            }
        }
    }

    @Test func `without a cursor it waits, and says for what`() async throws {
        try await withTestService { service in
            try service.createConnector()
            try await service.run(with: "service.realtime: true\nservice.idling: 10\n") { service in
                _ = try await eventually {
                    service.log.contains("Near real time waits: it begins when a first full sync is completed") ? true : nil
                }
                _ = try await service.sync("first")
                _ = try await eventually { service.log.contains("Near real time: watching Dropbox for changes") ? true : nil }
            }
            #expect(service.log.count { $0 == "Near real time waits: it begins when a first full sync is completed" } == 1)
        }
    }

    @Test func `a sync that gets nowhere is not repeated at once`() async throws {
        try await withTestService { service in
            try await service.fillIndex()
            service.dropbox.fail("files/list_folder/continue", with: .answer(status: 403, headers: [], body: Data()), times: nil, afterRequests: 0)
            let begin = service.clock.now
            try await service.run(with: Self.on) { service in
                try service.write("/new.txt", "x")
                _ = try await eventually { service.incrementalJobs.count { $0["status"] == "error" } >= 3 ? true : nil }
            }
            #expect(begin.duration(to: service.clock.now) > .seconds(90), "30 s and 60 s between the three")
        }
    }
}

@Suite struct LongPollingTests {
    @Test(arguments: [(0, 1.0), (1, 1.5), (2, 3), (5, 24), (9, 225), (1000, 225)] as [(Int, Double)])
    func `pauses after failures`(failures: Int, seconds: Double) {
        #expect(LongPolling.pause(after: failures, 0.5) == .seconds(seconds))
    }

    @Test(arguments: [(1, 30), (2, 60), (3, 120), (8, 3600), (1000, 3600)])
    func `pauses after syncs that got nowhere`(attempts: Int, seconds: Int) {
        #expect(ConnectorWatch.pause(after: attempts) == .seconds(seconds))
    }

    @Test func `of several cursors the first with changes counts`() async throws {
        var account = FakeAccount(seed: 1)
        _ = try account.createFolder("/a")
        _ = try account.createFolder("/b")
        try await withFakeDropbox(account) { fake in
            let credentials = DropboxCredentials(
                appKey: fake.credentials.appKey, appSecret: Secret(fake.credentials.appSecret),
                refreshToken: Secret(fake.credentials.refreshToken))
            var options = DropboxOptions()
            options.hosts = DropboxHosts(all: fake.url)
            let client = DropboxClient(
                credentials: credentials, options: options, transport: URLSessionTransport(options: TransportOptions()),
                authorizations: DropboxAuthorizations(), log: .silent)
            let first = try await client.call(GetLatestCursor(of: ListFolder(path: "/a"))).cursor
            let second = try await client.call(GetLatestCursor(of: ListFolder(path: "/b"))).cursor
            try fake.change { _ = try $0.write("/b/new.txt", Data("x".utf8)) }
            let polling = LongPolling(client: client, clock: ContinuousClock()) { _ in }
            let event = try await polling.firstEvent(of: [first, second], within: .seconds(60))
            #expect(event == .changes(backoff: .zero))
            #expect(try await polling.firstEvent(of: [first], within: .milliseconds(50)) == nil)
        }
    }

    @Test(arguments: [
        ("AAHplain", ["AAHplain"]), ("", []), (#"{"not json"#, [#"{"not json"#]),
        (#"{"trees":[{"key":"account","cursor":"A"},{"key":"x","cursor":"B"},{"cursor":"A"},{"cursor":"C","unread":true}]}"#, ["A", "B"]),
    ] as [(String, [String])])
    func `Dropbox's cursors in a stored one`(text: String, expected: [String]) {
        #expect(DropboxSource.dropboxCursors(in: SourceCursor(text)) == expected)
    }
}

@Suite struct WakeUpTests {
    @Test func `a call ends the wait, and one before it ends the next`() async throws {
        let wakeUp = WakeUp()
        wakeUp.call()
        wakeUp.call()
        try await wakeUp.wait()
        async let waiting: Void = wakeUp.wait()
        wakeUp.call()
        try await waiting
    }

    @Test func `without a call the wait ends with its time`() async throws {
        let clock = RecordingClock()
        #expect(try await WakeUp().wait(atMost: .seconds(30), clock) == false)
        #expect(clock.sleeps == [.seconds(30)])
    }

    @Test func `a wait can be cancelled, and the next call is not lost`() async throws {
        let wakeUp = WakeUp()
        let task = Task { try await wakeUp.wait() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        wakeUp.call()
        try await wakeUp.wait()
    }
}
