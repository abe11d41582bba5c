import Dropbox
public import Support
import SyncEngine

/// Who may see what an account lists, as the lists of identities that documents carry: one for each sync.
///
/// Each shared folder is asked about once, however many documents are in it and however many of them ask at the
/// same time. What cannot be read is a problem of the documents that depend on it: they are shown to fewer people
/// than Dropbox shows them to, never to more.
///
/// Reference section 6.8. Suspended and removed members may be in a list: they have no identity to match it.
public actor Permissions {
    private let client: DropboxClient
    /// The account's own tree.
    nonisolated let root: ListingRoot
    /// Members of the folders above a shared folder have access too, as far as Dropbox lets them.
    nonisolated let includesInherited: Bool
    private let log: Log
    /// The log of the team; nil for an account by itself.
    nonisolated let teamLog: TeamLog?

    // A task that somebody waits for is cancelled with him: all who wait belong to one sync.
    private var members: [String: Task<FolderMembers, any Error>] = [:]
    private var parents: [String: Task<FolderParent, any Error>] = [:]
    /// The shared folders that there were when the index got its lists; nil when everything is listed anew.
    private var expected: Set<String>?
    private var allFolders: Task<[String: SharedFolderMetadata]?, any Error>?

    /// Sees the members of what the team has without being one of them; nil without a team's token.
    private let admin: DropboxClient?

    /// - Parameters:
    ///   - account: The account that is read: what is in no shared folder is visible to it alone.
    ///   - includesInherited: Also members of the folders above a shared folder, up to one that does not inherit
    ///     (`include_inherited_users_and_groups`). Costs one call for all folders.
    public init(account: DropboxAccount, includesInherited: Bool, log: Log) {
        client = account.client
        admin = account.adminID.map { account.client.acting(as: .admin($0)) }
        root = ListingRoot(key: .account, client: account.client, path: "", ownerAccountID: account.accountID)
        self.includesInherited = includesInherited
        self.log = log
        teamLog = account.isTeam ? TeamLog(client: account.client, log: log) : nil
    }

    func expect(folders: Set<String>?) { expected = folders }

    /// - Throws: `CursorUnusable` when one of these has become a shared folder since: a delta tells of the folder, and
    ///   not of what is in it.
    func demandExpected(_ entries: [Metadata]) throws(CursorUnusable) {
        guard let expected else { return }
        for case .folder(let folder) in entries {
            guard let id = folder.sharingInfo?.sharedFolderID, !expected.contains(id) else { continue }
            throw CursorUnusable(newFolder: id)
        }
    }

    /// Shared folders, and groups of files, that are asked about at the same time.
    private static let width = 8

    /// The list of each item, by its id.
    ///
    /// - Parameter root: Where the items were listed: who can read them there can read who else may, and what is
    ///   in no shared folder is visible to the one whose folder it is.
    /// - Throws: `DropboxError` only when nothing else would work either: the authorization is gone.
    ///   `CancellationError`.
    func lists(for items: [AccessSubject], in root: ListingRoot) async throws -> [String: AccessList] {
        let reader = root.client
        let folders = try await inOrder(Array(Set(items.compactMap(\.folder))), width: Self.width) { folder in
            (folder, try await self.access(toFolder: folder, as: reader))
        }
        let ofFolder = Dictionary(folders, uniquingKeysWith: { first, _ in first })
        let ofFile = try await ownMembers(
            ofFiles: Array(Set(items.filter { $0.hasOwnMembers != false }.map(\.id))), as: reader)
        let owner = root.ownerAccountID.map { Access.known([Identity.user($0)]) } ?? .unknown("Dropbox does not tell whose it is.")
        var lists: [String: AccessList] = [:]
        for item in items {
            var access = item.receiver != nil ? .known([]) : item.folder.map { ofFolder[$0] ?? .unknown("Nobody answered.") } ?? owner
            var item = item
            if item.hasOwnMembers != false {
                let own = ofFile[item.id] ?? .unknown("Dropbox does not tell with whom \(item.id) is shared.")
                if item.hasOwnMembers == nil, own == .known([]) { item.hasOwnMembers = false }
                access.add(own)
            }
            lists[item.id] = AccessList(access.identities, key: item.key, problem: access.problem)
        }
        return lists
    }
}

// MARK: Shared folders

extension Permissions {
    /// The members of a shared folder, and those of the folders above it that it inherits from.
    private func access(toFolder id: String, as reader: DropboxClient) async throws -> Access {
        let own = try await members(of: id, as: reader)
        guard includesInherited, own.problem == nil else { return own.access }
        var (access, denied) = (own.access, own.denied)
        var (folder, visited) = (id, Set([id]))
        while true {
            switch try await parent(of: folder, as: reader) {
            case .none: return access
            case .unknown(let problem):
                access.note(problem)
                return access
            case .folder(let parent):
                guard visited.insert(parent).inserted else { return access }
                let above = try await members(of: parent, as: reader)
                // The account may be in a folder without being in the one above, and then only this way is left.
                if above.problem != nil, let all = try await membersWithInherited(of: id, as: reader) { return all.access }
                // Who is listed below without a right to read has none: it is the level in effect.
                access.add(Access(identities: above.identities.subtracting(denied), problem: above.problem))
                guard above.problem == nil else { return access }
                denied.formUnion(above.denied)
                folder = parent
            }
        }
    }

