public import Dropbox

/// A file or folder as Dropbox has it now, and as whom it can be read: the account does not see everything that is indexed.
public struct FoundItem: Sendable {
    /// Nil for a file that is in no folder of whoever reads it: somebody has received it by itself.
    public var metadata: Metadata?
    /// Acts as whoever can read it, and so can read who else may.
    public var client: DropboxClient
    /// Whose it is when it is in no shared folder: `dbid:…`.
    public var ownerAccountID: String?
    /// Their address.
    public var ownerEmail: String
    /// `id:…`
    public var id: String { subject.id }
    let subject: AccessSubject
    let root: ListingRoot
}

/// What the index says of where a document came from.
public struct IndexedPlace: Sendable {
    /// Its `path_lower`.
    var path: String?
    /// The key of its access list.
    var accessKey: String?

    public init(path: String? = nil, accessKey: String? = nil) {
        self.path = path
        self.accessKey = accessKey
    }
}

extension DropboxAccount {
    /// Looks for a file or folder as those who may have listed it: the member whose folder it is indexed in, the
    /// account, the team's admin.
    ///
    /// One call for each of them, and the listing of members where one is to be found.
    ///
    /// - Parameters:
    ///   - place: `id:…`, or a path.
    ///   - indexed: What the index says of it, where it is indexed.
    /// - Returns: Nil when nothing is there, as far as they can see.
    /// - Throws: ``DropboxError``, `CancellationError`.
    public func find(_ place: String, indexed: IndexedPlace = IndexedPlace()) async throws -> FoundItem? {
        let key = indexed.accessKey.map(AccessSubject.init(key:))
        if place.hasPrefix("id:"), let receiver = key?.receiver { return try await received(place, by: receiver) }
        if let member = try await member(withPlace: indexed.path, orAccount: key?.owner),
            let found = try await find(place, as: root(of: member), of: member.email) { return found }
        if let found = try await find(place, as: ownRoot, of: email) { return found }
        guard let adminID else { return nil }
        var root = ownRoot
        root.client = client.acting(as: .admin(adminID))
        // What the account does not see is in somebody else's folder, or in a shared one.
        root.ownerAccountID = nil
        return try await find(place, as: root, of: "its owner")
    }

    private var ownRoot: ListingRoot { ListingRoot(key: .account, client: client, path: "", ownerAccountID: accountID) }

    private func root(of member: MemberProfile) -> ListingRoot {
        ListingRoot(
            key: .member(member.teamMemberID), client: client.acting(as: .member(member.teamMemberID)).acting(at: nil),
            path: "", ownerAccountID: member.accountID)
    }

    private func find(_ place: String, as root: ListingRoot, of email: String) async throws -> FoundItem? {
        var request = GetMetadata(path: place)
        request.includeHasExplicitSharedMembers = true
        do {
            let metadata = try await root.client.call(request)
            guard var subject = AccessSubject(metadata) else { return nil }
            if root.ownerAccountID != accountID { subject.owner = root.ownerAccountID ?? "dbid:" }
            return FoundItem(
                metadata: metadata, client: root.client, ownerAccountID: root.ownerAccountID, ownerEmail: email,
                subject: subject, root: root)
        } catch let error as DropboxError where error.code == .pathNotFound {
            return nil
        }
    }

    /// A file that is in no listing of folders: whether it is there, only its members tell.
    private func received(_ id: String, by receiver: String) async throws -> FoundItem? {
        var root = ownRoot
        if let member = try await member(withPlace: nil, orAccount: receiver) { root = self.root(of: member) }
        do {
            _ = try await root.client.call(ListFileMembers(file: id, includeInherited: false))
        } catch let error as DropboxError where error.scope < .sync {
            return nil
        }
        return FoundItem(
            client: root.client, ownerAccountID: nil, ownerEmail: email,
            subject: AccessSubject(received: id, by: receiver), root: root)
    }

    /// The active member whose folder a place is in, or whose account this is; nil for the account's own.
    private func member(withPlace path: String?, orAccount id: String?) async throws -> MemberProfile? {
        let home = path.flatMap { $0.hasPrefix("ns:") ? $0.dropFirst(3).prefix { $0 != "/" } : nil }
        guard isTeam, home != nil || id != nil, id != accountID else { return nil }
        for try await page in client.pages(of: ListTeamMembers()) {
            let found = page.members.lazy.map(\.profile).first { member in
                member.status.known == .active && (home.map { member.memberFolderID == String($0) } ?? false || (id != nil && member.accountID == id))
            }
            if let found { return found }
        }
        return nil
    }
}
