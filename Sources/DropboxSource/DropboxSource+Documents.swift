import Dropbox
public import SyncEngine

extension DropboxSource {
    /// One call for each of them, and one for the folder that is read, unless that is everything.
    ///
    /// - Throws: `CursorUnusable` under advanced rules: whether they match a file is known only to a listing.
    ///   ``DropboxError``, `CancellationError`.
    public func documents(withIDs ids: [String]) async throws -> [SourceDocument] {
        guard rules == nil else { throw CursorUnusable("documents are to be tried again, and there are advanced rules") }
        guard !ids.isEmpty, let scope = try await scope() else { return [] }
        var entries: [Metadata] = []
        for id in ids {
            guard let entry = try await metadata(of: id), let path = entry.pathLower, path.hasPrefix(scope) else { continue }
            entries.append(entry)
        }
        return try await changes(entries).compactMap { change in
            if case .upsert(let document) = change { document } else { nil }
        }
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
        if path.text.isEmpty { return "/" }
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
