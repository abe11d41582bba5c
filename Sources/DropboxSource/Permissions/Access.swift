import Dropbox
import SyncEngine

/// Who has access to something, as far as it is known.
struct Access: Sendable, Equatable {
    var identities: Set<String>
    /// Why somebody may be missing.
    private(set) var problem: String?

    static func known(_ identities: Set<String>) -> Access { Access(identities: identities, problem: nil) }
    static func unknown(_ problem: String) -> Access { Access(identities: [], problem: problem) }

    mutating func add(_ other: Access) {
        identities.formUnion(other.identities)
        if let problem = other.problem { note(problem) }
    }

    mutating func note(_ problem: String) { self.problem = self.problem ?? problem }
}

/// The members of a shared folder or file itself.
struct FolderMembers: Sendable {
    private(set) var identities: Set<String> = []
    /// Members who may pass through, or were only able to join by a link: they see nothing.
    private(set) var denied: Set<String> = []
    private(set) var problem: String?
    /// There is no shared folder of this id any more.
    private(set) var isDissolved = false

    init() {}

    init(problem: DropboxError) {
        self.problem = "\(problem)"
        isDissolved = problem.code == .sharedItemInaccessible("invalid_id")
    }

    var access: Access { Access(identities: identities, problem: problem) }

    /// Who was only invited has no access until the invitation is accepted.
    mutating func add(_ page: SharedMembersPage) {
        for user in page.users { add(Identity.user(user.accountID), canRead: user.canRead) }
        for group in page.groups { add(Identity.group(group.groupID), canRead: group.canRead) }
    }

    private mutating func add(_ identity: String, canRead: Bool) {
        if canRead { identities.insert(identity) } else { denied.insert(identity) }
    }
}

/// The shared folder whose members have access to another one too.
enum FolderParent: Sendable {
    case none
    case folder(String)
    case unknown(String)

    init(_ folder: SharedFolderMetadata) {
        self = folder.inheritsFrom.map(FolderParent.folder) ?? .none
    }
}

/// Identities as access-control documents hold them. Connector protocol: section 10.3.
enum Identity {
    /// - Parameter accountID: `dbid:…`
    static func user(_ accountID: String) -> String { "user_id:\(accountID)" }
    /// - Parameter groupID: `g:…`
    static func group(_ groupID: String) -> String { "group:\(groupID)" }
}

/// Does `body`, or the other thing when Dropbox does not let it.
///
/// - Throws: What ends every sync: the authorization is gone, or nobody can be trusted. `CancellationError`.
func tolerating<Value>(
    _ body: () async throws -> Value, orElse: (_ problem: DropboxError) -> Value
) async throws -> Value {
    do {
        return try await body()
    } catch let error as DropboxError where !error.code.leavesNothingToDo {
        return orElse(error)
    }
}

/// The same, tried again as an admin before it is given up: a member is not told who may see what they may not.
func tolerating<Value>(
    orAs admin: DropboxClient?, _ reader: DropboxClient, _ body: (DropboxClient) async throws -> Value,
    orElse: (_ problem: DropboxError) -> Value
) async throws -> Value {
    guard let admin, reader.identity != admin.identity else {
        return try await tolerating({ try await body(reader) }, orElse: orElse)
    }
    if let value = try await tolerating({ Optional(try await body(reader)) }, orElse: { _ in Optional.none }) { return value }
    return try await tolerating({ try await body(admin) }, orElse: orElse)
}

extension DropboxError.Code {
    /// A scope that is missing is not among them: then permissions are not known, and what depends on them is hidden.
    fileprivate var leavesNothingToDo: Bool {
        switch self {
        case .unauthorized, .refreshTokenRejected, .appCredentialsRejected, .tokenRequestRejected, .untrustedServer: true
        default: false
        }
    }
}
