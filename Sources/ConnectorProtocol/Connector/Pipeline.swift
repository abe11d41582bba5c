public import Support

/// The ingest pipeline that a sync's documents go through, and the flags it finds on each of them.
public struct Pipeline: Sendable, Hashable {
    public var name = "search-default-ingestion"
    public var extractBinaryContent = true
    public var reduceWhitespace = true
    public var runMLInference = true

    /// What applies where a connector or a job says nothing.
    public init() {}

    /// Reads a `pipeline` object, which may be null or partial.
    public init(_ json: JSON?) {
        name = json?.text("name") ?? name
        extractBinaryContent = json?.flag("extract_binary_content") ?? extractBinaryContent
        reduceWhitespace = json?.flag("reduce_whitespace") ?? reduceWhitespace
        runMLInference = json?.flag("run_ml_inference") ?? runMLInference
    }

    /// The complete object, as it is stored.
    public var json: JSON {
        [
            "name": .string(name), "extract_binary_content": .bool(extractBinaryContent),
            "reduce_whitespace": .bool(reduceWhitespace), "run_ml_inference": .bool(runMLInference),
        ]
    }
}
