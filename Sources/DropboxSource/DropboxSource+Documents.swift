import Dropbox
public import SyncEngine

extension DropboxSource {
    /// One call for each of them, and one for the folder that is read, unless that is everything. With several
    /// trees, one more for each tree in which a document is looked for.
    ///
    /// - Throws: `CursorUnusable` under advanced rules: whether they match a file is known only to a listing.
    ///   Also when looking would cost more than listing. ``DropboxError``, `CancellationError`.
    public func documents(withIDs ids: [String]) async throws -> [SourceDocument] {
        guard rules == nil else { throw CursorUnusable("documents are to be tried again, and there are advanced rules") }
        guard !ids.isEmpty else { return [] }
        let state = memory.current.state ?? freshState(cursor: nil)
        var documents: [SourceDocument] = []
        var missing = ids
        let trees = state.roots.filter { !$0.isUnread }
        guard (trees.count - 1) * missing.count <= Self.maximumLookups else {
            throw CursorUnusable("\(missing.count) documents are to be tried again, in one of \(trees.count) folders each")
        }
        for root in trees where !missing.isEmpty {
            let found = try await reading(listingRoot(root)).entries(missing, of: root, state)
            let ids = Set(found.compactMap(\.id))
            missing.removeAll { ids.contains($0) }
            documents += try await reading(listingRoot(root)).changes(found).compactMap { change in
                if case .upsert(let document) = change { document } else { nil }
            }
        }
        // What one member has received may be in a folder that the connector reads: then it is meant there.
        return documents + (try await receivedDocuments(withIDs: missing.filter { state.received?[$0] != nil }))
    }

    /// Looking for a document in a tree costs a call.
    private static var maximumLookups: Int { 500 }

    /// Those of the items that a tree lists, with their paths in the index.
    private func entries(_ ids: [String], of root: ListingState.Root, _ state: ListingState) async throws -> [Metadata] {
        guard let scope = try await scope() else { return [] }
        var entries: [Metadata] = []
        for id in ids {
            guard let entry = try await metadata(of: id), let path = entry.pathLower, path.hasPrefix(scope),
                state.lists(entry, in: root.key)
            else { continue }
            entries.append(root.place.placing(entry))
        }
        return entries
    }

    private func receivedDocuments(withIDs ids: [String]) async throws -> [SourceDocument] {
        let state = memory.current.state ?? freshState(cursor: nil)
        var documents: [SourceDocument] = []
        for (receiver, wanted) in Dictionary(grouping: ids, by: { ReceivedMark(text: state.received?[$0] ?? "").receiver }) {
            let receiver = self.receiver(receiver, in: state)
            let wanted = Set(wanted)
            var found: [SourceDocument] = []
            for try await page in receiver.client.pages(of: ListReceivedFiles()) {
                for entry in page.entries where wanted.contains(entry.id) && entry.pathLower == nil {
                    if case .success(let document) = try await resolved(entry, for: receiver) { found.append(document) }
                }
            }
            documents += try await permitted(found, for: receiver)
        }
        return documents
    }

    /// The call for one item, with what permissions need.
    func getMetadata(_ path: String) -> GetMetadata {
        var endpoint = GetMetadata(path: path)
        endpoint.includeHasExplicitSharedMembers = permissions != nil
        return endpoint
    }

    /// What the `path_lower` of everything below the configured path begins with; nil when there is no such path.
    ///
    /// Only Dropbox itself lowers a path as Dropbox does (reference section 5.2).
    private func scope() async throws -> String? {
        if root.key != .account || path.text.isEmpty { return "/" }
        return try await metadata(of: path.text)?.pathLower.map { $0 + "/" }
    }

    /// Nil when there is none.
    private func metadata(of path: String) async throws -> Metadata? {
        do {
            return try await client.call(getMetadata(path))
        } catch let error as DropboxError where error.code == .pathNotFound {
            return nil
        }
    }
}
