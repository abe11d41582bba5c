import Dropbox
import SyncEngine

extension DropboxSource {
    /// What the team has beside the account belongs into the index: the token is a team's, and what is read is
    /// not a single folder.
    var listsTeam: Bool { account.isTeam && path.text.isEmpty && isRecursive }

    /// A listing that knows of nothing but the account.
    ///
    /// - Parameter cursor: One of the account alone.
    func freshState(cursor: SourceCursor?) -> ListingState {
        ListingState(
            account: ListingState.Root(
                key: .account, reader: .account, namespace: account.rootNamespaceID,
                ownerAccountID: account.accountID, cursor: cursor?.text))
    }

    /// What a cursor does not say.
    func settle(_ state: inout ListingState) {
        state.home = account.home
        state.relistsNewMounts = permissions != nil
    }

    func client(_ reader: ListingState.Reader) -> DropboxClient {
        switch reader {
        case .account: account.client
        case .admin: account.adminID.map { account.client.acting(as: .admin($0)) } ?? account.client
        case .member(let id): account.client.acting(as: .member(id))
        }
    }

    func listingRoot(_ root: ListingState.Root) -> ListingRoot {
        let client = client(root.reader)
        var listing = ListingRoot(
            key: root.key, client: client, path: path.text, place: root.place, ownerAccountID: root.ownerAccountID,
            includesMountedFolders: !root.leavesOutMounts)
        switch root.key {
        case .account: break
        case .namespace(let id):
            // Which paths the entries of a namespace have is only certain when it is also the root of paths.
            listing.client = client.acting(at: .namespace(id))
            listing.path = "ns:\(id)"
        case .member:
            listing.client = client.acting(at: nil)
            listing.path = ""
        }
        return listing
    }

    /// The folder that a namespace is; nil when Dropbox does not tell.
    ///
    /// - Throws: ``DropboxError`` of what ends the sync; `CancellationError`.
    func folder(ofNamespace id: String, as reader: ListingState.Reader) async throws -> FolderMetadata? {
        do {
            guard case .folder(let folder) = try await client(reader).call(GetMetadata(path: "ns:\(id)")) else { return nil }
            return folder
        } catch let error as DropboxError where error.scope < .sync {
            return nil
        }
    }
}
