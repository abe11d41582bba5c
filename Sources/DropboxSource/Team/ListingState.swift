import Dropbox

/// Which trees a listing is made of, how far each has come, and which of them lists which shared folder. Pure.
///
/// Every namespace is listed by one tree alone, the first one to show what is in it: nothing is listed twice,
/// however many members have mounted it, and no list of documents is needed to make sure.
///
/// Whether a recursive listing goes into the namespaces that are mounted below it differs with the way of asking
/// (reference section 9, gotcha 41), so it is looked at for each of them: a mounted folder of which nothing has
/// been listed becomes a tree of its own.
struct ListingState: Sendable, Equatable {
    /// As whom a tree is read.
    enum Reader: Sendable, Hashable {
        /// As the account.
        case account
        /// As the team's admin, over what the team has.
        case admin
        /// As the member with this id, `dbmid:…`.
        case member(String)
    }

    /// A tree, and how far its listing has come.
    struct Root: Sendable, Equatable {
        var key: RootKey
        var reader: Reader
        var place = Place()
        /// The namespace that the tree is.
        var namespace: String?
        var ownerAccountID: String?
        /// Nil until its first page: it is to be listed from the start.
        var cursor: String?
        /// Why its listing broke off: what was not listed may exist all the same.
        var isUnread = false
        /// What is mounted in it is left to others.
        var leavesOutMounts = false
    }

    /// Who lists what is in a namespace.
    struct Cover: Sendable, Equatable {
        var lister: RootKey
        /// The tree that shows the namespace's folder, and where; nil when none does.
        var mountedIn: RootKey?
        var place: Place?
        /// Whether anything in it has been listed by ``lister``.
        var isEntered = false
        /// The reader of the tree around it may not open it, or not all of it.
        var isRestricted = false
    }

    /// In the order in which they are listed; the account is the first.
    private(set) var roots: [Root]
    /// By namespace id.
    private(set) var covers: [String: Cover] = [:]
    /// The received files that are indexed, by id, each with a digest of what the listing says of it; nil when
    /// they have not been listed.
    var received: [String: String]?
    /// There are more of them than ``received`` is to hold: only a full sync looks at them.
    var hasManyReceived = false

    /// A folder that has become a shared one is listed anew, outside of the account: other people may see what is in it.
    var relistsNewMounts = false

    /// The account's own folder inside of its root, where that is another namespace.
    var home: (namespace: String, path: String)?

    static func == (one: ListingState, other: ListingState) -> Bool {
        one.roots == other.roots && one.covers == other.covers
            && one.received == other.received && one.hasManyReceived == other.hasManyReceived
    }

    init(account root: Root) {
        roots = [root]
        if let id = root.namespace { covers[id] = Cover(lister: root.key, isEntered: false) }
    }

    init(roots: [Root], covers: [String: Cover], received: [String: String]?, hasManyReceived: Bool) {
        self.roots = roots
        self.covers = covers
        self.received = received
        self.hasManyReceived = hasManyReceived
    }

    subscript(_ key: RootKey) -> Root? { roots.first { $0.key == key } }
}

// MARK: What a page says

extension ListingState {
    /// Notes what a page says of mounted folders, and where the listing of its tree goes on.
    ///
    /// - Returns: The entries that are this tree's to list, with their paths in the index.
    mutating func note(_ page: ListFolderPage, of key: RootKey, isDelta: Bool) -> [Metadata] {
        guard let index = roots.firstIndex(where: { $0.key == key }) else { return [] }
        roots[index].cursor = page.cursor
        let place = roots[index].place
        return page.entries.compactMap { entry in
            let entry = place.placing(entry)
            return isListed(entry, by: key, isDelta: isDelta) ? entry : nil
        }
    }

    private mutating func isListed(_ entry: Metadata, by key: RootKey, isDelta: Bool) -> Bool {
        switch entry {
        case .deleted(let deleted):
            guard let path = deleted.pathLower else { return true }
            if isBelowAnother(path, in: key) { return false }
            forget(below: path, in: key)
            return true
        case .folder(let folder):
            if let id = namespace(of: folder, in: key) { return noteMount(of: id, folder, in: key, isDelta: isDelta) }
            return isListed(folder.sharingInfo?.parentSharedFolderID, folder.pathDisplay, by: key, isDelta: isDelta)
        case .file(let file):
            return isListed(file.sharingInfo?.parentSharedFolderID, file.pathDisplay, by: key, isDelta: isDelta)
        }
    }

