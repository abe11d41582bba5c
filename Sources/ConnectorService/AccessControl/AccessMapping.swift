import Elasticsearch
import Support
import SyncEngine

/// Whether an index maps `_allow_access_control` so that the stored queries work on it.
///
/// The query reads `_allow_access_control.keyword`, and takes a document in which `exists` finds nothing for public:
/// with some mappings nobody would find anything, and with others everybody everything.
///
/// Connector protocol: access-control document, consequences.
enum AccessMapping {
    /// What is wrong with the mapping of an index; nil when it works, or when the field is not mapped yet.
    static func problem(_ mappings: JSON) -> String? {
        guard let field = mappings["properties"]?[AccessList.field] else { return Optional.none }
        return problem(main: field) ?? problem(keyword: field["fields"]?["keyword"])
    }

    /// `exists` must find every list.
    private static func problem(main field: JSON) -> String? {
        let type = field["type"]?.stringValue ?? "object"
        guard ["text", "keyword"].contains(type) else { return "it is mapped as \(type)" }
        if field["index"]?.boolValue == false, type == "text" || field["doc_values"]?.boolValue == false {
            return "it is not indexed, so that every document would be visible to everyone"
        }
        return type == "keyword" ? problem(length: field) : Optional.none
    }

    private static func problem(keyword field: JSON?) -> String? {
        guard let field else { return "it has no subfield keyword, which the stored queries read" }
        guard field["type"] == "keyword", field["index"]?.boolValue != false else {
            return "its subfield keyword is no indexed keyword"
        }
        return problem(length: field)
    }

    private static func problem(length field: JSON) -> String? {
        guard let limit = field["ignore_above"]?.intValue, limit < TeamIdentity.longestIdentity else { return Optional.none }
        return "it ignores identities of more than \(limit) characters (ignore_above)"
    }

    /// Makes sure of every index behind a name; one that does not exist is created with the right mapping.
    ///
    /// - Throws: ``JobError`` with code `missingPrerequisite`, before anything was written. `ElasticsearchError`.
    static func demand(in index: String, _ client: ElasticsearchClient) async throws {
        for description in try await client.indices(named: index) {
            guard let problem = problem(description.mappings) else { continue }
            throw JobError(
                .missingPrerequisite,
                """
                Document-level security is switched on, and the index \(description.name) cannot hold permissions: the \
                mapping of \(AccessList.field) is not the one that Elasticsearch makes by itself; \(problem). Delete the index and \
                run a full sync, which creates it with the right mapping; or reindex into one in which \(AccessList.field) is a text \
                with a subfield "keyword" of the type keyword.
                """)
        }
    }
}
