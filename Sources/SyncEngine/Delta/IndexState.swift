import Elasticsearch
import Support

/// What an incremental sync has to know of the index itself.
struct IndexState: Sendable {
    /// Differs from that of an index that was deleted and made again under the same name.
    var id: String
    /// Nil when documents cannot be found by their path.
    var lookup: PathLookup?
    /// The field to ask for documents by their content hash; nil when there is none.
    var contentField: String?

    /// - Parameter indices: Those behind the name, with their mappings as they are now.
    init(_ indices: [IndexDescription]) {
        id = indices.map { $0.settings["index"]?["uuid"]?.stringValue ?? $0.name }.sorted().joined(separator: ",")
        let lookups = indices.map { PathLookup(properties: $0.mappings["properties"]?.objectValue ?? [:]) }
        lookup = lookups.first ?? nil
        // Behind an alias there may be several; a query names a field once for all of them.
        for other in lookups.dropFirst() { lookup = other.flatMap { lookup?.common(with: $0) } }
        let fields = Set(indices.map { index in
            PathLookup.keyword(ContentIdentity.field, index.mappings["properties"]?[ContentIdentity.field])?.name
        })
        contentField = fields.count == 1 ? fields.first ?? nil : nil
    }
}

extension IndexState {
    /// How to find what changes after a position are about.
    ///
    /// - Throws: ``CursorUnusable`` when this is not the index that the position is of, or cannot be asked by path.
    func lookup(for position: SyncPosition, in name: String) throws(CursorUnusable) -> PathLookup {
        guard position.indexID == id else {
            throw CursorUnusable("the index \"\(name)\" is not the one that it belongs to")
        }
        guard let lookup else {
            throw CursorUnusable("\(ItemPath.field) is not mapped as a keyword in \"\(name)\", so what is gone cannot be found")
        }
        return lookup
    }
}

/// The fields to ask for documents by their path.
struct PathLookup: Sendable, Equatable {
    var path: String
    var hierarchy: String
    /// Longer values are not in the index (`ignore_above`), in UTF-16 code units, as Elasticsearch counts.
    var maximumLength: Int

    init?(properties: [String: JSON]) {
        guard let path = Self.keyword(ItemPath.field, properties[ItemPath.field]),
            let hierarchy = Self.keyword(ItemPath.hierarchyField, properties[ItemPath.hierarchyField])
        else { return nil }
        self.path = path.name
        self.hierarchy = hierarchy.name
        maximumLength = min(path.maximumLength, hierarchy.maximumLength)
    }

    func common(with other: PathLookup) -> PathLookup? {
        guard path == other.path, hierarchy == other.hierarchy else { return nil }
        var common = self
        common.maximumLength = min(maximumLength, other.maximumLength)
        return common
    }

    /// The field, or that of its sub-fields, which holds exact values.
    static func keyword(_ name: String, _ mapping: JSON?) -> (name: String, maximumLength: Int)? {
        guard let mapping else { return nil }
        if mapping["type"]?.stringValue == "keyword", mapping["index"]?.boolValue != false {
            return (name, mapping["ignore_above"]?.intValue ?? .max)
        }
        let exact = (mapping["fields"]?.objectValue ?? [:]).sorted { $0.key < $1.key }
        for (suffix, field) in exact where field["type"]?.stringValue == "keyword" && field["index"]?.boolValue != false {
            return ("\(name).\(suffix)", field["ignore_above"]?.intValue ?? .max)
        }
        return nil
    }

    /// Whether the index can be asked about each of the paths.
    func finds(_ paths: some Sequence<String>) -> Bool { !paths.contains { $0.utf16.count > maximumLength } }

    /// - Throws: ``CursorUnusable`` when the index cannot be asked about one of the paths.
    func demandSearchable(_ paths: some Sequence<String>) throws(CursorUnusable) {
        guard let path = paths.first(where: { $0.utf16.count > maximumLength }) else { return }
        throw CursorUnusable("""
            the index keeps no path of more than \(maximumLength) characters to search by, and one of \
            \(path.utf16.count) is gone
            """)
    }

    /// Documents at one of `paths`, and those below one of `folders`.
    func query(at paths: [String], below folders: [String], ids: [String] = []) -> JSON {
        var clauses: [JSON] = []
        func terms(_ field: String, _ values: [String]) {
            // Elasticsearch takes 65,536 terms (index.max_terms_count); a page has a few thousand at most.
            if !values.isEmpty { clauses.append(["terms": .object([field: .array(values.map { .string($0) })])]) }
        }
        terms(path, paths)
        terms(hierarchy, folders)
        if !ids.isEmpty { clauses.append(["ids": ["values": .array(ids.map { .string($0) })]]) }
        return ["bool": ["should": .array(clauses), "minimum_should_match": 1]]
    }
}
