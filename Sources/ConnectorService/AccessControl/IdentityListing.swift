import Dropbox
import DropboxSource

/// Everybody who may search, complete: an answer that leaves doubts throws.
struct IdentityListing: Sendable {
    /// By ``TeamIdentity/email``.
    private(set) var identities: [String: TeamIdentity] = [:]
    /// Whether the account is a team's, so that whoever is not listed is not in it.
    let isTeam: Bool

    /// Status and address of each member, by member id.
    private var told: [String: (status: String, email: String)] = [:]
    /// Each group's id once, however many members it has.
    private var groupIDs: Set<String> = []

    /// Members listed, those without access too.
    var count: Int { told.count }

    /// Members by status.
    var statuses: [String: Int] { told.values.reduce(into: [:]) { $0[$1.status, default: 0] += 1 } }
}

extension IdentityListing {
    /// The active members of the account's team with their groups; of a personal account its owner.
    ///
    /// - Parameter listed: Told how many members have been listed so far.
    /// - Throws: ``JobError`` with code `incompleteListing` for an answer that cannot be all of the team;
    ///   `DropboxError`, `CancellationError`.
    static func of(_ account: DropboxAccount, listed: @Sendable (Int) -> Void) async throws -> IdentityListing {
        var listing = IdentityListing(isTeam: account.isTeam)
        if account.isTeam {
            for try await page in account.client.pages(of: ListTeamMembers()) {
                for member in page.members { try listing.add(member.profile) }
                listed(listing.count)
            }
            try listing.demand(account)
        } else {
            listing.add(try await account.client.call(GetCurrentAccount()))
            listed(listing.count)
        }
        return listing
    }

    init(isTeam: Bool) {
        self.isTeam = isTeam
    }

    mutating func add(_ owner: FullAccount) {
        told[owner.accountID] = (owner.disabled ? "disabled" : "active", owner.email)
        guard !owner.disabled else { return }
        let identity = TeamIdentity(
            email: owner.email, displayName: owner.name.displayName, accountID: owner.accountID, groups: [])
        identities[identity.email] = identity
    }

    /// Only active members have access: an invited one has not accepted, and a suspended one must not go on searching.
    mutating func add(_ profile: MemberProfile) throws(JobError) {
        // A team that changes while it is listed may tell a member twice: the later word counts.
        if let before = told[profile.teamMemberID] { identities[before.email] = nil }
        let email = profile.email.lowercased()
        told[profile.teamMemberID] = (profile.status.tag, email)
        guard profile.status.known == .active else { return }
        guard !email.isEmpty, let groups = profile.groups else {
            throw Self.doubtful("The member \(profile.teamMemberID) is listed without an e-mail address or without groups")
        }
        guard identities[email] == nil else {
            throw Self.doubtful("Two active members are listed with the address \(email)")
        }
        identities[email] = TeamIdentity(
            email: email, displayName: profile.name.displayName, accountID: profile.accountID,
            groups: groups.map { groupIDs.insert($0).memberAfterInsert }, joinedOn: profile.joinedOn)
    }

    /// The admin who authorized the app is a member, whatever else is true of the team.
    private func demand(_ account: DropboxAccount) throws(JobError) {
        guard identities.values.contains(where: { $0.accountID == account.accountID }) else {
            throw Self.doubtful(
                """
                Dropbox listed \(count) members, and the admin who authorized the app, \(account.email), is not an \
                active one of them
                """)
        }
    }

    private static func doubtful(_ finding: String) -> JobError {
        JobError(
            .incompleteListing,
            """
            \(finding): this is no complete list of the team, so the identities are left as they are. Sync again; when \
            it fails again, look at the team's members in Dropbox's admin console.
            """)
    }
}
