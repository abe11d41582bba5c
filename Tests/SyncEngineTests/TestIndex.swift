import Elasticsearch
import FakeElasticsearch
import Foundation
import Support
import Transport

@testable import SyncEngine

/// An index of a fake Elasticsearch, and the syncs that a test runs into it.
struct TestIndex: Sendable {
    let fake: FakeElasticsearch
    let client: ElasticsearchClient
    let name = "search-test"
    var pipeline = PipelineSettings(
        name: "search-default-ingestion", extractBinaryContent: true, reduceWhitespace: true, runMLInference: false)
    var brake = DeletionBrake()
    var isScopeChanged = false
    var contentMemoryBudget = 64 << 20
    var extraction = TextExtraction.pipeline
    var bulk = BulkOptions()
    var usesDocumentLevelSecurity = false

    /// `_id` to `_source`.
    var documents: [String: JSON] { fake.documents(in: name) }

    @discardableResult
    func sync(_ steps: [ScriptedSource.Step]) async throws -> SyncReport {
        try await sync(ScriptedSource(steps))
    }

    @discardableResult
    func sync(
        _ source: ScriptedSource, filter: DocumentFilter? = nil, cursor: SourceCursor? = nil
    ) async throws -> SyncReport {
        var position: SyncPosition?
        if let cursor {
            let state = IndexState(try await client.indices(named: name))
            position = SyncPosition(cursor: cursor, indexID: state.id)
        }
        let sync = contentSync(source, filter: filter, position: position)
        try await sync.run()
        return sync.counters.snapshot
    }

    func contentSync(
        _ source: ScriptedSource, filter: DocumentFilter? = nil, position: SyncPosition? = nil
    ) -> ContentSync<ScriptedSource> {
        var plan = SyncPlan(
            index: name, pipeline: pipeline,
            mapping: IndexMapping(properties: ["path_lower": ["type": "keyword"], "path_hierarchy": ["type": "keyword"]]))
        plan.filter = filter
        plan.position = position
        plan.brake = brake
        plan.isScopeChanged = isScopeChanged
        plan.contentMemoryBudget = contentMemoryBudget
        plan.extraction = extraction
        plan.bulk = bulk
        plan.usesDocumentLevelSecurity = usesDocumentLevelSecurity
        return ContentSync(source: source, client: client, plan: plan, log: .silent)
    }

    /// Puts a document that this connector did not write.
    func put(_ id: String, _ source: JSON) throws {
        try fake.seed([id: source], in: name)
    }
}

/// Runs `body` with an index that does not exist yet.
func withIndex(_ body: (TestIndex) async throws -> Void) async throws {
    let fake = try await FakeElasticsearch.start()
    let client = ElasticsearchClient(
        options: ElasticsearchOptions(host: fake.url), transport: URLSessionTransport(options: TransportOptions()))
    do {
        try await body(TestIndex(fake: fake, client: client))
    } catch {
        await fake.stop()
        throw error
    }
    await fake.stop()
}
