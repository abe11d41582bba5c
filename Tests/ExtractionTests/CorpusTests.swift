import Dropbox
import DropboxSource
import Elasticsearch
import FakeDropbox
import FakeElasticsearch
import FakeExtraction
import Foundation
import Support
import SyncEngine
import TestSupport
import Testing
import Transport

@testable import Extraction

/// A Dropbox full of every kind of file, synced by each way of extraction: `body` and `_extraction_status` of
/// every document, file by file.
@Suite struct CorpusTests {
    @Test func `by the pipeline`() async throws {
        try await sync(.pipeline, .parsers, expecting: \.pipeline)
    }

    @Test func `by the connector itself`() async throws {
        try await sync(.inMemory(LocalText()), .textOnly, expecting: \.local)
    }

    @Test(arguments: [false, true]) func `by Elastic's extraction service`(pointers: Bool) async throws {
        try await withFakeExtraction(.elastic) { fake in
            var options = ExtractionServiceOptions(host: fake.url)
            options.usesFilePointers = pointers
            options.sharedVolumeDirectory = FileManager.default.temporaryDirectory.path
            try await sync(.fromFile(service(options)), .parsers, expecting: \.service)
            #expect(fake.requests.allSatisfy { ($0.bodyBytes == 0) == pointers })
        }
    }

    @Test func `by a Tika server`() async throws {
        try await withFakeExtraction(.tika) { fake in try await sync(.fromFile(tika(fake.url)), .parsers, expecting: \.service) }
    }

    private static let real = ProcessInfo.processInfo.environment["TIKA_URL"].flatMap(URL.init(string:))

    /// What the fake makes of the corpus, Apache Tika makes of it as well.
    @Test(.enabled(if: real != nil, "set TIKA_URL to compare with a real Apache Tika server"))
    func `by a real Tika server`() async throws {
        try await sync(.fromFile(tika(try #require(Self.real))), .parsers, expecting: \.service)
    }

    private func tika(_ host: URL) -> ExtractionService {
        var options = ExtractionServiceOptions(host: host)
        options.kind = .tika
        return service(options)
    }

    private func service(_ options: ExtractionServiceOptions) -> ExtractionService {
        ExtractionService(options: options, transport: URLSessionTransport(), log: .silent)
    }

    @Test func `there are thirty formats and more`() {
        let formats = Set(Corpus.files.map { URL(filePath: $0.path).pathExtension.lowercased() })
        #expect(formats.count >= 30)
    }

    // MARK: One sync

    private func sync(
        _ extraction: TextExtraction, _ way: ContentRules.Extraction,
        expecting outcome: (CorpusFile) -> CorpusFile.Outcome
    ) async throws {
        var account = FakeAccount()
        for file in Corpus.files { try account.write(file.path, .data(file.content), export: file.export) }
        try await withFakeDropbox(account) { dropbox in
            try await withFakeElasticsearch { elasticsearch in
                let first = try await run(dropbox, elasticsearch, extraction, way)
                try check(elasticsearch.documents(in: "search-corpus"), outcome)
                #expect(first.created == Corpus.files.count)
                let failed = Corpus.files.count { outcome($0) == .status("failed") }
                #expect(first.contentFailures.values.reduce(0, +) == failed)
                // The next sync asks for what failed, and for nothing else.
                let second = try await run(dropbox, elasticsearch, extraction, way)
                #expect(second.downloads == failed)
                #expect(second.indexed == 0)
            }
        }
    }

    private func run(
        _ dropbox: FakeDropbox, _ elasticsearch: FakeElasticsearch, _ extraction: TextExtraction,
        _ way: ContentRules.Extraction
    ) async throws -> SyncReport {
        var options = DropboxOptions()
        options.hosts = DropboxHosts(all: dropbox.url)
        let client = DropboxClient(
            credentials: DropboxCredentials(
                appKey: dropbox.credentials.appKey, appSecret: Secret(dropbox.credentials.appSecret),
                refreshToken: Secret(dropbox.credentials.refreshToken)),
            options: options, transport: URLSessionTransport(), authorizations: DropboxAuthorizations(),
            clock: RecordingClock(), log: .silent)
        var rules = ContentRules()
        rules.extraction = way
        let source = DropboxSource(
            account: try await DropboxAccount.identify(client), path: DropboxPath(configured: "/"), contentRules: rules,
            log: .silent)
        var plan = SyncPlan(
            index: "search-corpus",
            pipeline: PipelineSettings(
                name: "search-default-ingestion", extractBinaryContent: true, reduceWhitespace: true,
                runMLInference: false),
            mapping: .dropbox)
        plan.extraction = extraction
        let sync = ContentSync(
            source: source,
            client: ElasticsearchClient(
                options: ElasticsearchOptions(host: elasticsearch.url), transport: URLSessionTransport()),
            plan: plan, log: .silent)
        try await sync.run()
        #expect(sync.budget.used == 0)
        return sync.counters.snapshot
    }

    private func check(_ documents: [String: JSON], _ outcome: (CorpusFile) -> CorpusFile.Outcome) throws {
        for file in Corpus.files {
            let document = try #require(documents.values.first { $0["file_path"]?.stringValue == file.path }, "\(file.path)")
            let actual: CorpusFile.Outcome =
                if let body = document["body"]?.stringValue { .body(body) }
                else if let status = document["_extraction_status"]?.stringValue { .status(status) }
                else { .nothing }
            #expect(actual == outcome(file), "\(file.path)")
            if case .body = actual { #expect(document["_extraction_status"] == nil, "\(file.path)") }
            #expect(document["_attachment"] == nil, "\(file.path)")
        }
    }
}
