/// What one page of changes comes to: entries are applied strictly in order, and later ones override earlier
/// ones, so that of each document only its last state counts. Pure.
///
/// Dropbox: reference section 4.3.
struct PageEffect {
    /// Documents that exist after the page, each once.
    private(set) var documents: [SourceDocument] = []
    /// Paths that were deleted, with everything below them.
    private(set) var deletedPaths: [String] = []
    /// Documents that were deleted by id.
    private(set) var deletedIDs: [String] = []
    /// Documents that are gone unless the index has them at a path.
    private(set) var withdrawnIDs: [String] = []
    /// Documents that the page mentions and whose place it deletes afterwards, or gives to another one.
    private(set) var gone: [String] = []

    /// A page may be empty although the listing goes on.
    var isEmpty: Bool { documents.isEmpty && deletedPaths.isEmpty && deletedIDs.isEmpty && withdrawnIDs.isEmpty && gone.isEmpty }

    init(_ changes: [SourceChange]) {
        var deletions: Set<String> = []
        var seen: Set<String> = []
        var places = Places()
        for change in changes.reversed() {
            switch change {
            case .deletePath(let path):
                if deletions.insert(path).inserted { deletedPaths.append(path) }
            case .delete(let id):
                if seen.insert(id).inserted { deletedIDs.append(id) }
            case .withdraw(let id):
                if seen.insert(id).inserted { withdrawnIDs.append(id) }
            case .upsert(let document):
                guard seen.insert(document.id).inserted else {
                    places.take(document)
                    continue
                }
                if Self.isCovered(document.path, by: deletions) {
                    gone.append(document.id)
                } else if let isFolder = places.taker(of: document) {
                    gone.append(document.id)
                    // What was below the file is gone, although a folder is there now.
                    if !document.isFolder, isFolder, let path = document.path, deletions.insert(path).inserted {
                        deletedPaths.append(path)
                    }
                } else {
                    places.take(document)
                    documents.append(document)
                }
            }
        }
        documents.reverse()
        deletedPaths.reverse()
        deletedIDs.reverse()
        gone.reverse()
    }

    /// Who is where in the end, as far as a page was read from behind.
    private struct Places {
        /// By path: whether a folder is there.
        private var areFolders: [String: Bool] = [:]
        /// The folder looked at last, and whether a file is there or above.
        private var last: (folder: Substring, isFile: Bool)?

        mutating func take(_ document: SourceDocument) {
            guard let path = document.path, areFolders[path] == nil else { return }
            areFolders[path] = document.isFolder
            if let last, path.utf8.count <= last.folder.utf8.count, last.folder.hasPrefix(path) { self.last = nil }
        }

        /// Whether what a later entry has put in the place of a document, or above it, is a folder; nil for nothing.
        mutating func taker(of document: SourceDocument) -> Bool? {
            guard let path = document.path else { return nil }
            if let isFolder = areFolders[path] { return isFolder }
            guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else { return nil }
            let folder = path[..<slash]
            if let last, last.folder == folder { return last.isFile ? false : nil }
            let isFile = ItemPath.selfAndAncestors(of: String(folder)).contains { areFolders[$0] == false }
            last = (folder, isFile)
            return isFile ? false : nil
        }
    }

    private static func isCovered(_ path: String?, by deletions: Set<String>) -> Bool {
        guard let path, !deletions.isEmpty else { return false }
        return ItemPath.selfAndAncestors(of: path).contains { deletions.contains($0) }
    }
}
