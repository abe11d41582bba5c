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
    /// Documents that the page mentions and whose place it deletes afterwards.
    private(set) var gone: [String] = []

    /// A page may be empty although the listing goes on.
    var isEmpty: Bool { documents.isEmpty && deletedPaths.isEmpty && deletedIDs.isEmpty && withdrawnIDs.isEmpty && gone.isEmpty }

    init(_ changes: [SourceChange]) {
        var deletions: Set<String> = []
        var seen: Set<String> = []
        for change in changes.reversed() {
            switch change {
            case .deletePath(let path):
                if deletions.insert(path).inserted { deletedPaths.append(path) }
            case .delete(let id):
                if seen.insert(id).inserted { deletedIDs.append(id) }
            case .withdraw(let id):
                if seen.insert(id).inserted { withdrawnIDs.append(id) }
            case .upsert(let document):
                guard seen.insert(document.id).inserted else { continue }
                if Self.isCovered(document.path, by: deletions) {
                    gone.append(document.id)
                } else {
                    documents.append(document)
                }
            }
        }
        documents.reverse()
        deletedPaths.reverse()
        deletedIDs.reverse()
        gone.reverse()
    }

    private static func isCovered(_ path: String?, by deletions: Set<String>) -> Bool {
        guard let path, !deletions.isEmpty else { return false }
        return ItemPath.selfAndAncestors(of: path).contains { deletions.contains($0) }
    }
}
