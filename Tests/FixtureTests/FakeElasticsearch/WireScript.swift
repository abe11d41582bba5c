import Testing

/// Requests that build on each other, against an index of their own.
struct WireScript: Sendable, CustomTestStringConvertible {
    var name: String
    var exchanges: [WireExchange]

    var testDescription: String { name }

    static let all = [indices, documents, misfits, updates, bulk, pipelines, queries, orders, scrolls, refusals]
}
