/// Gathers operations until one more would not fit. Pure: no clock, no network, no task.
public struct BulkBatch: Sendable {
    public private(set) var operations: [BulkOperation] = []
    /// Lines of the request body so far.
    public private(set) var lines = 0
    /// Bytes of the request body so far, exactly.
    public private(set) var bytes = 0

    private let encoder: BulkEncoder
    private let maximumLines: Int
    private let maximumBytes: Int

    public init(index: String, options: BulkOptions = BulkOptions()) {
        encoder = BulkEncoder(index: index)
        maximumLines = options.maximumLines
        maximumBytes = options.maximumBytes
    }

    public var isEmpty: Bool { operations.isEmpty }

    /// Adds `operation`. Returns what is to be sent now, in this order: what was gathered before, when `operation`
    /// no longer fits beside it, and what holds `operation`, when nothing would fit beside that.
    ///
    /// The first one always fits, so a document larger than the limit still goes out, alone.
    public mutating func add(_ operation: BulkOperation) -> [[BulkOperation]] {
        let size = encoder.byteCount(operation)
        var full: [[BulkOperation]] = []
        if !isEmpty, lines + operation.lines > maximumLines || bytes + size > maximumBytes { full.append(take()) }
        operations.append(operation)
        lines += operation.lines
        bytes += size
        if lines >= maximumLines || bytes >= maximumBytes { full.append(take()) }
        return full
    }

    /// What is gathered, and an empty batch after it.
    public mutating func take() -> [BulkOperation] {
        defer { (operations, lines, bytes) = ([], 0, 0) }
        return operations
    }
}