    /// The namespace that a folder is the mount of.
    private func namespace(of folder: FolderMetadata, in key: RootKey) -> String? {
        if let id = folder.sharingInfo?.sharedFolderID { return id }
        // The home is a namespace inside of the team's root, and its entry does not say so.
        guard key == .account, let home, folder.pathDisplay?.lowercased() == home.path.lowercased() else { return nil }
        return home.namespace
    }

    private mutating func noteMount(of id: String, _ folder: FolderMetadata, in key: RootKey, isDelta: Bool) -> Bool {
        let place = Place(lower: folder.pathLower ?? "ns:\(id)", display: folder.pathDisplay ?? "/\(folder.name)")
        let isRestricted = folder.sharingInfo.map { $0.noAccess || $0.traverseOnly } ?? false
        guard var cover = covers[id] else {
            // A tree that was seen to go into mounted folders does so with a new one.
            let isEntered = isDelta && !isRestricted && !isRelisted(key) && crosses(key)
            covers[id] = Cover(lister: key, mountedIn: key, place: place, isEntered: isEntered, isRestricted: isRestricted)
            return true
        }
        guard cover.mountedIn == key || (cover.mountedIn == nil && cover.lister == key) else { return false }
        if cover.lister == .namespace(id), cover.place?.lower != place.lower { move(.namespace(id), to: place) }
        cover.mountedIn = key
        cover.place = place
        cover.isRestricted = isRestricted
        covers[id] = cover
        return true
    }

    /// - Parameter id: The shared folder that an entry is in.
    private mutating func isListed(
        _ id: String?, _ display: String?, by key: RootKey, isDelta: Bool
    ) -> Bool {
        if key == .account { noteHome(display) }
        guard let id else { return true }
        guard let cover = covers[id] else {
            // Changes of a folder of which the rest is not listed here: it becomes a tree of its own.
            let isPart = isDelta && key != .account
            covers[id] = Cover(lister: key, isEntered: !isPart)
            return !isPart
        }
        if cover.lister == key {
            if !isDelta || !isRelisted(key) { covers[id]?.isEntered = true }
            return true
        }
        return false
    }

    private mutating func noteHome(_ display: String?) {
        guard let home, covers[home.namespace]?.isEntered != true else { return }
        let isInside = display.map { $0.lowercased().hasPrefix(home.path.lowercased() + "/") } ?? false
        guard isInside else { return }
        covers[home.namespace, default: Cover(lister: .account)].isEntered = true
    }

    private func isRelisted(_ key: RootKey) -> Bool { relistsNewMounts && key != .account }

    /// Whether a path of a tree is in something that is mounted there and that another tree lists: what is gone
    /// from it is that one's to tell, in the order in which it tells what came.
    private func isBelowAnother(_ path: String, in key: RootKey) -> Bool {
        covers.contains { _, cover in
            guard cover.mountedIn == key, cover.lister != key, let folder = cover.place?.lower else { return false }
            return path.utf8.count > folder.utf8.count && Place.isPath(path, atOrBelow: folder)
        }
    }

    /// Whether the listing of a tree goes into the folders that are mounted in it.
    private func crosses(_ key: RootKey) -> Bool {
        covers.contains { $0.value.lister == key && $0.value.isEntered && $0.key != self[key]?.namespace }
    }
}

// MARK: Trees

extension ListingState {
    /// Notes that a tree has been listed to its end. What is mounted in it, and of which nothing was listed, is
    /// listed next.
    ///
    /// - Parameter hasAdmin: Whether what the reader may not open can be read as the team's admin.
    mutating func finish(_ key: RootKey, hasAdmin: Bool) {
        guard let root = self[key] else { return }
        update(key) { $0.isUnread = false }
        let missing = covers.filter {
            $0.value.lister == key && $0.key != root.namespace && (!$0.value.isEntered || $0.value.isRestricted)
        }
        for (id, cover) in missing.sorted(by: { $0.key < $1.key }) {
            if cover.isRestricted, !hasAdmin { continue }
            covers[id]?.lister = .namespace(id)
            roots.append(
                Root(
                    key: .namespace(id), reader: cover.isRestricted ? .admin : root.reader,
                    place: cover.place ?? Place(namespace: id, display: ""), namespace: id,
                    ownerAccountID: id == home?.namespace ? root.ownerAccountID : nil))
        }
    }

