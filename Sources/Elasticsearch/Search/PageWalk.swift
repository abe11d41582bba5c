import Foundation
import Support
import Transport

/// One walk through ``HitPages``: where it is, and what Elasticsearch holds for it.
///
/// Points in time are preferred: a page of one can be asked for again when its answer was lost, while
/// every call of a scroll moves on, so a repeated one would skip a page.
final class PageWalk<Element: Decodable & Sendable> {
    private enum State {
        case unopened
        case pointInTime(id: String, after: [JSON]?)
        case scroll(id: String)
        case ended
    }

    private let pages: HitPages<Element>
    private var state = State.unopened
    private var received = 0
    private var total: Int?

    private var client: ElasticsearchClient { pages.client }
    private var operation: String { "reading through \"\(pages.request.index)\"" }

    init(pages: HitPages<Element>) { self.pages = pages }

    deinit {
        // Left early. Nobody awaits this one: a deinit cannot, and Elasticsearch forgets the cursor by itself
        // after keepAlive.
        guard let release = releaseCall else { return }
        Task { [client = pages.client] in await client.release(release) }
    }

    func next() async throws -> [Element]? {
        do {
            return try await accept(try await fetch())
        } catch {
            await release()
            throw error
        }
    }
}

extension PageWalk {
    private func fetch() async throws -> SearchAnswer<Element>? {
        switch state {
        case .ended: return nil
        case .scroll(let id): return try await client.answer(SearchAnswer<Element>.self, to: scrollCall(id))
        case .pointInTime(let id, let after):
            return try await client.answer(SearchAnswer<Element>.self, to: pageCall(pointInTime: id, after: after))
        case .unopened:
            guard client.paging.way != .scroll, let id = try await openPointInTime() else {
                return try await client.answer(SearchAnswer<Element>.self, to: firstScrollCall())
            }
            state = .pointInTime(id: id, after: nil)
            return try await client.answer(SearchAnswer<Element>.self, to: pageCall(pointInTime: id, after: nil))
        }
    }

    /// Checks a page, notes where the next one begins, and ends the walk when this was the last.
    private func accept(_ page: SearchAnswer<Element>?) async throws -> [Element]? {
        guard let page else { return nil }
        let hits = page.hits.hits ?? []
        try advance(past: page, last: hits.last)
        try page.demandComplete(operation)
        received += hits.count
        if total == nil, let counted = page.hits.total, counted.relation ?? "eq" == "eq" { total = counted.value }
        if hits.isEmpty || received >= total ?? .max {
            await release()
            try demandEverything()
        }
        return hits.isEmpty ? nil : hits.map(\.element)
    }

    private func advance(past page: SearchAnswer<Element>, last: RawHit<Element>?) throws {
        switch state {
        case .pointInTime(let id, let after):
            guard last == nil || last?.sort != nil else { throw unreadable("a hit has no sort values") }
            state = .pointInTime(id: page.pit_id ?? id, after: last?.sort ?? after)
            client.paging.way = .pointInTime
        case .unopened, .scroll:
            guard let id = page._scroll_id else { throw unreadable("there is no _scroll_id") }
            state = .scroll(id: id)
            client.paging.way = .scroll
        case .ended: break
        }
    }

    /// A listing that ends early, or repeats, must not pass for a whole one.
    private func demandEverything() throws {
        guard let total, received != total else { return }
        throw unreadable("it gave \(received) of \(total) documents")
    }

    private func unreadable(_ reason: String) -> ElasticsearchError {
        ElasticsearchError(code: .unreadableAnswer, operation: operation, reason: reason)
    }
}

// MARK: - Requests

extension PageWalk {
    /// Answers are cut down to what is read of them.
    private func shown(withSort: Bool) -> (name: String, value: String) {
        var paths = ["_scroll_id", "pit_id", "timed_out", "_shards.failed", "_shards.failures", "hits.total"]
        paths += ["hits.hits._id", "hits.hits._source"]
        if withSort { paths.append("hits.hits.sort") }
        if pages.withVersions { paths += ["_index", "_seq_no", "_primary_term"].map { "hits.hits.\($0)" } }
        return ("filter_path", paths.joined(separator: ","))
    }

