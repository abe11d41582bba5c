import Dropbox
import DropboxSource
import Support

/// Somebody, as Dropbox knows them now.
struct Person: Sendable, Hashable {
    var email: String
    var displayName: String
    /// `dbid:…`
    var accountID: String?
    /// `dbmid:…`; nil for the owner of a personal account.
    var memberID: String?
    /// Dropbox's word: `active`, `suspended`.
    var status: String
    var groups: [String]

    var isActive: Bool { status == "active" }

    /// What documents can be shown to them for.
    var identities: Set<String> {
        guard isActive else { return [] }
        return Set(groups.map { "group:\($0)" } + (accountID.map { ["user_id:\($0)"] } ?? []))
    }
}

extension Person {
    init(_ profile: MemberProfile) {
        self.init(
            email: profile.email.lowercased(), displayName: profile.name.displayName, accountID: profile.accountID,
            memberID: profile.teamMemberID, status: profile.status.tag, groups: profile.groups ?? [])
    }

    init(_ owner: FullAccount) {
        self.init(
            email: owner.email.lowercased(), displayName: owner.name.displayName, accountID: owner.accountID,
            memberID: owner.teamMemberID, status: owner.disabled ? "disabled" : "active", groups: [])
    }

    /// - Parameter user: An e-mail address in whatever case, an account id or a member id.
    private func isCalled(_ user: String) -> Bool {
        email == user.lowercased() || accountID == user || memberID == user
    }

    /// Looks through the members of the account's team; for a personal account there is only its owner.
    ///
    /// - Returns: Nil when nobody is called so, or no longer.
    static func called(_ user: String, in account: DropboxAccount) async throws -> Person? {
        guard account.isTeam else {
            let owner = Person(try await account.client.call(GetCurrentAccount()))
            return owner.isCalled(user) ? owner : nil
        }
        for try await page in account.client.pages(of: ListTeamMembers()) {
            if let person = page.members.lazy.map({ Person($0.profile) }).first(where: { $0.isCalled(user) }) { return person }
        }
        return nil
    }
}