    /// Notes that there is nothing in a namespace. If the tree around it lists what is mounted in it, it will
    /// list what comes.
    mutating func noteEmpty(_ key: RootKey) {
        guard case .namespace(let id) = key, let cover = covers[id], !cover.isRestricted, let outer = cover.mountedIn,
            crosses(outer)
        else { return }
        roots.removeAll { $0.key == key }
        covers[id]?.lister = outer
        covers[id]?.isEntered = true
    }

    /// Whether a tree lists folders that others have as well.
    func listsShared(_ key: RootKey) -> Bool {
        covers.contains { $0.value.lister == key && $0.key != self[key]?.namespace }
    }

    /// Whether a tree is a folder of another one.
    func isMounted(_ key: RootKey) -> Bool {
        guard case .namespace(let id) = key else { return false }
        return covers[id]?.mountedIn != nil
    }

    /// Adds a tree that nothing listed so far has led to.
    mutating func add(_ root: Root) {
        roots.append(root)
        if let id = root.namespace { covers[id] = Cover(lister: root.key) }
    }

    mutating func update(_ key: RootKey, _ change: (inout Root) -> Void) {
        guard let index = roots.firstIndex(where: { $0.key == key }) else { return }
        change(&roots[index])
    }

    /// Its content gets other paths, so all of it is listed.
    mutating func move(_ key: RootKey, to place: Place) {
        update(key) {
            $0.place = place
            $0.cursor = nil
        }
    }

    /// Removes a tree that is there no more, with those that are mounted in it.
    mutating func remove(_ key: RootKey) {
        roots.removeAll { $0.key == key }
        let inner = covers.filter { $0.value.mountedIn == key || $0.value.lister == key }
        for id in inner.keys { covers[id] = nil }
        for id in inner.keys where self[.namespace(id)] != nil { remove(.namespace(id)) }
    }

    /// Something is gone at a path of a tree, and with it what was mounted there.
    private mutating func forget(below path: String, in key: RootKey) {
        let gone = covers.filter { cover in
            cover.value.mountedIn == key && cover.value.place.map { Place.isPath($0.lower, atOrBelow: path) } ?? false
        }
        for id in gone.keys {
            covers[id] = nil
            remove(.namespace(id))
        }
    }

    /// Whether an item is a tree's to list.
    func lists(_ entry: Metadata, in key: RootKey) -> Bool {
        let namespace: String? =
            switch entry {
            case .file(let file): file.sharingInfo?.parentSharedFolderID
            case .folder(let folder): folder.sharingInfo?.parentSharedFolderID
            case .deleted: nil
            }
        guard let namespace else {
            // What is in no shared folder is in somebody's own.
            if case .namespace(let id) = key { return id == home?.namespace }
            return true
        }
        return (covers[namespace]?.lister ?? .account) == key
    }

    /// The tree that an item is in, told by what decides who may see it; nil when that is not known.
    func reader(of subject: AccessSubject) -> RootKey? {
        if let receiver = subject.receiver { return roots.first { $0.ownerAccountID == receiver }?.key ?? .account }
        if let folder = subject.folder { return covers[folder]?.lister ?? .account }
        guard let owner = subject.owner else { return .account }
        return roots.first { $0.ownerAccountID == owner }?.key
    }

    /// Places of which not everything was listed.
    var unreadPlaces: [String] { roots.lazy.filter(\.isUnread).map(\.place.lower) }

    /// There is nothing to know but the account's own cursor.
    var isPlain: Bool {
        roots.count == 1 && (received ?? [:]).isEmpty && !hasManyReceived && covers.allSatisfy { $0.key == roots[0].namespace }
    }
}
