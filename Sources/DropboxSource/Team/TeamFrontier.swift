import Dropbox
import SyncEngine

/// What of the team is still to be compared with what has been listed.
struct TeamFrontier {
    /// Team folders, and later ``sharedFolders``, in the order in which they are looked at; nil until they were asked for.
    var namespaces: [NamespaceMetadata]?
    /// Shared folders. After the homes of members: who has one of them reads it.
    var sharedFolders: [NamespaceMetadata] = []
    /// Those that were put off once, because the folder around them comes first.
    var deferred: Set<String> = []
    /// Active members whose homes are still to be listed.
    var members: [MemberProfile] = []
    /// Active members whose received files are listed.
    var receivers: [MemberProfile] = []
    /// Trees that could not be read.
    var unread = 0

    /// How many of them are named.
    static let named = 20
}

extension RootsListing {
    /// Asks once what the team has.
    ///
    /// - Returns: The deletion of what it has no more; nil when there is none.
    mutating func compareWithTeam() async throws -> SourcePage? {
        guard team.namespaces == nil else { return nil }
        var page = try await compareNamespaces()
        if source.includesMemberFolders { page.changes += try await compareMembers() }
        return page.changes.isEmpty ? nil : page
    }

    /// The next thing that the team has and no listing has covered.
    ///
    /// - Returns: Nil when a tree is to be listed next, or nothing.
    mutating func nextOfTeam() async throws -> SourcePage? {
        if let page = try await beginNextNamespace() { return page }
        if addHomes() { return nil }
        team.namespaces? += team.sharedFolders
        team.sharedFolders = []
        return try await beginNextNamespace()
    }

    private mutating func beginNextNamespace() async throws -> SourcePage? {
        while let namespace = team.namespaces?.first {
            team.namespaces?.removeFirst()
            if state.covers[namespace.namespaceID] == nil, let page = try await begin(namespace) { return page }
        }
        return nil
    }

    /// - Returns: Whether there is one that has not been listed.
    private mutating func addHomes() -> Bool {
        let count = state.roots.count
        for member in team.members where state[.member(member.teamMemberID)] == nil {
            if let home = member.memberFolderID, state.covers[home] == nil { state.add(root(of: member, home)) }
        }
        team.members = []
        return state.roots.count > count
    }

    // MARK: Namespaces

    /// Whether what members share among themselves, and not with the admin, is read too: where each document says
    /// who may see it, or where the operator asked for what is the members' own.
    private var readsPrivateFolders: Bool { source.permissions != nil || source.includesMemberFolders }

    private mutating func compareNamespaces() async throws -> SourcePage {
        var found: [String: NamespaceMetadata] = [:]
        var ordered: [NamespaceMetadata] = []
        for try await page in source.account.client.pages(of: ListNamespaces()) {
            // Dropbox repeats some.
            for namespace in page.namespaces where found.updateValue(namespace, forKey: namespace.namespaceID) == nil {
                ordered.append(namespace)
            }
        }
        team.namespaces = ordered.filter { $0.kind.known == .teamFolder }
        if readsPrivateFolders { team.sharedFolders = ordered.filter { $0.kind.known == .sharedFolder } }
        let gone = state.roots.filter { root in
            guard case .namespace(let id) = root.key, id != state.home?.namespace else { return false }
            return found[id] == nil
        }
        // What was in a shared folder that is none any more is now in the tree around it, which does not tell.
        if isDelta, let mounted = gone.first(where: { state.isMounted($0.key) }) {
            throw CursorUnusable("the folder \(mounted.place.display) is not shared any more")
        }
        return removing(gone)
    }

    /// Trees that Dropbox says to be there no more.
    private mutating func removing(_ gone: [ListingState.Root]) -> SourcePage {
        for root in gone { state.remove(root.key) }
        return SourcePage(changes: gone.map { .deletePath($0.place.lower) })
    }

