/// What became of one operation of a bulk request.
public enum BulkItemResult: Sendable, Equatable {
    case created, updated, deleted
    /// Nothing to do: the document has these fields already, or the pipeline dropped it.
    case noop
    /// A delete of what is not there: done.
    case notFound
    case failed(BulkItemFailure)

    public var failure: BulkItemFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}

/// Why one operation of a bulk request was not done.
public struct BulkItemFailure: Error, Sendable, Equatable {
    /// `index`, `create`, `update` or `delete`.
    public var action: String
    public var id: String
    public var status: Int
    /// Elasticsearch's name for the error, untouched: `mapper_parsing_exception`.
    public var type: String?
    /// Elasticsearch's own words, untouched.
    public var reason: String?

    public init(action: String, id: String, status: Int, type: String? = nil, reason: String? = nil) {
        self.action = action
        self.id = id
        self.status = status
        self.type = type
        self.reason = reason
    }

    /// Elasticsearch had no room for it, or no shard; the same item may succeed later.
    public var isTransient: Bool { status == 429 || status == 503 }
}

extension BulkItemFailure: CustomStringConvertible {
    public var description: String {
        "\(action) of \"\(id)\": \(status)\(type.map { " \($0)" } ?? "")\(reason.map { ": \($0)" } ?? "")"
    }
}
