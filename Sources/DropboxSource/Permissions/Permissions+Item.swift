public import SyncEngine

extension Permissions {
    /// Who may see one file or folder now: the list that a sync would give its document.
    ///
    /// - Throws: As a sync does: `DropboxError` when the authorization is gone. `CancellationError`.
    public func list(for item: FoundItem) async throws -> AccessList? {
        try await lists(for: [item.subject], in: item.root)[item.subject.id]
    }
}