    /// - Returns: The folder itself, whose listing only tells what is in it.
    private mutating func begin(_ namespace: NamespaceMetadata) async throws -> SourcePage? {
        let id = namespace.namespaceID
        let folder: FolderMetadata
        do {
            guard case .folder(let found) = try await source.client(.admin).call(GetMetadata(path: "ns:\(id)")) else { return nil }
            folder = found
        } catch let error as DropboxError where error.scope < .sync {
            refuse(namespace, error)
            return nil
        }
        let outer = folder.sharingInfo?.parentSharedFolderID
        if let outer, let index = team.namespaces?.firstIndex(where: { $0.namespaceID == outer }), !team.deferred.contains(id) {
            // The listing of the folder around it may well go into this one.
            team.deferred.insert(id)
            team.namespaces?.insert(namespace, at: index + 1)
            return nil
        }
        let place = Place(namespace: id, display: folder.pathDisplay ?? "/\(namespace.name)")
        state.add(ListingState.Root(key: .namespace(id), reader: .admin, place: place, namespace: id))
        var placed = folder
        placed.pathLower = place.lower
        placed.pathDisplay = place.display
        guard let root = state[.namespace(id)] else { return nil }
        return try await source.reading(source.listingRoot(root)).page([.folder(placed)])
    }

    /// A folder of the team that its admin may not read. It is not told to be gone.
    private mutating func refuse(_ namespace: NamespaceMetadata, _ error: DropboxError) {
        let place = Place(namespace: namespace.namespaceID, display: "/\(namespace.name)").lower
        source.memory.update { _ = $0.unreadPlaces.insert(place) }
        team.unread += 1
        guard team.unread <= TeamFrontier.named else { return }
        warnings.append("The team's folder \"\(namespace.name)\" could not be read by its admin, and what is indexed of it is kept: \(error)")
    }

    // MARK: Members

    private mutating func compareMembers() async throws -> [SourceChange] {
        var members: [MemberProfile] = []
        for try await page in source.account.client.pages(of: ListTeamMembers()) {
            members += page.members.lazy.map(\.profile).filter { $0.status.known != .removed }
        }
        let present = Set(members.lazy.map(\.teamMemberID))
        let gone = state.roots.filter { root in
            if case .member(let id) = root.key { !present.contains(id) } else { false }
        }
        var changes = removing(gone).changes
        for member in members where member.teamMemberID != source.account.adminID {
            guard let home = member.memberFolderID else { continue }
            if member.status.known == .active {
                if let change = follow(member, home) { changes.append(change) }
                team.members.append(member)
                team.receivers.append(member)
            } else {
                try leave(member, home)
            }
        }
        return changes
    }

    private func root(of member: MemberProfile, _ home: String) -> ListingState.Root {
        let name = member.name.displayName.isEmpty ? member.email : member.name.displayName
        return ListingState.Root(
            key: .member(member.teamMemberID), reader: .member(member.teamMemberID),
            place: Place(namespace: home, display: "/\(name)"), namespace: home, ownerAccountID: member.accountID,
            // In a classic team, what the team has is mounted in every home, and has been listed by now.
            leavesOutMounts: member.rootFolderID == home)
    }

    /// - Returns: The deletion of the home that the member had before.
    private mutating func follow(_ member: MemberProfile, _ home: String) -> SourceChange? {
        let root = root(of: member, home)
        guard let known = state[root.key], known.place != root.place else { return nil }
        if known.namespace == home {
            state.move(root.key, to: root.place)
            return nil
        }
        state.remove(root.key)
        return .deletePath(known.place.lower)
    }

    /// A member who cannot be read now, and who has not left: nothing is known of what is there.
    private mutating func leave(_ member: MemberProfile, _ home: String) throws(CursorUnusable) {
        if isDelta, state.listsShared(.member(member.teamMemberID)) {
            // They are still to be read, as somebody else.
            throw CursorUnusable("\(member.email) is suspended, as whom shared folders were read")
        }
        source.memory.update {
            $0.unreadPlaces.insert(Place(namespace: home, display: "").lower)
            if let id = member.accountID { $0.unreadReceivers.insert(id) }
        }
        skip(.member(member.teamMemberID))
        guard member.status.known != .invited else { return }
        team.unread += 1
        guard team.unread <= TeamFrontier.named else { return }
        warnings.append("The folder of \(member.email) could not be read, and what is indexed of it is kept: the member is suspended")
    }
}
