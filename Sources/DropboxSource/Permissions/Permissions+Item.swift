public import Dropbox
public import SyncEngine

extension Permissions {
    /// Who may see one file or folder now: the list that a sync would give its document.
    ///
    /// - Parameter item: Of a file it must say whether it has members of its own, or they are asked for.
    /// - Returns: Nil for what is gone.
    /// - Throws: As a sync does: `DropboxError` when the authorization is gone. `CancellationError`.
    public func list(for item: Metadata) async throws -> AccessList? {
        guard let subject = AccessSubject(item) else { return nil }
        return try await lists(for: [subject], in: root)[subject.id]
    }
}
