import Dropbox
public import SyncEngine

extension DropboxSource {
    /// Whose access may have changed: what the team's log tells, where the token may read it, and at intervals
    /// everything. One call for the log, and one for the shared folders when there is something to look at.
    ///
    /// - Throws: `CursorUnusable` when a folder has become a shared one, or may have: what is in it still has the list
    ///   of the folder around it. `DropboxError` when the authorization is gone. `CancellationError`.
    public func accessChanges(since state: String?, isDue: Bool) async throws -> AccessChanges {
        guard let permissions else { return .none() }
        guard let before = state.flatMap(AccessMemory.init(text:)) else {
            await permissions.expect(folders: nil)
            let folders = try await mountedFolders(permissions) ?? []
            return .all(state: AccessMemory(log: try await permissions.teamLog?.start(), folders: folders).text)
        }
        var (memory, news) = (before, TeamLog.News())
        if let log = permissions.teamLog {
            if let cursor = before.log { (news, memory.log) = try await log.news(since: cursor) }
            if memory.log == nil, isDue || news.isEverything { memory.log = try await log.start() }
        }
        await permissions.expect(folders: before.folders)
        guard isDue || news.isEverything else { return try await changes(news, permissions, state: memory.text) }
        guard let folders = try await mountedFolders(permissions) else {
            throw CursorUnusable("it is not known which folders have become shared ones since")
        }
        if let new = folders.union(news.newFolders).subtracting(before.folders).min() { throw CursorUnusable(newFolder: new) }
        memory.folders = folders
        return AccessChanges(documents: documents(in: news), state: memory.text) { _ in true }
    }

    /// The lists of these keys as they are now.
    ///
    /// - Throws: `DropboxError` when the authorization is gone. `CancellationError`.
    public func accessLists(for keys: [String]) async throws -> [String: AccessVerdict] {
        guard let permissions else { return [:] }
        let folders = try await permissions.folders()
        let state = memory.current.state ?? freshState(cursor: nil)
        var verdicts: [String: AccessVerdict] = [:]
        // Who can read an item can read who else may.
        let groups = Dictionary(grouping: keys.map { (key: $0, subject: AccessSubject(key: $0)) }) { state.reader(of: $0.subject) }
        for (tree, subjects) in groups {
            guard let root = tree.flatMap({ state[$0] }) else { continue }
            let lists = try await permissions.lists(for: subjects.map(\.subject), in: listingRoot(root))
            for (key, subject) in subjects {
                guard let list = lists[subject.id] else { continue }
                let isUnread = list.problem != nil
                let isGone = isUnread ? try await isGone(subject.folder, in: root, folders, permissions) : false
                verdicts[key] = isGone ? .gone(list) : .list(list)
            }
        }
        return verdicts
    }

    /// Whether a folder is not a shared one any more, or none that the account has: of another tree it need not be one.
    private func isGone(
        _ folder: String?, in root: ListingState.Root, _ mounted: [String: SharedFolderMetadata]?, _ permissions: Permissions
    ) async throws -> Bool {
        guard let folder else { return false }
        if root.key == .account, let mounted, mounted[folder] == nil { return true }
        return try await permissions.isDissolved(folder)
    }

    /// The shared folders in what is listed, by id; nil when they are not told.
    private func mountedFolders(_ permissions: Permissions) async throws -> Set<String>? {
        try await permissions.folders().map { folders in
            Set(folders.values.filter { folder in
                folder.pathLower.map { self.path.contains(DropboxPath(configured: $0)) } ?? false
            }.map(\.sharedFolderID))
        }
    }

    private func changes(
        _ news: TeamLog.News, _ permissions: Permissions, state: String
    ) async throws -> AccessChanges {
        guard !news.isEmpty else { return .none(state: state) }
        let folders = news.folders.isEmpty ? [:] : try await permissions.folders() ?? [:]
        let parents = folders.mapValues(\.parentSharedFolderID)
        return AccessChanges(documents: documents(in: news), state: state) { key in
            let subject = AccessSubject(key: key)
            if news.files.contains(subject.id) { return true }
            // What is in a folder depends on its members as far as it inherits.
            var folder = subject.folder
            var visited: Set<String> = []
            while let id = folder, visited.insert(id).inserted {
                if news.folders.contains(id) { return true }
                guard let parent = parents[id] else { return !news.folders.isEmpty }
                folder = parent
            }
            return false
        }
    }
}

extension DropboxSource {
    /// A file's first member of its own gives it another key. Under advanced rules a document cannot be read anew by
    /// itself.
    private func documents(in news: TeamLog.News) -> [String] { rules == nil ? news.files.sorted() : [] }
}

extension CursorUnusable {
    init(newFolder id: String) {
        self.init("a folder has become a shared one since (\(id)), and who may see what is in it is only told by a listing")
    }
}
