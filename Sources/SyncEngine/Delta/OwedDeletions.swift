import Support

/// Deletions that the source has announced and that have not been carried out.
///
/// A move is told as a deletion at the old path and a document at the new one, in any order and perhaps pages
/// apart. A deletion is therefore carried out as late as possible, on what is still at its old path then:
/// what has moved keeps its document, and its text. Owed deletions are stored with the cursor. Pure.
public struct OwedDeletions: Sendable, Equatable {
    /// Paths that are gone with everything below them.
    private(set) var paths: Set<String> = []
    /// Documents that are gone if they still are at the path given.
    private(set) var documents: [String: String] = [:]
    /// Paths at which there is one document now, and may have been others before it.
    private(set) var taken: [String: Taker] = [:]

    /// Who has taken a path.
    struct Taker: Sendable, Equatable {
        var id: String
        /// What was below it stays. A file drops it.
        var isFolder: Bool
    }

    public init() {}

    public var isEmpty: Bool { paths.isEmpty && documents.isEmpty && taken.isEmpty }
    var count: Int { paths.count + documents.count + taken.count }

    mutating func owe(path: String) { paths.insert(path) }

    mutating func owe(document id: String, at path: String) { documents[id] = path }

    /// Owes the deletion of every other document at a path, and of what is below a file.
    mutating func owe(othersThan id: String, at path: String, isFolder: Bool) {
        taken[path] = Taker(id: id, isFolder: isFolder)
    }

    /// Whether what was at a path is gone.
    func isGone(_ path: String) -> Bool {
        !paths.isEmpty && ItemPath.selfAndAncestors(of: path).contains { paths.contains($0) }
    }

    /// A document exists: what was owed of it by id is void, and where it is, it is the one to stay.
    mutating func exists(_ id: String, at path: String?, isFolder: Bool) {
        documents[id] = nil
        if let path, taken[path] != nil { taken[path] = Taker(id: id, isFolder: isFolder) }
    }

    /// Takes the paths at or below which something exists again: they have to be cleared before it is written,
    /// because afterwards nothing tells the old from the new.
    mutating func takePaths(above path: String) -> [String] {
        guard !paths.isEmpty else { return [] }
        return ItemPath.selfAndAncestors(of: path).filter { paths.remove($0) != nil }
    }

    /// Takes the files that were at or above a path at which something exists that cannot be below a file.
    mutating func takeFiles(above path: String, isFolder: Bool) -> [String: Taker] {
        guard !taken.isEmpty else { return [:] }
        var files: [String: Taker] = [:]
        for place in ItemPath.selfAndAncestors(of: path) where isFolder || place != path {
            guard let taker = taken[place], !taker.isFolder else { continue }
            files[place] = taker
            taken[place] = nil
        }
        return files
    }
}

extension OwedDeletions {
    /// Reads what ``json`` wrote; nil for anything else.
    init?(_ json: JSON) {
        guard let paths = json["paths"]?.arrayValue, let documents = json["documents"]?.arrayValue else { return nil }
        for path in paths {
            guard let path = path.stringValue else { return nil }
            self.paths.insert(path)
        }
        for document in documents {
            guard let id = document["id"]?.stringValue, let path = document["path"]?.stringValue else { return nil }
            self.documents[id] = path
        }
        // Not in what an earlier version wrote.
        for taker in json["taken"]?.arrayValue ?? [] {
            guard let id = taker["id"]?.stringValue, let path = taker["path"]?.stringValue,
                let isFolder = taker["is_folder"]?.boolValue
            else { return nil }
            taken[path] = Taker(id: id, isFolder: isFolder)
        }
    }

    // Arrays, because Elasticsearch merges objects and replaces arrays when the connector is updated.
    var json: JSON {
        [
            "paths": .array(paths.sorted().map { .string($0) }),
            "documents": .array(
                documents.sorted { $0.key < $1.key }.map { ["id": .string($0.key), "path": .string($0.value)] }),
            "taken": .array(
                taken.sorted { $0.key < $1.key }.map {
                    ["path": .string($0.key), "id": .string($0.value.id), "is_folder": .bool($0.value.isFolder)]
                }),
        ]
    }
}