    private var keepAlive: String { "\(max(1, pages.keepAlive.components.seconds))s" }

    /// - Returns: Nil when this cluster has no points in time.
    private func openPointInTime() async throws -> String? {
        // Without a body: a version that has no such endpoint would index one, as a document of type `_pit`.
        let call = ElasticsearchCall(
            operation: operation, method: .post, path: [pages.request.index, "_pit"],
            query: [("keep_alive", keepAlive)])
        do {
            return try await client.answer(PointInTime.self, to: call).id
        } catch let error as ElasticsearchError where error.meansNoPointInTime && client.paging.way == nil {
            client.log.debug("Elasticsearch: no point in time here, scrolling instead: \(error)")
            return nil
        }
    }

    private func pageCall(pointInTime id: String, after: [JSON]?) throws -> ElasticsearchCall {
        var body = pages.request.body
        if pages.request.sort == nil { body["sort"] = [["_shard_doc": "asc"]] }
        if pages.withVersions { body["seq_no_primary_term"] = true }
        body["pit"] = ["id": .string(id), "keep_alive": .string(keepAlive)]
        if let after { body["search_after"] = .array(after) }
        body["track_total_hits"] = .bool(after == nil)
        return ElasticsearchCall(
            operation: operation, method: .post, path: ["_search"], query: [shown(withSort: true)],
            body: try body.data())
    }

    private func firstScrollCall() throws -> ElasticsearchCall {
        var body = pages.request.body
        if pages.request.sort == nil { body["sort"] = ["_doc"] }
        if pages.withVersions { body["seq_no_primary_term"] = true }
        body["track_total_hits"] = true
        return ElasticsearchCall(
            operation: operation, method: .post, path: [pages.request.index, "_search"],
            query: [("scroll", keepAlive), shown(withSort: false)], body: try body.data())
    }

    private func scrollCall(_ id: String) throws -> ElasticsearchCall {
        let body: JSON = ["scroll": .string(keepAlive), "scroll_id": .string(id)]
        return ElasticsearchCall(
            operation: operation, method: .post, path: ["_search", "scroll"],
            query: [shown(withSort: false)], body: try body.data(), repeatable: .unlessReceived)
    }
}

// MARK: - Releasing

extension PageWalk {
    private var releaseCall: ElasticsearchCall? {
        let (path, body): ([String], JSON) =
            switch state {
            case .pointInTime(let id, _): (["_pit"], ["id": .string(id)])
            case .scroll(let id): (["_search", "scroll"], ["scroll_id": [.string(id)]])
            case .unopened, .ended: ([], nil)
            }
        guard !path.isEmpty, let body = try? body.data() else { return nil }    // two strings always encode
        return ElasticsearchCall(
            operation: "release of a cursor in \"\(pages.request.index)\"", method: .delete, path: path, body: body,
            repeatable: .never)
    }

    private func release() async {
        let call = releaseCall
        state = .ended
        guard let call else { return }
        // In a task of its own, because this one may be cancelled and every await in it throw at once.
        await Task { [client] in await client.release(call) }.value
    }
}

extension ElasticsearchClient {
    /// Releases a cursor. Best effort: Elasticsearch does it by itself a little later.
    fileprivate func release(_ call: ElasticsearchCall) async {
        do {
            _ = try await with { $0.requestTimeout = min($0.requestTimeout, .seconds(3)) }.send(call)
        } catch {
            log.debug("Elasticsearch: \(error)")
        }
    }
}

private struct PointInTime: Decodable {
    var id: String
}

extension ElasticsearchError {
    fileprivate var meansNoPointInTime: Bool {
        (code == .badRequest || code == .notFound) && type != "index_not_found_exception"
    }
}
