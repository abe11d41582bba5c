import ConnectorProtocol
import Dropbox
import Elasticsearch
import Foundation
import Support
import Synchronization
import Transport

/// What this process has done and how it is: for `/metrics`, `/healthz` and `/readyz`.
final class Metrics: Sendable {
    let store = MetricStore()
    /// All that was asked of Dropbox.
    let dropbox = DropboxCounters()
    let bulk = BulkCounters()
    let jobs = JobMeters()
    let connectors = ConnectorGauges()
    let loops: LoopHealth
    private let configuration: ServiceConfiguration
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Date
    private let started: Date
    private let isStarted = Mutex(false)
    /// Whether Elasticsearch answered the last request; nil before the first.
    private let isAnswering = Mutex<Bool?>(nil)

    init(configuration: ServiceConfiguration, clock: any Clock<Duration>, now: @escaping @Sendable () -> Date) {
        self.configuration = configuration
        self.clock = clock
        self.now = now
        started = now()
        loops = LoopHealth(longestTurn: configuration.elasticsearch.longestCall * 2, clock: clock)
    }

    /// The checks at the start are done.
    func noteStart() { isStarted.withLock { $0 = true } }

    func metered(dropbox transport: any HTTPTransport) -> any HTTPTransport {
        MeteredTransport(base: transport, clock: clock) { [store] request, status, elapsed in
            let kind = RequestClass.dropbox(request.url)
            store.count(.dropboxRequests, [kind, status.map(String.init) ?? "none"])
            store.observe(elapsed.seconds, .dropboxRequestDuration, [kind])
        }
    }

    func metered(elasticsearch transport: any HTTPTransport) -> any HTTPTransport {
        MeteredTransport(base: transport, clock: clock) { [self] request, status, elapsed in
            let kind = RequestClass.elasticsearch(request.url)
            store.count(.elasticsearchRequests, [kind, status.map(String.init) ?? "none"])
            store.observe(elapsed.seconds, .elasticsearchRequestDuration, [kind])
            // A cluster that has no room for documents now is not one that is away.
            if kind != "bulk" || status == nil { isAnswering.withLock { $0 = status.map { $0 < 500 } ?? false } }
        }
    }

    /// Why the service cannot do its work now; nil when it can.
    var obstacle: String? {
        guard isStarted.withLock({ $0 }) else { return "the checks at the start are not done" }
        if isAnswering.withLock({ $0 }) == false { return "Elasticsearch did not answer the last request" }
        return loops.loops.first { $0.hasFailed }.map { "the \($0.name) loop failed at its last turn" }
    }
}

extension Metrics {
    /// `/metrics`
    var text: String {
        var exposition = Exposition(store.snapshot)
        addDropbox(to: &exposition)
        addWork(to: &exposition)
        addConnectors(to: &exposition)
        addProcess(to: &exposition)
        return exposition.text
    }

    private func addDropbox(to exposition: inout Exposition) {
        let dropbox = dropbox.snapshot
        exposition.set(.dropboxRetries, to: dropbox.retries)
        exposition.set(.dropboxPauses, to: dropbox.pauses)
        exposition.set(.dropboxPauseSeconds, to: dropbox.paused.seconds)
        exposition.set(.dropboxReceived, to: dropbox.bytes)
        let bulk = bulk.snapshot
        for (result, count) in bulk.items { exposition.set(.bulkItems, [result], to: count) }
        exposition.set(.bulkBytes, to: bulk.bytes)
    }

    private func addWork(to exposition: inout Exposition) {
        let done = jobs.done
        for (result, count) in done.documents { exposition.set(.documents, [result], to: count) }
        for (reason, count) in done.contentFailures { exposition.set(.contentFailures, [reason], to: count) }
        exposition.set(.downloads, to: done.downloads)
        exposition.set(.downloadedBytes, to: done.downloadedBytes)
        exposition.set(.memoryUsed, to: jobs.memoryUsed)
        exposition.set(.memoryBudget, to: configuration.service.contentMemoryBudget)
    }

    private func addConnectors(to exposition: inout Exposition) {
        for gauge in connectors.gauges {
            exposition.set(.connectorUp, [gauge.connectorID], to: gauge.isUp ? 1 : 0)
            if let last = gauge.lastSuccess {
                exposition.set(.syncAge, [gauge.connectorID], to: max(0, now().timeIntervalSince(last)))
            }
            for type in SyncJobType.allCases {
                exposition.set(
                    .runningJobs, [gauge.connectorID, type.rawValue], to: jobs.running(gauge.connectorID, type))
            }
        }
        for loop in loops.loops { exposition.set(.loopAge, [loop.name], to: loop.age.seconds) }
    }

    private func addProcess(to exposition: inout Exposition) {
        exposition.set(.build, [ProductVersion.text], to: 1)
        if let memory = ProcessGauges.residentMemory { exposition.set(.residentMemory, to: memory) }
        exposition.set(.cpu, to: ProcessGauges.cpuSeconds)
        if let files = ProcessGauges.openFiles { exposition.set(.openFiles, to: files) }
        exposition.set(.startTime, to: started.timeIntervalSince1970)
    }
}

extension ElasticsearchConfiguration {
    /// How long one call can take, with all its attempts and the waits between.
    fileprivate var longestCall: Duration {
        let attempts = max(1, maxRetries)
        return requestTimeout * attempts + retryInterval * (attempts * (attempts - 1) / 2)
    }
}
