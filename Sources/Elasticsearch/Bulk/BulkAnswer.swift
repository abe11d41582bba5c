/// What Elasticsearch answers to a bulk request: one item for each operation, in the same order.
struct BulkAnswer: Decodable {
    var items: [Item]

    /// `{"index": {"status": 201, "result": "created"}}`
    struct Item: Decodable {
        var action: String
        var outcome: Outcome

        private enum Action: String, CodingKey, CaseIterable { case index, update, delete, create }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Action.self)
            for action in Action.allCases {
                guard let outcome = try container.decodeIfPresent(Outcome.self, forKey: action) else { continue }
                (self.action, self.outcome) = (action.rawValue, outcome)
                return
            }
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "an item of no known action"))
        }
    }

    struct Outcome: Decodable {
        var status: Int
        var result: String?
        var error: Reason?
    }

    struct Reason: Decodable {
        var type: String?
        var reason: String?
        var caused_by: Cause?

        struct Cause: Decodable {
            var reason: String?
        }
    }

    /// What of an answer is read; the rest is not even sent.
    static let filter = "errors,items.*.status,items.*.result,items.*.error"
}

extension BulkItemResult {
    init(_ outcome: BulkAnswer.Outcome, of operation: BulkOperation) {
        switch (outcome.result, operation.action) {
        case ("created", _): self = .created
        case ("updated", _): self = .updated
        case ("deleted", _): self = .deleted
        case ("noop", _): self = .noop
        case ("not_found", .delete): self = .notFound
        case (_, .delete) where outcome.error?.type == "index_not_found_exception": self = .notFound
        default:
            let reason = [outcome.error?.reason, outcome.error?.caused_by?.reason].compactMap { $0 }
            self = .failed(
                BulkItemFailure(
                    action: operation.action.name, id: operation.id, status: outcome.status,
                    type: outcome.error?.type ?? outcome.result,
                    reason: reason.isEmpty ? nil : reason.joined(separator: ": ")))
        }
    }
}
