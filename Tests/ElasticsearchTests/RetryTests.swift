import Elasticsearch
import Foundation
import Support
import Synchronization
import TestSupport
import Testing
import Transport

@Suite struct RetryTests {
    private static let fine = ScriptedTransport.Line.json(200, #"{"count":3}"#)

    @Test(arguments: [
        .json(429, ""), .json(500, ""), .json(502, ""), .json(503, ""), .json(504, ""), .failure(.connectionFailed),
        .failure(.connectionLost), .failure(.hostNotFound), .failure(.timedOut),
    ] as [ScriptedTransport.Line])
    func `what may pass is tried again`(failure: ScriptedTransport.Line) async throws {
        let clock = RecordingClock()
        let (client, transport) = ElasticsearchClient.make(failure, failure, Self.fine, clock: clock)
        #expect(try await client.count("i") == 3)
        #expect(transport.requests.count == 3)
        #expect(clock.sleeps == [.seconds(10), .seconds(20)])
    }

    @Test(arguments: [
        .json(400, ""), .json(401, ""), .json(403, ""), .json(409, ""), .json(413, ""), .json(302, ""),
        .failure(.secureConnectionFailed), .failure(.responseTooLarge),
    ] as [ScriptedTransport.Line])
    func `what stays wrong is not tried again`(failure: ScriptedTransport.Line) async throws {
        let (client, transport) = ElasticsearchClient.make(failure, Self.fine)
        #expect(await elasticsearchError { _ = try await client.count("i") } != nil)
        #expect(transport.requests.count == 1)
    }

    @Test func `the last attempt's failure is the error`() async throws {
        let clock = RecordingClock()
        let failures = Array(repeating: ScriptedTransport.Line.json(503, ""), count: 4)
        let transport = ScriptedTransport(failures + [.json(502, "down for good"), Self.fine])
        let client = ElasticsearchClient(
            options: ElasticsearchOptions(host: URL(string: "http://es.test")!), transport: transport, clock: clock)
        let error = await elasticsearchError { _ = try await client.count("i") }
        #expect(error?.reason == "down for good")
        #expect(clock.sleeps == [.seconds(10), .seconds(20), .seconds(30), .seconds(40)])
    }

    @Test func `a timeout is not tried again when that is switched off`() async throws {
        let (client, transport) = ElasticsearchClient.make(.failure(.timedOut), Self.fine) { $0.retryOnTimeout = false }
        #expect(await elasticsearchError { _ = try await client.count("i") }?.code == .timedOut)
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [("3", .seconds(10)), ("25", .seconds(25)), ("soon", .seconds(10))] as [(String, Duration)])
    func `a longer Retry-After is obeyed`(header: String, delay: Duration) async throws {
        let clock = RecordingClock()
        let (client, _) = ElasticsearchClient.make(.raw(429, ["Retry-After": header], ""), Self.fine, clock: clock)
        _ = try await client.count("i")
        #expect(clock.sleeps == [delay])
    }

    @Test func `every retry is logged with its reason`() async throws {
        let events = Mutex<[Log.Event]>([])
        let log = Log { event in events.withLock { $0.append(event) } }
        let (client, _) = ElasticsearchClient.make(.json(503, "overloaded"), Self.fine, log: log)
        _ = try await client.count("i")
        let messages = events.withLock { $0.map(\.message) }
        #expect(messages.count == 1)
        #expect(messages[0].contains("overloaded") && messages[0].contains("attempt 1 of 5"))
    }

    @Test func `a cancelled task does not wait for the next attempt`() async throws {
        let (client, transport) = ElasticsearchClient.make(.json(503, ""), Self.fine)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.count("i")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(transport.requests.count <= 1)
    }

    @Test func `a cluster that is still forming has no license for a while`() async throws {
        let clock = RecordingClock()
        let (client, _) = ElasticsearchClient.make(
            .json(404, "{}"), .json(200, #"{"license":{"type":"trial","status":"active"}}"#), clock: clock)
        #expect(try await client.license().kind == .trial)
        #expect(clock.sleeps == [.seconds(10)])
    }
}
