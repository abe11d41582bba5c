public import Elasticsearch

/// What a content sync has to do, decided before it begins.
public struct SyncPlan: Sendable {
    /// The index to keep equal to the source.
    public var index: String
    /// The ingest pipeline of the job.
    public var pipeline: PipelineSettings
    /// Who makes text of content.
    public var extraction = TextExtraction.pipeline
    /// Mappings and settings for an index that does not exist; its `properties` are also added to one that does.
    public var mapping: IndexMapping
    /// How documents travel to Elasticsearch.
    public var bulk = BulkOptions()
    /// Whether a document gets the text of another one with the same content, where that is proven to be the same.
    public var reusesTexts = true
    /// Downloads at the same time.
    public var concurrentDownloads = 10
    /// Bytes of content in memory at the same time: downloads, their base64 and the requests that carry it.
    public var contentMemoryBudget = 64 << 20
    /// When deletions are too many to be believed.
    public var brake = DeletionBrake()
    /// The scope (path, rules, security) is another one than at the last sync: deletions are meant.
    public var isScopeChanged = false
    /// Each document says who may see it; one of which that is not known is shown to nobody.
    public var usesDocumentLevelSecurity = false
    /// How long an incremental sync may go by access lists as they are in the index. Then it asks for all of them.
    public var permissionRefresh = Duration.seconds(3600)
    /// Which documents are left out. Nil leaves out none but those that the source says are.
    public var filter: DocumentFilter?
    /// Continue from here instead of listing everything. Then only what the source says is gone is deleted.
    public var position: SyncPosition?
    /// Where a listing of everything that did not come to its end can be taken up, when ``position`` is of no use.
    public var checkpoint: SyncPosition?
    /// Which listing that is, in words: `the listing of sync job "x"`.
    public var resumption: String?
    /// What the job had done before it was suspended: counting goes on from there.
    public var carried = SyncReport()

    public init(index: String, pipeline: PipelineSettings, mapping: IndexMapping = IndexMapping()) {
        self.index = index
        self.pipeline = pipeline
        self.mapping = mapping
    }
}

/// What the job says of the ingest pipeline.
///
/// Connector protocol: the connector's `pipeline`.
public struct PipelineSettings: Sendable, Equatable {
    public var name: String
    public var extractBinaryContent: Bool
    public var reduceWhitespace: Bool
    public var runMLInference: Bool

    public init(name: String, extractBinaryContent: Bool, reduceWhitespace: Bool, runMLInference: Bool) {
        self.name = name
        self.extractBinaryContent = extractBinaryContent
        self.reduceWhitespace = reduceWhitespace
        self.runMLInference = runMLInference
    }

    /// Everything here that changes what a document becomes.
    var fingerprintText: String { "\(name)|\(extractBinaryContent)|\(reduceWhitespace)|\(runMLInference)" }

    /// What the pipeline is told in each document; it removes them again.
    var flags: [DocumentField] {
        [
            DocumentField("_extract_binary_content", .bool(extractBinaryContent)),
            DocumentField("_reduce_whitespace", .bool(reduceWhitespace)),
            DocumentField("_run_ml_inference", .bool(runMLInference)),
        ]
    }
}
