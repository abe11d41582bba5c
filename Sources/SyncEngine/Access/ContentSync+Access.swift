import Elasticsearch
import Foundation
import Support

extension ContentSync {
    /// Asks the source whose access may have changed. Before anything is listed: what changes while the sync runs is
    /// told to the next one.
    ///
    /// - Parameters:
    ///   - state: What was stored; nil when that is nothing.
    ///   - listsEverything: Then every document is told with its list.
    /// - Returns: Nil without document-level security.
    func beginAccessRound(since state: AccessState?, listsEverything: Bool) async throws -> AccessRound? {
        guard plan.usesDocumentLevelSecurity else { return nil }
        let now = Date()
        let isDue = state?.isDue(after: plan.permissionRefresh, at: now) ?? true
        let changes = try await source.accessChanges(since: listsEverything ? nil : state?.source, isDue: isDue)
        let refreshed = Timestamp.format(now)
        return AccessRound(
            changes: changes, before: state,
            after: AccessState(refreshed: isDue ? refreshed : state?.refreshed ?? refreshed, source: changes.state),
            listsEverything: listsEverything, isDone: listsEverything)
    }

    /// The keys that documents of the index have, in order, page by page, each once.
    ///
    /// - Parameter last: The last key of the page before; nil for the first page.
    /// - Returns: Empty when there are no more.
    func accessKeys(after last: String?) async throws -> [String] {
        let field = AccessList.keyField
        let query: JSON = last.map { ["range": .object([field: ["gt": .string($0)]])] } ?? ["exists": ["field": .string(field)]]
        let found = try await client.search(
            SearchRequest(index: plan.index, query: query, sort: [.object([field: "asc"])], source: [field], size: 1000))
        var keys: [String] = []
        for hit in found.hits {
            if let key = hit.source[field]?.stringValue, key != keys.last { keys.append(key) }
        }
        return keys
    }

    /// Documents that have another list than the one given for their key, and all those of a list that is not known:
    /// they are counted, hidden already or not. Page by page.
    func documents(concernedBy lists: [String: AccessList]) -> AsyncMapSequence<HitPages<Hit<StoredFields>>, [StoredMarks]> {
        let clauses = lists.map { key, list -> JSON in
            let ofKey: JSON = ["term": .object([AccessList.keyField: .string(key)])]
            guard list.problem == nil else { return ofKey }
            return [
                "bool": [
                    "filter": [ofKey],
                    "must_not": [["term": .object([AccessList.fingerprintField: .string(list.fingerprintText)])]],
                ]
            ]
        }
        return client.scroll(
            plan.index, query: ["bool": ["should": .array(clauses), "minimum_should_match": 1]],
            source: StoredFields.names + StoredFields.accessNames, as: StoredFields.self
        ).map { hits in hits.map { $0.source.marks(id: $0.id) } }
    }
}