    /// The members of this very folder; asked for once.
    private func members(of id: String, as reader: DropboxClient) async throws -> FolderMembers {
        let task = members[id] ?? Task { [admin, log] in
            try await tolerating(orAs: admin, reader) { reader in
                var members = FolderMembers()
                for try await page in reader.pages(of: ListFolderMembers(sharedFolderID: id)) { members.add(page) }
                return members
            } orElse: { problem in
                log.warning("It is not known who may see a shared folder: \(problem)", ["shared_folder_id": id])
                return FolderMembers(problem: problem)
            }
        }
        members[id] = task
        return try await value(of: task)
    }

    /// The members of a folder with those who have access through one above it; nil when they are not told.
    private nonisolated func membersWithInherited(of id: String, as reader: DropboxClient) async throws -> FolderMembers? {
        try await tolerating {
            var members = FolderMembers()
            let listing = ListFolderMembers(sharedFolderID: id, path: "ns:\(id)")
            for try await page in reader.pages(of: listing) { members.add(page) }
            return members
        } orElse: { _ in nil }
    }

    /// The shared folder whose members have access to this one too.
    private func parent(of id: String, as reader: DropboxClient) async throws -> FolderParent {
        if let folder = try await folders()?[id] { return FolderParent(folder) }
        let task = parents[id] ?? Task { [admin, log] in
            try await tolerating(orAs: admin, reader) { reader in
                FolderParent(try await reader.call(GetFolderMetadata(sharedFolderID: id)))
            } orElse: { problem in
                log.warning("It is not known what a shared folder inherits, so nothing is: \(problem)", ["shared_folder_id": id])
                return .unknown("\(problem)")
            }
        }
        parents[id] = task
        return try await value(of: task)
    }

    /// The shared folders of the account by id; nil when they cannot be listed.
    func folders() async throws -> [String: SharedFolderMetadata]? {
        let task = allFolders ?? Task { [client, log] in
            try await tolerating {
                var folders: [String: SharedFolderMetadata] = [:]
                for try await page in client.pages(of: ListFolders()) {
                    for folder in page.entries { folders[folder.sharedFolderID] = folder }
                }
                return folders
            } orElse: { problem in
                log.warning("The shared folders cannot be listed, so each is asked about: \(problem)")
                return nil
            }
        }
        allFolders = task
        return try await value(of: task)
    }

    /// Whether a folder is none any more, as far as its members have been asked for.
    func isDissolved(_ folder: String) async throws -> Bool {
        guard let task = members[folder] else { return false }
        return try await value(of: task).isDissolved
    }

    private func value<Value: Sendable>(of task: Task<Value, any Error>) async throws -> Value {
        try await withTaskCancellationHandler { try await task.value } onCancel: { task.cancel() }
    }
}

// MARK: Files

extension Permissions {
    /// The members of these very files, by id.
    private func ownMembers(ofFiles ids: [String], as reader: DropboxClient) async throws -> [String: Access] {
        let batches = stride(from: 0, to: ids.count, by: ListFileMembersBatch.maximumFiles).map {
            Array(ids[$0..<min($0 + ListFileMembersBatch.maximumFiles, ids.count)])
        }
        let answers = try await inOrder(batches, width: Self.width) { try await self.ownMembers(ofBatch: $0, as: reader) }
        return answers.reduce(into: [:]) { all, answer in all.merge(answer) { first, _ in first } }
    }

    private nonisolated func ownMembers(ofBatch ids: [String], as reader: DropboxClient) async throws -> [String: Access] {
        try await tolerating(orAs: admin, reader) { reader in
            let results = try await reader.call(ListFileMembersBatch(files: ids, limit: Self.membersPerBatch))
            var access: [String: Access] = [:]
            for result in results { access[result.file] = try await self.access(result, as: reader) }
            return access
        } orElse: { [log] problem in
            log.warning("It is not known with whom \(ids.count) files are shared one by one: \(problem)")
            return Dictionary(ids.map { ($0, .unknown("\(problem)")) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// The most that Dropbox tells in one answer (reference section 6.5).
    private static let membersPerBatch = 3000

    private nonisolated func access(_ result: FileMembersResult, as reader: DropboxClient) async throws -> Access {
        switch result.members {
        case .refused where admin != nil && reader.identity != admin?.identity:
            return try await everyOwnMember(of: result.file, as: admin ?? reader)
        case .refused(let reason): return .unknown("Dropbox does not tell with whom \(result.file) is shared: \(reason).")
        case .listed(let page, _) where result.isComplete:
            var members = FolderMembers()
            members.add(page)
            return members.access
        case .listed: return try await everyOwnMember(of: result.file, as: reader)
        }
    }

    private nonisolated func everyOwnMember(of file: String, as reader: DropboxClient) async throws -> Access {
        try await tolerating {
            var members = FolderMembers()
            for try await page in reader.pages(of: ListFileMembers(file: file, includeInherited: false)) { members.add(page) }
            return members.access
        } orElse: { .unknown("\($0)") }
    }
}
