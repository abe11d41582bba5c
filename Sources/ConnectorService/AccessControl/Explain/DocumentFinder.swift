import Elasticsearch
import Support
import SyncEngine

/// Finds one indexed document by what an operator knows of it.
struct DocumentFinder: Sendable {
    let index: String
    let client: ElasticsearchClient

    private static let fields = ["name", "file_path", ItemPath.field, AccessList.field, AccessList.keyField]

    /// - Parameter name: `id:…`, or a path in whatever case: `/Reports/q3.txt`, `dropbox://Reports/q3.txt`.
    /// - Returns: Nil when nothing is indexed under that name.
    /// - Throws: ``OperatorFailure`` when several are, or there is no index yet; `ElasticsearchError`.
    func document(_ name: String) async throws -> StoredDocument? {
        do {
            if name.hasPrefix("id:") { return try await client.get(name, in: index) }
            return try await document(path: Self.path(name))
        } catch let error as ElasticsearchError where error.isMissingIndex {
            throw OperatorFailure(.failure, "The index \(index) does not exist yet: the first sync creates it.")
        }
    }

    private func document(path: String) async throws -> StoredDocument? {
        // Elastic's connector writes no path_lower.
        let query: JSON = [
            "bool": [
                "should": [
                    ["term": .object([ItemPath.field: .string(path.lowercased())])],
                    ["term": ["file_path.keyword": .string(path)]],
                ]
            ]
        ]
        let found = try await client.search(SearchRequest(index: index, query: query, source: Self.fields, size: 10)).hits
        guard found.count < 2 else {
            throw OperatorFailure(
                .usage, "\(found.count) documents are called \(path): say which by its id: \(found.map(\.id).sorted().joined(separator: ", "))")
        }
        return found.first
    }

    /// As Dropbox writes it, with a slash at its beginning and none at its end.
    static func path(_ name: String) -> String {
        var path = name.hasPrefix("dropbox://") ? name.dropFirst("dropbox://".count) : name[...]
        while path.hasSuffix("/") { path.removeLast() }
        return path.hasPrefix("/") ? String(path) : "/\(path)"
    }

    /// What Dropbox calls it: an id as it is, or a path.
    static func place(_ name: String) -> String { name.hasPrefix("id:") ? name : path(name) }

    /// Whether a search through `query` finds the document.
    func finds(_ id: String, through query: JSON) async throws -> Bool {
        let body: JSON = ["bool": ["filter": [query, ["ids": ["values": [.string(id)]]]]]]
        return try await client.count(index, matching: body) > 0
    }
}
