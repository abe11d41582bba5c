public import Dropbox

/// Whose Dropbox is read, and the client that reads it as that account.
public struct DropboxAccount: Sendable {
    /// Acts as the account, with `/` where everything that it can reach is.
    public let client: DropboxClient
    /// `dbid:…`
    public let accountID: String
    public let email: String
    /// The namespace that `/` is.
    public let rootNamespaceID: String
    /// `dbtid:…` of the team that the account belongs to.
    public let teamID: String?
    /// Whether the token is a team's; then the account is the admin's who authorized it.
    public var isTeam: Bool { adminID != nil }
    /// The admin's id in the team, `dbmid:…`; nil without a team's token.
    public let adminID: String?
    /// The account's own folder, where it is not all that the account can reach: its namespace and its path.
    let home: (namespace: String, path: String)?

    /// Finds out what the credentials belong to: one call for a personal account's token, three for a team's.
    ///
    /// - Throws: ``DropboxError``, `CancellationError`.
    public static func identify(_ client: DropboxClient) async throws -> DropboxAccount {
        do {
            return DropboxAccount(try await client.call(GetCurrentAccount()), client, adminID: nil)
        } catch let error as DropboxError where error.code == .wrongTokenKind {
            // A team's token acts for nobody by itself: read as the admin who authorized it.
            let admin = try await client.call(GetAuthenticatedAdmin()).adminProfile
            let member = client.acting(as: .member(admin.teamMemberID))
            return DropboxAccount(try await member.call(GetCurrentAccount()), member, adminID: admin.teamMemberID)
        }
    }

    /// Makes sure that `path` is a folder of this account; costs one call, none for the root.
    ///
    /// - Throws: ``PathUnusable``, ``DropboxError``, `CancellationError`.
    public func check(_ path: DropboxPath) async throws {
        guard !path.text.isEmpty else { return }
        do {
            guard case .folder = try await client.call(GetMetadata(path: path.text)) else {
                throw PathUnusable.notFolder(path)
            }
        } catch let error as DropboxError {
            throw PathUnusable(path, error) ?? error
        }
    }

    private init(_ account: FullAccount, _ client: DropboxClient, adminID: String?) {
        self.client = client.acting(at: account.rootInfo.pathRoot)
        accountID = account.accountID
        email = account.email
        rootNamespaceID = account.rootInfo.rootNamespaceID
        teamID = account.team?.id
        self.adminID = adminID
        let root = account.rootInfo
        home = root.hasTeamSpace ? root.homePath.map { (root.homeNamespaceID, $0) } : nil
    }
}
