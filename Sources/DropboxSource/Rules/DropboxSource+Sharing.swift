import Dropbox

extension DropboxSource {
    /// What a search has found, in the shared folders where it is now: a search may tell of places where it has been.
    ///
    /// One call for each 100 files, and one for each folder and each file that the sharing routes do not tell of.
    ///
    /// - Returns: Without what is gone.
    /// - Throws: ``DropboxError``, `CancellationError`.
    func withCurrentSharing(_ found: [Metadata]) async throws -> [Metadata] {
        let files = found.compactMap { if case .file(let file) = $0 { file.id } else { nil } }
        var folders: [String: String?] = [:]
        for start in stride(from: 0, to: files.count, by: GetFileMetadataBatch.maximumFiles) {
            let batch = Array(files[start..<min(start + GetFileMetadataBatch.maximumFiles, files.count)])
            folders.merge(try await sharedFolders(ofFiles: batch)) { first, _ in first }
        }
        let known = folders
        return try await inOrder(found, width: 8) { entry -> Metadata? in
            if case .file(let file) = entry, let folder = known[file.id] { return .file(file.sharing(in: folder)) }
            guard let id = entry.id else { return nil }
            return try await self.current(id)
        }.compactMap { $0 }
    }

    /// The shared folder that each file is in, nil for none; without those that are not told.
    private func sharedFolders(ofFiles ids: [String]) async throws -> [String: String?] {
        try await tolerating {
            var folders: [String: String?] = [:]
            for result in try await client.call(GetFileMetadataBatch(files: ids)) {
                guard let metadata = result.metadata else { continue }
                folders.updateValue(metadata.parentSharedFolderID, forKey: result.file)
            }
            return folders
        } orElse: { _ in [:] }
    }
}

extension FileMetadata {
    fileprivate func sharing(in folder: String?) -> FileMetadata {
        var file = self
        file.sharingInfo = folder.map { FileSharingInfo(readOnly: true, parentSharedFolderID: $0) }
        return file
    }
}
