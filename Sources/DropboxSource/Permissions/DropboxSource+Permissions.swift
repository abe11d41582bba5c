import Dropbox
import SyncEngine

extension DropboxSource {
    /// What a part of a listing says, with who may see each document.
    ///
    /// - Parameter tellOwnMembers: The files say whether they have members of their own; a search's do not.
    /// - Throws: `CursorUnusable` when a delta tells of a folder that has become a shared one. `DropboxError` when the
    ///   authorization is gone. `CancellationError`.
    func changes(_ entries: [Metadata], tellOwnMembers: Bool = true) async throws -> [SourceChange] {
        var changes = entries.compactMap(change)
        guard let permissions else { return changes }
        // Every other tree has a folder that has become a shared one listed anew.
        if root.key == .account { try await permissions.demandExpected(entries) }
        // Nothing is asked about what does not belong into the index.
        let leftOut = Set(changes.compactMap { change -> String? in
            guard case .upsert(let document) = change, document.exclusion != nil else { return nil }
            return document.id
        })
        var subjects = entries.compactMap(AccessSubject.init).filter { !leftOut.contains($0.id) }
        if isOfAnother { for index in subjects.indices { subjects[index].owner = root.ownerAccountID ?? "dbid:" } }
        // Dropbox may leave out what is false (reference section 6.7).
        if tellOwnMembers { for index in subjects.indices { subjects[index].hasOwnMembers = subjects[index].hasOwnMembers ?? false } }
        let lists = try await permissions.lists(for: subjects, in: root)
        for index in changes.indices {
            guard case .upsert(var document) = changes[index] else { continue }
            document.access = lists[document.id]
            changes[index] = .upsert(document)
        }
        return changes
    }

    /// The document of a revision that is newer than the one that was listed.
    ///
    /// A download does not tell whether the file has members of its own: it has if it had.
    func permitted(_ file: FileMetadata, listed: FileMetadata) async throws -> SourceDocument {
        var document = document(of: root.place.placing(file))
        guard let permissions else { return document }
        var subject = AccessSubject(file)
        if isOfAnother { subject.owner = root.ownerAccountID ?? "dbid:" }
        subject.hasOwnMembers = file.hasExplicitSharedMembers ?? listed.hasExplicitSharedMembers
        document.access = try await permissions.lists(for: [subject], in: root)[file.id]
        return document
    }

    /// What is listed is the folder of another member.
    private var isOfAnother: Bool { root.ownerAccountID != account.accountID }
}
