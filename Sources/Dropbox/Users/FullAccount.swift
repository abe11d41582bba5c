/// An account as its owner sees it (reference section 7.7).
public struct FullAccount: Sendable, Hashable, Decodable {
    public enum AccountType: String, Sendable { case basic, pro, business }

    public struct Team: Sendable, Hashable, Decodable {
        /// `dbtid:…`
        public var id: String
        public var name: String
    }

    /// `dbid:…`
    public var accountID: String
    public var name: AccountName
    public var email: String
    public var emailVerified: Bool
    public var disabled: Bool
    /// Two letters.
    public var country: String?
    public var locale: String?
    public var accountType: Open<AccountType>?
    /// Set for a member of a team.
    public var team: Team?
    /// `dbmid:…`, set for a member of a team.
    public var teamMemberID: String?
    public var rootInfo: RootInfo

    private enum CodingKeys: String, CodingKey {
        case accountID = "account_id"
        case name, email, disabled, country, locale, team
        case emailVerified = "email_verified"
        case accountType = "account_type"
        case teamMemberID = "team_member_id"
        case rootInfo = "root_info"
    }
}

/// A person's name. Every part can be empty, for a member who was only invited.
public struct AccountName: Sendable, Hashable, Decodable {
    public var givenName: String
    public var surname: String
    public var familiarName: String
    public var displayName: String
    public var abbreviatedName: String

    private enum CodingKeys: String, CodingKey {
        case givenName = "given_name"
        case surname
        case familiarName = "familiar_name"
        case displayName = "display_name"
        case abbreviatedName = "abbreviated_name"
    }
}
