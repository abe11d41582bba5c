import Foundation
import Support
import Transport

extension ElasticsearchClient {
    /// Does many operations in one request.
    ///
    /// A request that fails as a whole is retried as any other; items that Elasticsearch had no room for
    /// (429, 503) are sent again alone, after a wait. A body that is too large for the server (413) is cut in two.
    /// Sent again, an operation that was done already does no harm, but says so: a delete is then `notFound`, a
    /// `create` a conflict.
    ///
    /// - Parameters:
    ///   - pipeline: The ingest pipeline that documents pass. One that does not exist fails each item.
    ///   - refresh: When the result must be visible to searches.
    /// - Returns: What became of each operation, in order.
    /// - Throws: ``ElasticsearchError`` when a request failed as a whole after its retries; operations sent
    ///   before may have been done. Code `unreadableAnswer` when an answer does not account for every operation.
    public func bulk(
        _ operations: [BulkOperation], index: String, pipeline: String? = nil, refresh: Refresh? = nil
    ) async throws -> [BulkItemResult] {
        let target = BulkTarget(index: index, pipeline: pipeline, refresh: refresh)
        var results: [BulkItemResult] = []
        var pending = Array(operations.indices)
        var attempt = 1
        while !pending.isEmpty {
            let answers = try await send(pending.map { operations[$0] }, to: target)
            if results.isEmpty {
                results = answers
            } else {
                for (position, answer) in zip(pending, answers) { results[position] = answer }
            }
            pending = pending.filter { results[$0].failure?.isTransient == true }
            guard let first = pending.first, attempt < options.bulk.maximumAttempts else { break }
            let delay = options.bulk.retryInterval * attempt
            log.warning(
                """
                Elasticsearch: no room for \(pending.count) of \(operations.count) bulk items, attempt \(attempt) of \
                \(options.bulk.maximumAttempts), next in \(delay): \(results[first].failure?.description ?? "")
                """, ["operation": target.operation])
            try await clock.sleep(for: delay)
            attempt += 1
        }
        return results
    }

    /// Sends one request, or two when the server finds it too large.
    private func send(_ operations: [BulkOperation], to target: BulkTarget) async throws -> [BulkItemResult] {
        do {
            return try await sendOnce(operations, to: target)
        } catch let error as ElasticsearchError where error.code == .entityTooLarge {
            guard operations.count > 1 else {
                let failure = BulkItemFailure(
                    action: operations[0].action.name, id: operations[0].id, status: 413, type: error.type,
                    reason: error.reason)
                return [.failed(failure)]
            }
            let middle = operations.count / 2
            log.warning("Elasticsearch: \(error); sending it in two parts", ["operation": target.operation])
            return try await send(Array(operations[..<middle]), to: target)
                + send(Array(operations[middle...]), to: target)
        }
    }

    private func sendOnce(_ operations: [BulkOperation], to target: BulkTarget) async throws -> [BulkItemResult] {
        let call = target.call(operations)
        bulkCounters.countRequest(bytes: call.body?.count ?? 0)
        let answer = try await answer(BulkAnswer.self, to: call)
        guard answer.items.elementsEqual(operations, by: { $0.action == $1.action.name }) else {
            throw ElasticsearchError(
                code: .unreadableAnswer, operation: target.operation, status: 200,
                reason: "\(operations.count) operations were sent and \(answer.items.count) answered, or others")
        }
        let results = zip(answer.items, operations).map { BulkItemResult($0.outcome, of: $1) }
        bulkCounters.count(results)
        return results
    }
}

/// Where the operations of a bulk request go.
private struct BulkTarget: Sendable {
    var operation: String
    private let encoder: BulkEncoder
    private var query: [(name: String, value: String)] = []

    init(index: String, pipeline: String?, refresh: Refresh?) {
        operation = "bulk request to \"\(index)\""
        encoder = BulkEncoder(index: index)
        if let pipeline { query.append(("pipeline", pipeline)) }
        query.add(refresh)
        query.append(("filter_path", BulkAnswer.filter))
    }

    func call(_ operations: [BulkOperation]) -> ElasticsearchCall {
        ElasticsearchCall(
            operation: operation, method: .put, path: ["_bulk"], query: query, body: encoder.body(operations),
            contentType: "application/x-ndjson")
    }
}
