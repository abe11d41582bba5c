import Foundation
import Support
import Synchronization
import TestSupport
import Transport

@testable import ConnectorService

/// The date. It creeps to the end of its minute and not beyond, until a test moves it on: how long a busy machine takes
/// for something is nobody's business.
final class TestTime: Sendable {
    private struct State {
        var minute = Date(timeIntervalSince1970: 1_772_600_040)
        var since = ContinuousClock.now
    }

    private let state = Mutex(State())

    var now: Date {
        state.withLock { state in
            // It never stands quite still: Elasticsearch refreshes by it.
            state.minute + 50 * (1 - exp(-(ContinuousClock.now - state.since).seconds / 60))
        }
    }

    /// The last full minute.
    var minute: Date { state.withLock { $0.minute } }

    func moveOn(minutes: Int) {
        state.withLock { $0 = State(minute: $0.minute + TimeInterval(minutes * 60), since: .now) }
    }
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
    private let marker = SyncMarker()

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

    /// Whether the connector is marked as syncing by a service that was killed. Only time frees it then.
    var isMarkedByTheDead: Bool { marker.owner?.hasDied ?? false }

    private func startOne() throws {
        let transport = KillableTransport(marker)
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

/// Who has marked the connector as syncing, as the requests say that were answered.
final class SyncMarker: Sendable {
    private let holder = Mutex<KillableTransport?>(nil)

    var owner: KillableTransport? { holder.withLock { $0 } }

    func note(_ request: HTTPRequest, by transport: KillableTransport) {
        guard request.url.path.contains("/_update/"), let body = request.body, let json = try? JSON(parsing: body),
            let status = json["doc"]?["last_sync_status"]
        else { return }
        holder.withLock { $0 = status == "in_progress" ? transport : nil }
    }
}

/// Ways to servers that can be cut for good.
final class KillableTransport: Sendable {
    private let isDead = Mutex(false)
    private let marker: SyncMarker

    init(_ marker: SyncMarker) {
        self.marker = marker
    }

    var hasDied: Bool { isDead.withLock { $0 } }

    func kill() { isDead.withLock { $0 = true } }

    func wrap(_ base: any HTTPTransport) -> any HTTPTransport { Way(base: base, owner: self) }

    private struct Way: HTTPTransport {
        let base: any HTTPTransport
        let owner: KillableTransport

        func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            try check(request)
            let response = try await base.send(request)
            if response.status == 200 { owner.marker.note(request, by: owner) }
            try check(request)
            return response
        }

        private func check(_ request: HTTPRequest) throws {
            guard owner.hasDied else { return }
            throw TransportError(code: .connectionLost, request: request, reason: "the process was killed")
        }
    }
}
