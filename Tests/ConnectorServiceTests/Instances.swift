import Foundation
import Support
import Synchronization
import TestSupport
import Transport

@testable import ConnectorService

/// The date: it passes as everywhere, and a test moves it on.
final class TestTime: Sendable {
    private let offset = Mutex<TimeInterval>(0)

    var now: Date { Date() + offset.withLock { $0 } }

    /// The last full minute.
    var minute: Date { Date(timeIntervalSince1970: (now.timeIntervalSince1970 / 60).rounded(.down) * 60) }

    func moveOn(_ seconds: TimeInterval) { offset.withLock { $0 += seconds } }

    func moveToNextMinute() { moveOn(minute.timeIntervalSince(now) + 60) }
}

/// Several services on one cluster. A killed service's requests stop at once.
final class Instances: Sendable {
    private struct Running {
        var transport: KillableTransport
        var task: Task<ExitStatus, Never>
    }

    private let service: TestService
    private let time: TestTime
    private let running = Mutex<[Running]>([])

    init(service: TestService, time: TestTime) {
        self.service = service
        self.time = time
    }

    /// Runs `count` services for as long as `body` runs.
    func run(_ count: Int, _ body: (Instances) async throws -> Void) async throws {
        for _ in 0..<count { try startOne() }
        do {
            try await body(self)
        } catch {
            await stopAll()
            throw error
        }
        await stopAll()
    }

    /// Kills one service, in the middle of whatever it does, and starts another.
    func replaceOne() throws {
        let victim = running.withLock { $0.removeFirst() }
        victim.transport.kill()
        victim.task.cancel()
        try startOne()
    }

    private func startOne() throws {
        let transport = KillableTransport()
        let configuration = try ServiceConfiguration.parse(service.configurationText)
        let context = try ServiceContext(
            configuration: configuration, environment: [:], log: .silent, clock: service.clock,
            now: { [time] in time.now }, wrapping: transport.wrap)
        let task = Task { await Service(context).run() }
        running.withLock { $0.append(Running(transport: transport, task: task)) }
    }

    private func stopAll() async {
        for instance in running.withLock({ $0 }) {
            instance.task.cancel()
            _ = await instance.task.value
        }
    }
}

/// Ways to servers that can be cut for good.
final class KillableTransport: Sendable {
    private let isDead = Mutex(false)

    func kill() { isDead.withLock { $0 = true } }

    func wrap(_ base: any HTTPTransport) -> any HTTPTransport { Way(base: base, owner: self) }

    private struct Way: HTTPTransport {
        let base: any HTTPTransport
        let owner: KillableTransport

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            try check(request)
            let response = try await base.send(request)
            try check(request)
            return response
        }

        private func check(_ request: HTTPRequest) throws {
            guard owner.isDead.withLock({ $0 }) else { return }
            throw TransportError(code: .connectionLost, request: request, reason: "the process was killed")
        }
    }
}
