import Dropbox
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import SyncEngine
import Synchronization
import TestSupport
import Transport

@testable import DropboxSource
@testable import Elasticsearch

/// An account, an index, and the syncs between them that a test runs.
final class SyncedAccount: Sendable {
    let dropbox: FakeDropbox
    let elasticsearch: FakeElasticsearch
    let index = "search-test"
    /// Where the next incremental sync begins: what a connector would store.
    let position = Mutex<SyncPosition?>(nil)
    /// Where a full sync that did not come to its end can be taken up.
    let checkpoint = Mutex<SyncPosition?>(nil)
    private let path: String
    /// Documents say who may see them.
    private let isSecured: Bool
    private let tune: @Sendable (inout SyncPlan) -> Void
    /// The homes of all members are read too.
    let includesMemberFolders = Mutex(false)

    init(
        dropbox: FakeDropbox, elasticsearch: FakeElasticsearch, path: String = "", isSecured: Bool = false,
        tune: @escaping @Sendable (inout SyncPlan) -> Void = { _ in }
    ) {
        self.isSecured = isSecured
        self.dropbox = dropbox
        self.elasticsearch = elasticsearch
        self.path = path
        self.tune = tune
    }

    /// `_id` to `_source`.
    var documents: [String: JSON] { elasticsearch.documents(in: index) }

    /// The paths of the index, each with the text of its document.
    var paths: [String: String] {
        Dictionary(
            documents.values.map { ($0["file_path"]?.stringValue ?? "?", $0["body"]?.stringValue ?? "") },
            uniquingKeysWith: { $0 + " and " + $1 })
    }

    /// Calls to a route since the fake's requests were last cleared.
    func calls(_ route: String) -> Int { dropbox.requests.count { $0.route == route } }

    /// - Parameter requests: How many go out before the process is dead, to either side.
    @discardableResult
    func full(
        requests: Int = .max, during: @escaping @Sendable (HTTPRequest) -> Void = { _ in }
    ) async throws -> SyncReport { try await sync(from: nil, requests, during) }

    @discardableResult
    func incremental(
        requests: Int = .max, during: @escaping @Sendable (HTTPRequest) -> Void = { _ in }
    ) async throws -> SyncReport { try await sync(from: position.withLock { $0 }, requests, during) }

    /// - Parameter during: Told of each request before it goes out.
    private func sync(
        from start: SyncPosition?, _ requests: Int, _ during: @escaping @Sendable (HTTPRequest) -> Void
    ) async throws -> SyncReport {
        let transport = MortalTransport(URLSessionTransport(options: TransportOptions()), requests: requests, during)
        let account = try await DropboxAccount.identify(client(transport))
        var source = DropboxSource(
            account: account, path: DropboxPath(configured: path), contentRules: ContentRules(), log: .silent)
        if isSecured { source.permissions = Permissions(account: account, includesInherited: true, log: .silent) }
        source.includesMemberFolders = includesMemberFolders.withLock { $0 }
        var plan = SyncPlan(
            index: index,
            pipeline: PipelineSettings(
                name: "search-default-ingestion", extractBinaryContent: true, reduceWhitespace: true, runMLInference: false),
            mapping: .dropbox)
        plan.concurrentDownloads = 3
        plan.brake.isEnabled = false
        plan.position = start
        plan.usesDocumentLevelSecurity = isSecured
        plan.checkpoint = checkpoint.withLock { $0 }
        plan.resumption = "the listing that was begun before"
        tune(&plan)
        let elastic = ElasticsearchClient(
            options: ElasticsearchOptions(host: elasticsearch.url), transport: transport, clock: RecordingClock(), log: .silent)
        let sync = ContentSync(source: source, client: elastic, plan: plan, log: .silent)
        do {
            let end = try await sync.run()
            position.withLock { $0 = end }
            checkpoint.withLock { $0 = nil }
        } catch {
            switch sync.progress.acknowledged {
            case .changes(let reached): position.withLock { $0 = reached }
            case .listing(let reached): checkpoint.withLock { $0 = reached }
            case nil: break
            }
            throw error
        }
        return sync.counters.snapshot
    }

    /// A client of the account; what it waits for takes no time.
    func client(_ transport: any HTTPTransport = URLSessionTransport(options: TransportOptions())) -> DropboxClient {
        var options = DropboxOptions()
        options.hosts = DropboxHosts(all: dropbox.url)
        return DropboxClient(
            credentials: DropboxCredentials(
                appKey: dropbox.credentials.appKey, appSecret: Secret(dropbox.credentials.appSecret),
                refreshToken: Secret(dropbox.credentials.refreshToken)),
            options: options, transport: transport, authorizations: DropboxAuthorizations(), clock: RecordingClock(),
            log: .silent)
    }
}

/// Runs `body` with an account and no index yet.
func withSyncedAccount(
    _ account: FakeAccount = FakeAccount(), options: FakeDropboxOptions = FakeDropboxOptions(), path: String = "",
    isSecured: Bool = false, tune: @escaping @Sendable (inout SyncPlan) -> Void = { _ in },
    _ body: (SyncedAccount) async throws -> Void
) async throws {
    try await withFakeDropbox(account, options: options) { dropbox in
        let elasticsearch = try await FakeElasticsearch.start()
        do {
            try await body(SyncedAccount(dropbox: dropbox, elasticsearch: elasticsearch, path: path, isSecured: isSecured, tune: tune))
        } catch {
            await elasticsearch.stop()
            throw error
        }
        await elasticsearch.stop()
    }
}

/// Passes requests on until the process that sends them is dead.
final class MortalTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let left: Mutex<Int>

    private let note: @Sendable (HTTPRequest) -> Void

    init(_ base: any HTTPTransport, requests: Int, _ note: @escaping @Sendable (HTTPRequest) -> Void = { _ in }) {
        self.base = base
        self.note = note
        left = Mutex(requests)
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let isAlive = left.withLock { left in
            defer { left -= 1 }
            return left > 0
        }
        guard isAlive else { throw CancellationError() }
        note(request)
        return try await base.send(request)
    }
}
