import Dropbox
import DropboxSource
import Support
import SyncEngine

/// Every place in Dropbox that decides whether one person may see one item, from the item upwards.
struct AccessTrail: Sendable {
    private(set) var steps: [AccessStep] = []
    /// Names of people and groups, by identity.
    private(set) var names: [String: String] = [:]
    private let item: FoundItem
    /// Sees the members of what the team has; nil for an account by itself.
    private let admin: DropboxClient?
    private let person: Person
    private let includesInherited: Bool

    /// Whether Dropbox lets the person see it; nil when something could not be read, and nothing else lets them.
    var isVisible: Bool? {
        if steps.contains(where: \.isGranting) { return true }
        return steps.contains { $0.problem != nil } ? nil : false
    }

    /// - Parameter includesInherited: Whether the connector indexes what comes from folders above a shared folder.
    /// - Throws: `CancellationError`; what cannot be read is a problem of its step.
    static func from(
        _ item: FoundItem, to person: Person, in account: DropboxAccount, includesInherited: Bool
    ) async throws -> AccessTrail {
        var trail = AccessTrail(item: item, account: account, person: person, includesInherited: includesInherited)
        switch item.metadata {
        case nil: try await trail.addFile(item.id)
        case .file(let file):
            if file.hasExplicitSharedMembers != false { try await trail.addFile(file.id) }
            try await trail.addFolders(from: file.sharingInfo?.parentSharedFolderID)
        case .folder(let folder):
            try await trail.addFolders(from: folder.sharingInfo?.sharedFolderID ?? folder.sharingInfo?.parentSharedFolderID)
        case .deleted: break
        }
        return trail
    }

    private init(item: FoundItem, account: DropboxAccount, person: Person, includesInherited: Bool) {
        self.item = item
        admin = account.adminID.map { account.client.acting(as: .admin($0)) }
        self.person = person
        self.includesInherited = includesInherited
    }

    private mutating func addFile(_ id: String) async throws {
        try await add("the file itself", ListFileMembers(file: id, includeInherited: false))
    }

    private mutating func addFolders(from id: String?) async throws {
        guard var folder = id else {
            steps.append(privateStep)
            return
        }
        var visited: Set<String> = []
        while visited.insert(folder).inserted {
            let metadata = try await metadata(of: folder)
            let name = (try? metadata.get())?.name      // its id is enough of a name
            try await add(
                name.map { "shared folder \"\($0)\" (\(folder))" } ?? "shared folder \(folder)",
                ListFolderMembers(sharedFolderID: folder))
            guard !steps.contains(where: \.isDenying) else {
                steps[steps.count - 1].remark = "this is the level in effect, whatever a folder above says"
                return
            }
            switch metadata {
            case .failure(let error): return steps[steps.count - 1].problem = "\(error)"
            case .success(let shared):
                guard let parent = next(after: shared) else { return }
                folder = parent
            }
        }
    }

    /// The folder above whose members have access, too.
    private mutating func next(after folder: SharedFolderMetadata) -> String? {
        let last = steps.count - 1
        guard let parent = folder.inheritsFrom else {
            if folder.parentSharedFolderID != nil { steps[last].remark = "members of the folder above have no access here" }
            return nil
        }
        steps[last].remark =
            includesInherited
            ? "inherits from the folder above"
            : "inherits from the folder above, which is not indexed: include_inherited_users_and_groups is off"
        return parent
    }

    private var privateStep: AccessStep {
        var step = AccessStep(place: "in no shared folder, so only \(item.ownerEmail) may see it")
        step.isGranting = person.isActive && item.ownerAccountID != nil && person.accountID == item.ownerAccountID
        return step
    }

    private func metadata(of folder: String) async throws -> Result<SharedFolderMetadata, DropboxError> {
        do {
            return .success(try await asReaderOrAdmin { try await $0.call(GetFolderMetadata(sharedFolderID: folder)) })
        } catch let error as DropboxError {
            return .failure(error)
        }
    }

    private mutating func add<Listing: DropboxPagedEndpoint>(
        _ place: String, _ listing: Listing
    ) async throws where Listing.Response == SharedMembersPage {
        var members = Memberships(of: person)
        var problem: String?
        do {
            members = try await asReaderOrAdmin { [person] client in
                var members = Memberships(of: person)
                for try await page in client.pages(of: listing) { members.add(page) }
                return members
            }
        } catch let error as DropboxError {
            problem = "\(error)"
        }
        names.merge(members.names) { $1 }
        var step = members.step(at: place)
        step.problem = problem
        steps.append(step)
    }

    /// As in a sync: a member is not told who may see what they may not.
    private func asReaderOrAdmin<Value: Sendable>(_ body: @Sendable (DropboxClient) async throws -> Value) async throws -> Value {
        do {
            return try await body(item.client)
        } catch let error as DropboxError {
            guard let admin, let answer = try? await body(admin) else { throw error }   // the first refusal tells more
            return answer
        }
    }
}
