import Dropbox
import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import Foundation
import Support
import TestSupport
import Transport

@testable import DropboxSource
@testable import SyncEngine

/// An account, an index, and the syncs that a test runs between them under advanced rules.
struct RuledAccount: Sendable {
    let fake: FakeDropbox
    let elasticsearch: FakeElasticsearch
    private let account: DropboxAccount
    private let client: ElasticsearchClient
    static let index = "search-rules"

    init(_ fake: FakeDropbox, _ elasticsearch: FakeElasticsearch) async throws {
        self.fake = fake
        self.elasticsearch = elasticsearch
        var options = DropboxOptions()
        options.hosts = DropboxHosts(all: fake.url)
        options.retryCount = 1
        let credentials = DropboxCredentials(
            appKey: fake.credentials.appKey, appSecret: Secret(fake.credentials.appSecret),
            refreshToken: Secret(fake.credentials.refreshToken))
        account = try await DropboxAccount.identify(
            DropboxClient(
                credentials: credentials, options: options, transport: URLSessionTransport(),
                authorizations: DropboxAuthorizations(), log: .silent))
        client = ElasticsearchClient(
            options: ElasticsearchOptions(host: elasticsearch.url), transport: URLSessionTransport())
    }

    func source(_ snippet: JSON, path: String = "", cap: Int = 10_000) throws -> DropboxSource {
        var source = DropboxSource(
            account: account, path: DropboxPath(configured: path), contentRules: ContentRules(), log: .silent)
        source.rules = try AdvancedRules(snippet: snippet)
        source.searchCap = cap
        return source
    }

    @discardableResult
    func sync(_ snippet: JSON, path: String = "", cap: Int = 10_000, isNew: Bool = false, from position: SyncPosition? = nil, end: ((SyncPosition?) -> Void)? = nil) async throws -> SyncReport {
        var plan = SyncPlan(
            index: Self.index,
            pipeline: PipelineSettings(
                name: "search-default-ingestion", extractBinaryContent: true, reduceWhitespace: true, runMLInference: false),
            mapping: .dropbox)
        plan.isScopeChanged = isNew
        plan.position = position
        let sync = ContentSync(source: try source(snippet, path: path, cap: cap), client: client, plan: plan, log: .silent)
        let reached = try await sync.run()
        end?(reached)
        return sync.counters.snapshot
    }

    var documents: [JSON] { Array(elasticsearch.documents(in: Self.index).values) }
    /// The paths that are indexed, sorted.
    var paths: [String] { documents.compactMap { $0["file_path"]?.stringValue }.sorted() }

    func count(_ route: String) -> Int { fake.requests.count { $0.route == route } }
}

func withRuledAccount(
    _ account: FakeAccount, options: FakeDropboxOptions = FakeDropboxOptions(),
    _ body: (RuledAccount) async throws -> Void
) async throws {
    try await withFakeDropbox(account, options: options) { fake in
        let elasticsearch = try await FakeElasticsearch.start()
        do {
            try await body(try await RuledAccount(fake, elasticsearch))
        } catch {
            await elasticsearch.stop()
            throw error
        }
        await elasticsearch.stop()
    }
}
