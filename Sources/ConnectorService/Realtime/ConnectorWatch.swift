import ConnectorProtocol
import Dropbox
import DropboxSource
import Foundation
import Support
import SyncEngine

/// Watches one connector's Dropbox, and asks for an incremental sync when something changed.
struct ConnectorWatch: Sendable {
    let connectorID: String
    let context: ServiceContext
    let memory: WatchMemory

    /// Watches as long as there is something to watch.
    func run() async {
        let log = context.log.labelled(["connector_id": connectorID])
        do {
            var unsettled = 0
            while let target = try await target(log) {
                memory.begin(connectorID, log)
                guard let backoff = try await change(of: target, log) else { continue }
                let stopwatch = Stopwatch(context.clock)
                let isSettled = try await settle(target, log)
                unsettled = isSettled ? 0 : unsettled + 1
                let pause = max(backoff - stopwatch.elapsed, isSettled ? .zero : Self.pause(after: unsettled))
                if pause > .zero { try await context.clock.sleep(for: pause) }
            }
        } catch {
            // The next round of the loop starts anew.
            if !Task.isCancelled { memory.note(.failing(error: "\(error)"), of: connectorID, log) }
        }
    }

    /// Nil when there is nothing to watch, which is said.
    private func target(_ log: Log) async throws -> WatchTarget? {
        guard let connector = try await connector() else { return nil }
        do {
            return try WatchTarget(connector, context)
        } catch {
            memory.note(.waiting(reason: "\(error)"), of: connectorID, log)
            return nil
        }
    }

    private func connector() async throws -> Connector? {
        let connector = try await context.state.connectors.connector(connectorID)
        return connector?.isDeleted == true ? nil : connector
    }

    /// Waits for a change.
    ///
    /// - Returns: How long Dropbox wants to be left alone then; nil when nothing changed for a while.
    private func change(of target: WatchTarget, _ log: Log) async throws -> Duration? {
        let client = context.notifications(target.credentials, log: log)
        let polling = LongPolling(client: client, clock: context.clock) { [memory, connectorID, store = context.metrics.store] result in
            store.count(.longpolls, [Self.outcome(result)])
            switch result {
            case .success: memory.note(.watching, of: connectorID, log)
            case .failure(let error): memory.note(.failing(error: "\(error)"), of: connectorID, log)
            }
        }
        switch try await polling.firstEvent(of: target.dropboxCursors, within: Self.longestLook) {
        case nil: return nil
        case .changes(let backoff): return backoff
        case .reset: return .zero
        }
    }

    private static func outcome(_ result: Result<LongPoll.Response, any Error>) -> String {
        switch result {
        case .success(let answer): answer.changes ? "changes" : "unchanged"
        case .failure: "failed"
        }
    }

    /// Sees to it that a sync takes up the change.
    ///
    /// - Returns: Whether there is another cursor now; without one, the same change would be told of at once.
    private func settle(_ target: WatchTarget, _ log: Log) async throws -> Bool {
        // Changes come in bursts: whoever saves one file mostly saves another.
        try await context.clock.sleep(for: Self.burst)
        let requester = SyncRequester(context: context, source: .longpoll)
        let stopwatch = Stopwatch(context.clock)
        var isRequested = false
        while let connector = try await connector() {
            if StoredSync(connector.syncCursor)?.position?.cursor != target.cursor { return true }
            if isRequested {
                if try await !requester.isUnderWay(connector) { return try await hasMoved(from: target) }
            } else {
                switch try await requester.request(for: connector, log) {
                case .requested, .waiting: isRequested = true
                case .running: break
                case .impossible: return false
                }
            }
            // Somebody else's sync may take hours; then look less often.
            try await context.clock.sleep(for: stopwatch.elapsed < .seconds(60) ? .seconds(1) : .seconds(10))
        }
        return true
    }

    /// A sync that has ended between two looks has left its cursor by now, if it left one.
    private func hasMoved(from target: WatchTarget) async throws -> Bool {
        StoredSync(try await connector()?.syncCursor)?.position?.cursor != target.cursor
    }

    /// Which cursors there are is asked anew this often, whatever Dropbox says.
    private static let longestLook = Duration.seconds(600)
    private static let burst = Duration.seconds(1)

    /// After a sync that did not get anywhere: 30 s, 60 s … up to an hour.
    static func pause(after attempts: Int) -> Duration {
        .seconds(min(3600, 30 << min(max(attempts, 1) - 1, 7)))
    }
}
